import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OperatorId } from "../../src/domain/ids.ts";
import { todayIn } from "../../src/domain/iso-date.ts";
import { Secret } from "../../src/domain/secret.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import { type AskCode, deviceReleasedFor, openDevice } from "../../src/workflows/devices.ts";
import { fetchOrderContents } from "../../src/workflows/eds/fetch.ts";
import { enterPayment } from "../../src/workflows/enter-payment.ts";
import { confirmCodeToken, enrolCodeToken } from "../../src/workflows/keys/code-tokens.ts";
import { protectKey } from "../../src/workflows/keys/protect-key.ts";
import type { SignedMatter } from "../../src/workflows/ports/signing-device.ts";
import { readGroups, type ReviewGroup } from "../../src/workflows/review-sheet.ts";
import { groupByPin, outcomeAtBank, outcomeOf, type PartResult, signPinGroup } from "../../src/workflows/sign-many.ts";
import { sheetWith } from "../../src/workflows/sign-orders.ts";
import { codeIn, matterOver } from "../support/code-token.ts";
import { type EdsTown, openEdsTown, sentForOthers, type Workstation } from "../support/eds-office.ts";
import { onlyConnection, payment, pinText } from "../support/office.ts";

/** A sheet with orders of ours and orders at the bank, whose key is behind a one-time password. */
describe("one code for a whole sheet", () => {
  let town: EdsTown;
  let anna: Workstation;
  let bela: Workstation;
  let texts: string;
  const asked: SignedMatter[] = [];
  const fromText: AskCode = async (_, matter) => {
    asked.push(matter);
    return Secret.fromText(codeIn(texts));
  };
  beforeAll(async () => {
    town = await openEdsTown();
    anna = await town.workstation("ANNA", "A");
    bela = await town.workstation("BELA", "B");
    await protectBela();
  });
  afterAll(() => town.close());

  /** His signature is enough for an order of ours; those at the bank want two. */
  async function protectBela(): Promise<void> {
    const administrator: WorkflowContext = { ...bela.context, operator: { ...bela.context.operator, id: "02administrator" as OperatorId, name: "Ádám" }, rights: ["see", "administer"], askCode: fromText };
    const { store, customer } = bela.context;
    texts = path.join(customer.folder, "texts");
    await store.profile.setRights(administrator.operator.id, administrator.operator.name, administrator.rights);
    const [[signer], [user]] = [await store.signers.all(), await store.connections.subscribers()];
    await store.signers.put({ ...signer!, signatureClass: "E" });
    await store.signers.putRules([{ id: "one", title: "One signature", accounts: [], upTo: [], signaturesNeeded: 1, signers: [], exclusions: [] }]);
    const { token } = await enrolCodeToken(administrator, { signerId: signer!.id, title: "telephone of Béla", method: { kind: "text-message", number: "+36301234567", gateway: { kind: "practice", file: texts } } });
    await confirmCodeToken(administrator, token.id);
    using pin = Secret.fromText(pinText);
    await protectKey(administrator, user!.id, token.id, pin);
  }
  async function sheet(title: string): Promise<ReviewGroup> {
    const { context } = bela;
    const [account] = await context.store.accounts.all();
    const own = await enterPayment(context, { title, debtorAccountId: account!.id, executionDate: todayIn("Europe/Budapest", town.clock.now()), transactions: [payment(title, 7_00n, 9)] });
    for (const part of ["x", "y"]) await sentForOthers(anna, `${title}${part}`, 100_00n);
    await bela.session({ send: false });
    const waiting = (await context.store.eds.list({ waiting: true })).map(({ connectionId, bankOrderId }) => ({ connectionId, bankOrderId }));
    await fetchOrderContents(context, (await onlyConnection(context)).id, waiting.map(({ bankOrderId }) => bankOrderId));
    const [group] = await readGroups([{ context, orderIds: [own.id], atBank: waiting }]);
    return group!;
  }
  async function sign({ prepared, orders }: ReviewGroup, askCode: AskCode = fromText): Promise<PartResult> {
    asked.splice(0);
    const own = sheetWith(prepared!.sheet, orders.flatMap((order) => (order.kind === "own" ? [order.entry] : [])));
    const part = { context: { ...bela.context, askCode }, subscriber: prepared!.choices[0]!.subscriber, sheet: own, atBank: orders.flatMap((order) => (order.kind === "at-bank" ? [order.sheet] : [])) };
    using pin = Secret.fromText(pinText);
    return (await signPinGroup(groupByPin([part])[0]!, pin)).parts[0]!;
  }
  const outcomes = ({ results, atBank }: PartResult): string[] => [...results.map(outcomeOf), ...atBank.map(outcomeAtBank)];

  it("whose matter is all of it: each digest, the sums, the accounts; it signs here and at the bank", async () => {
    const group = await sheet("ALL");
    expect(outcomes(await sign(group))).toEqual(["signed", "signed", "signed"]);
    expect(asked).toEqual([{
      title: "3 orders, 5 payments, 2 of the orders at the bank",
      digests: group.orders.toSorted((one, other) => other.kind.localeCompare(one.kind)).map(({ digest }) => digest),
      sums: [{ minor: 317_00n, currency: "EUR" }], accounts: [...new Set(group.orders.flatMap(({ facts }) => facts.accounts))], payee: undefined,
    }]);
  });

  it("that is not given signs nothing, here or there", async () => {
    const group = await sheet("NONE");
    const done = await sign(group, async () => undefined);
    expect([outcomes(done), done.failure]).toEqual([[], expect.objectContaining({ code: "code-not-given" })]);
    expect((await sign(group)).failure).toBeUndefined(); // and all of it waits on
  });

  it("is asked for when nothing is left that would make it useless: with a wrong code of the customer it is not", async () => {
    const group = await sheet("CODE");
    const above = { ...group, prepared: { ...group.prepared!, sheet: { ...group.prepared!.sheet, orders: [] } }, orders: group.orders.map((order) => (order.kind === "own" ? { ...order, entry: { ...order.entry, needsCustomerCode: true } } : order)) };
    const done = await sign(above);
    expect([asked, outcomes(done), done.failure]).toEqual([[], [], expect.objectContaining({ code: "wrong-customer-code" })]);
  });

  it("signs each of its digests once, and no other", async () => {
    const context = { ...bela.context, askCode: fromText };
    const [user] = await context.store.connections.subscribers();
    using pin = Secret.fromText(pinText);
    const opened = await openDevice(context, user!.device, pin);
    try {
      const device = await deviceReleasedFor(context, opened, matterOver("ab".repeat(32), "cd".repeat(32)));
      expect(device.release).toBeUndefined();
      await device.sign("A006", Buffer.from("ab".repeat(32), "hex"));
      for (const digest of ["ab", "ef"]) await expect(device.sign("A006", Buffer.from(digest.repeat(32), "hex"))).rejects.toMatchObject({ code: "not-released" });
      await device.sign("A006", Buffer.from("cd".repeat(32), "hex"));
    } finally {
      await opened.close();
    }
  });
});
