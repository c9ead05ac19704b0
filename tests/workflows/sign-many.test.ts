import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { IsoDate } from "../../src/domain/ids.ts";
import { AppError } from "../../src/domain/errors.ts";
import { rights } from "../../src/domain/rights.ts";
import { Secret } from "../../src/domain/secret.ts";
import { enterPayment } from "../../src/workflows/enter-payment.ts";
import { forEachAtOnce } from "../../src/workflows/for-each-at-once.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import type { Order } from "../../src/workflows/ports/orders.ts";
import type { SigningDeviceDriver } from "../../src/workflows/ports/signing-device.ts";
import { groupByPin, outcomeOf, type SigningPart, signPinGroup } from "../../src/workflows/sign-many.ts";
import { prepareSigningSheet, sheetWith } from "../../src/workflows/sign-orders.ts";
import { type Office, openOffice, payment, pinText } from "../support/office.ts";

/** Two customers, each with a store, a bank and a key file of its own. */
let offices: readonly Office[];
let contexts: readonly WorkflowContext[];
beforeAll(async () => {
  offices = await Promise.all([openOffice(), openOffice()]);
  contexts = await Promise.all(offices.map((office) => office.open()));
});
afterAll(() => Promise.all(offices.map((office) => office.close())));

async function entered(context: WorkflowContext, title: string): Promise<Order> {
  const [account] = await context.store.accounts.all();
  return enterPayment(context, { title, debtorAccountId: account!.id, executionDate: "2026-11-24" as IsoDate, transactions: [payment(title, 1000_00n)] });
}

async function partOf(context: WorkflowContext, orders: readonly Order[]): Promise<SigningPart> {
  const sheet = await prepareSigningSheet(context, orders.map((order) => order.id));
  return { context, sheet, subscriber: sheet.own[0]!.subscriber };
}

/** Counts openings, and may refuse a PIN at some of them. */
function counting(context: WorkflowContext, opened: string[], refuses: (folder: string) => boolean = () => false): WorkflowContext {
  const real = context.tools.device("key-file");
  const driver: SigningDeviceDriver = {
    ...real,
    async open(config, pin, folder) {
      opened.push(folder);
      if (refuses(folder)) throw new AppError("signer", "wrong-passphrase", "Wrong passphrase.");
      return real.open(config, pin, folder);
    },
  };
  return { ...context, tools: { ...context.tools, device: () => driver } };
}

describe("signing for many customers", () => {
  it("asks once for all key files, and signs at each customer with its own", async () => {
    const parts = await Promise.all(contexts.map(async (context, at) => partOf(context, [await entered(context, `Many ${at}a`), await entered(context, `Many ${at}b`)])));
    const groups = groupByPin(parts);
    expect(groups).toHaveLength(1);
    const seen: string[] = [];
    using pin = Secret.fromText(pinText);
    const done = await signPinGroup(groups[0]!, pin, { onResult: (_part, result) => seen.push(outcomeOf(result)) });
    expect(done.wrongPin).toEqual([]);
    expect(done.parts.map(({ results }) => results.map((result) => result.kind))).toEqual([["signed", "signed"], ["signed", "signed"]]);
    expect(seen).toEqual(["signed", "signed", "signed", "signed"]);
    for (const { sheet, context } of parts) for (const { order } of sheet.orders) expect((await context.store.orders.get(order.id))?.state).toBe("signed");
  });

  it("names the parts that a PIN does not open, and signs the others", async () => {
    const opened: string[] = [];
    const mine = contexts.map((context) => counting(context, opened, (folder) => folder === contexts[0]!.customer.folder));
    const parts = await Promise.all(mine.map(async (context, at) => partOf(context, [await entered(context, `Some ${at}`)])));
    using pin = Secret.fromText(pinText);
    const done = await signPinGroup(groupByPin(parts)[0]!, pin);
    expect(done.wrongPin.map(({ part }) => part)).toEqual([parts[0]]);
    expect(done.parts.map(({ part }) => part)).toEqual([parts[1]]);
    expect((await contexts[0]!.store.orders.get(parts[0]!.sheet.orders[0]!.order.id))?.state).toBe("checked");
  });

  it("opens one device once, however many sheets it signs", async () => {
    const opened: string[] = [];
    const context = counting(contexts[0]!, opened);
    const parts = [await partOf(context, [await entered(context, "Once a")]), await partOf(context, [await entered(context, "Once b")])];
    using pin = Secret.fromText(pinText);
    const done = await signPinGroup(groupByPin(parts)[0]!, pin);
    expect(done.parts.flatMap(({ results }) => results.map(outcomeOf))).toEqual(["signed", "signed"]);
    expect(opened).toHaveLength(1);
  });

  it("a card signs for several customers with one PIN and one opening, and a wrong PIN is tried once, whichever of its keys is asked", async () => {
    const opened: string[] = [];
    const card = { kind: "pkcs11", modulePath: "/module.so", tokenLabel: "Réka", tokenSerial: "1" } as const;
    const onCard = async (keyId: string): Promise<SigningPart> => {
      const part = await partOf(counting(contexts[0]!, opened, () => true), [await entered(contexts[0]!, `Card ${keyId}`)]);
      return { ...part, subscriber: { ...part.subscriber, device: { ...card, keyId } } };
    };
    const parts = [await onCard("01"), await onCard("01"), await onCard("02")];
    const elsewhere = { ...parts[0]!, subscriber: { ...parts[0]!.subscriber, device: { ...card, keyId: "01", tokenSerial: "2" } } };
    const groups = groupByPin([...parts, elsewhere]);
    expect(groups.map((group) => group.parts.length)).toEqual([3, 1]);
    using pin = Secret.fromText("0000");
    const done = await signPinGroup(groups[0]!, pin);
    expect(done.wrongPin.map(({ part }) => part)).toEqual(parts);
    expect(opened).toHaveLength(1);
  });

  it("signs only what is left on the sheet; tells what was changed, what was signed already and what is above a limit", async () => {
    const context = contexts[1]!;
    const [kept, out, changed] = [await entered(context, "Kept"), await entered(context, "Left out"), await entered(context, "Changed")];
    const part = await partOf(context, [kept, out, changed]);
    const sheet = sheetWith(part.sheet, part.sheet.orders.filter(({ order }) => order.id !== out.id));
    await context.store.orders.advance(changed.id, changed.revision, "check", { at: changed.createdAt, actor: "somebody else" });
    using pin = Secret.fromText(pinText);
    const run = async (): Promise<string[]> => (await signPinGroup(groupByPin([{ ...part, sheet }])[0]!, pin)).parts.flatMap(({ results }) => results.map(outcomeOf));
    expect(await run()).toEqual(["signed", "changed meanwhile"]);
    expect(await run()).toEqual(["changed meanwhile", "changed meanwhile"]);
    expect((await context.store.orders.get(out.id))?.state).toBe("checked");
    const limited = await partOf(context, [await entered(context, "Limit")]);
    const [signer] = await context.store.signers.all();
    await context.store.signers.put({ ...signer!, perFileLimits: [{ minor: 1n, currency: signer!.perFileLimits[0]?.currency ?? kept.sums[0]!.currency }] });
    expect((await signPinGroup(groupByPin([limited])[0]!, pin)).parts.flatMap(({ results }) => results.map(outcomeOf))).toEqual(["over limit"]);
    await context.store.signers.put(signer!);
  });

  it("stops before the next order; what was signed stays signed", async () => {
    const context = contexts[0]!;
    const orders = [await entered(context, "Stop 1"), await entered(context, "Stop 2"), await entered(context, "Stop 3")];
    const stop = new AbortController();
    using pin = Secret.fromText(pinText);
    const done = await signPinGroup(groupByPin([await partOf(context, orders)])[0]!, pin, { signal: stop.signal, onResult: () => stop.abort() });
    expect(done.parts.flatMap(({ results }) => results.map(outcomeOf))).toEqual(["signed", "stopped", "stopped"]);
    const later = await signPinGroup(groupByPin([await partOf(context, [orders[2]!])])[0]!, pin, { signal: stop.signal });
    expect(later.parts[0]?.failure).toMatchObject({ code: "stopped" });
  });

  it("a customer where something breaks holds up no other", async () => {
    const parts = await Promise.all(contexts.map(async (context, at) => partOf(context, [await entered(context, `Breaks ${at}`)])));
    await contexts[0]!.store.profile.setRights(contexts[0]!.operator.id, "Réka", ["see"]);
    using pin = Secret.fromText(pinText);
    const done = await signPinGroup(groupByPin(parts)[0]!, pin);
    expect(done.parts.find(({ part }) => part === parts[0])).toMatchObject({ results: [], failure: { code: "not-allowed" } });
    expect(done.parts.find(({ part }) => part === parts[1])?.results.map(outcomeOf)).toEqual(["signed"]);
    await contexts[0]!.store.profile.setRights(contexts[0]!.operator.id, "Réka", rights.filter((right) => right !== "administer"));
  });
});

describe("many at once", () => {
  it("never works on more than it may, keeps their order of beginning, and begins nothing after a failure or a stop", async () => {
    let now = 0, most = 0;
    const begun: number[] = [];
    const things = Array.from({ length: 20 }, (_, at) => ({ at }));
    const work = async ({ at }: { at: number }): Promise<void> => {
      begun.push(at);
      most = Math.max(most, ++now);
      await new Promise(setImmediate);
      now--;
    };
    await forEachAtOnce(things, 3, work);
    expect([most, begun]).toEqual([3, things.map(({ at }) => at)]);
    const stop = new AbortController();
    let count = 0;
    await forEachAtOnce(things, 1, async () => {
      if (++count === 5) stop.abort();
    }, stop.signal);
    expect(count).toBe(5);
    await expect(forEachAtOnce(things, 2, async ({ at }) => {
      count = at;
      if (at === 3) throw new Error("broken");
    })).rejects.toThrow("broken");
    expect(count).toBeLessThan(6);
  });
});
