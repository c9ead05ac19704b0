import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBankDatabase } from "../../src/bank/storage/bank-database.ts";
import { systemRandomness } from "../../src/cli/compose.ts";
import { todayIn } from "../../src/domain/iso-date.ts";
import { Secret } from "../../src/domain/secret.ts";
import { attentionOf } from "../../src/workflows/attention.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import { fetchOrderContents } from "../../src/workflows/eds/fetch.ts";
import { enterPayment } from "../../src/workflows/enter-payment.ts";
import type { Order } from "../../src/workflows/ports/orders.ts";
import type { EdsOrderKey } from "../../src/workflows/ports/signers.ts";
import { readGroups, refusalOf, type ReviewGroup } from "../../src/workflows/review-sheet.ts";
import { groupByPin, outcomeAtBank, outcomeOf, type PartResult, type SigningPart, type SigningRun, signPinGroup } from "../../src/workflows/sign-many.ts";
import { sheetWith } from "../../src/workflows/sign-orders.ts";
import { type EdsTown, openEdsTown, sentForOthers, type Workstation } from "../support/eds-office.ts";
import { onlyConnection, payment, pinText } from "../support/office.ts";

/** One sheet over orders of ours and orders that wait at the bank: one PIN, one session with the bank, over HTTPS. */
describe.each(["H005", "H004"] as const)("a sheet with orders at the bank, over %s", (protocol) => {
  let town: EdsTown;
  let anna: Workstation;
  let bela: Workstation;
  beforeAll(async () => {
    town = await openEdsTown(protocol);
    anna = await town.workstation("ANNA", "A");
    bela = await town.workstation("BELA", "B");
  });
  afterAll(() => town.close());

  let orders = 0;
  const sent = (minor = 100_00n): Promise<Order> => sentForOthers(anna, `MANY${protocol}${++orders}`, minor + BigInt(orders));
  const atBank = (order: Order): string | undefined => town.bank.admin.orders().find((one) => one.orderId === order.bankOrderId)?.status;
  const sessions = async (): Promise<number> => (await bela.context.store.sessions.list(1000)).length;

  /** What Béla's cockpit gives to the sheet. */
  async function waiting(): Promise<readonly EdsOrderKey[]> {
    await bela.session({ send: false });
    const { items } = await attentionOf(bela.context);
    return items.find((item) => item.kind === "to-sign-at-bank")?.atBank ?? [];
  }
  async function sheet(ids: readonly EdsOrderKey[], own: readonly Order[] = [], context = bela.context): Promise<ReviewGroup> {
    const [group] = await readGroups([{ context, orderIds: own.map((order) => order.id), atBank: ids }]);
    if (group === undefined) throw new Error("something waits");
    return group;
  }
  async function fetchContents(ids: readonly EdsOrderKey[]): Promise<number> {
    return fetchOrderContents(bela.context, (await onlyConnection(bela.context)).id, ids.map(({ bankOrderId }) => bankOrderId));
  }
  async function sign(group: ReviewGroup, run: SigningRun = {}, context: WorkflowContext = bela.context): Promise<PartResult> {
    const choice = group.prepared?.choices[0];
    if (choice === undefined || group.prepared === undefined) throw new Error("Béla has a key");
    const mine = group.orders.filter((order) => refusalOf(choice, order) === undefined);
    const part: SigningPart = {
      context, subscriber: choice.subscriber, sheet: sheetWith(group.prepared.sheet, mine.flatMap((order) => (order.kind === "own" ? [order.entry] : []))), atBank: mine.flatMap((order) => (order.kind === "at-bank" ? [order.sheet] : [])),
    };
    using pin = Secret.fromText(pinText);
    const { parts: [done] } = await signPinGroup(groupByPin([part])[0]!, pin, run);
    if (done === undefined) throw new Error("the PIN is right");
    return done;
  }
  const outcomes = (done: PartResult): string[] => [...done.results.map(outcomeOf), ...done.atBank.map(outcomeAtBank)];

  it("shows none whose content was not fetched; then all of it, and signs own orders and those at the bank with one PIN and one call", async () => {
    const there = [await sent(), await sent(), await sent()];
    const ids = await waiting();
    expect(ids.map(({ bankOrderId }) => bankOrderId).sort()).toEqual(there.map((order) => order.bankOrderId).sort());
    const unseen = await sheet(ids);
    expect([unseen.orders, unseen.unread.map(({ error }) => error)]).toEqual([[], Array(3).fill(expect.objectContaining({ code: "eds-no-content" }))]);
    const before = await sessions();
    expect(await fetchContents(ids)).toBe(3);
    expect(await sessions()).toBe(before + 1);

    const [account] = await bela.context.store.accounts.all();
    const [signer] = await bela.context.store.signers.all();
    await bela.context.store.signers.put({ ...signer!, signatureClass: "E" }); // an order of ours wants nobody else, those at the bank do
    await bela.context.store.signers.putRules([{ id: "one", title: "One signature", accounts: [], upTo: [], signaturesNeeded: 1, signers: [], exclusions: [] }]);
    const own = await enterPayment(bela.context, { title: "Own", debtorAccountId: account!.id, executionDate: todayIn("Europe/Budapest", town.clock.now()), transactions: [payment("OWN", 7_00n, 9)] });
    const shown = await sheet(ids, [own]);
    expect(shown.orders.map(({ kind }) => kind).sort()).toEqual(["at-bank", "at-bank", "at-bank", "own"]);
    for (const order of shown.orders) {
      expect(order.digest).toBe([own, ...there].find((one) => one.signedDigest === order.digest)?.signedDigest);
      expect(order.warnings.map(({ kind }) => kind)).toContain("new");
    }
    let opened = 0;
    const device = bela.context.tools.device("key-file");
    const counting: WorkflowContext = { ...bela.context, tools: { ...bela.context.tools, device: () => ({ ...device, open: (...call) => { opened++; return device.open(...call); } }) } };
    const calls = await sessions();
    expect(outcomes(await sign(shown, {}, counting))).toEqual(["signed", "signed", "signed", "signed"]);
    expect([opened, await sessions()]).toEqual([1, calls + 1]);
    expect(there.map(atBank)).toEqual(["executed", "executed", "executed"]);
    expect(await bela.context.store.journal.verify()).toBeUndefined();
  });

  it("a contradiction of the bank's about one order holds up no other", async () => {
    const [good, evil, fine] = [await sent(), await sent(), await sent()];
    const ids = await waiting();
    await fetchContents(ids);
    const shown = await sheet(ids);
    expect(shown.orders).toHaveLength(3);
    const books = openBankDatabase(town.bankFolder, systemRandomness);
    books.run("UPDATE customer_order SET digest = ? WHERE order_id = ?", "cd".repeat(32), evil.bankOrderId ?? "");
    books.close();
    const done = await sign(shown);
    expect(done.failure).toBeUndefined();
    expect(done.atBank.map((one) => [one.order.bankOrderId, outcomeAtBank(one)]).sort()).toEqual([[good.bankOrderId, "signed"], [evil.bankOrderId, "refused"], [fine.bankOrderId, "signed"]].sort());
    expect([good, evil, fine].map(atBank)).toEqual(["executed", "to-sign", "executed"]);
    expect((await bela.context.store.journal.list({ limit: 30 })).filter((entry) => entry.action === "eds.contradiction").map((entry) => entry.subject)).toEqual([evil.bankOrderId]);
    const anew = { connectionId: ids[0]!.connectionId, bankOrderId: evil.bankOrderId ?? "" }; // another digest is another order, whose file must fit it
    expect(await fetchContents([anew])).toBe(0);
    expect((await sheet([anew])).unread[0]?.error).toMatchObject({ code: "eds-contradiction" });
  });

  it("stops before the next order; what is not begun has no result and waits on", async () => {
    const there = [await sent(), await sent()];
    const ids = (await waiting()).filter(({ bankOrderId }) => there.some((order) => order.bankOrderId === bankOrderId));
    await fetchContents(ids);
    const stop = new AbortController();
    const device = bela.context.tools.device("key-file");
    const stopping: WorkflowContext = {
      ...bela.context,
      tools: {
        ...bela.context.tools,
        device: () => ({
          ...device,
          async open(...call) {
            const real = await device.open(...call);
            return { ...real, describe: () => real.describe(), close: () => real.close(), sign: (...what) => { stop.abort(); return real.sign(...what); } };
          },
        }),
      },
    };
    const done = await sign(await sheet(ids), { signal: stop.signal }, stopping);
    expect([outcomes(done), done.failure]).toEqual([["signed"], expect.objectContaining({ code: "stopped" })]);
    expect(there.map(atBank).sort()).toEqual(["executed", "to-sign"]);
    expect((await waiting()).length).toBeGreaterThan(0);
  });

  it("one that repeats an order of ours says so, one of ours does not repeat itself, and one that was signed already waits for others", async () => {
    const order = await sent(500_00n);
    const ids = (await waiting()).filter(({ bankOrderId }) => bankOrderId === order.bankOrderId);
    await fetchContents(ids);
    const [account] = await bela.context.store.accounts.all();
    const n = orders;
    await enterPayment(bela.context, {
      title: "The same by hand", debtorAccountId: account!.id, executionDate: todayIn("Europe/Budapest", town.clock.now()),
      transactions: [payment(`MANY${protocol}${n}A`, 500_00n + BigInt(n), 1), payment(`MANY${protocol}${n}B`, 55_00n, 2)],
    });
    const [line] = (await sheet(ids)).orders;
    expect(line?.warnings[0]).toMatchObject({ kind: "duplicate", text: expect.stringContaining("holds the same payments") as string });
    const atAnna = await anna.session({ send: false });
    expect(atAnna.problem).toBeUndefined();
    const hers = await sheet((await anna.context.store.eds.list({ waiting: true })).map(({ connectionId, bankOrderId }) => ({ connectionId, bankOrderId })), [], anna.context);
    expect(hers.orders).toEqual([]);
  });
});
