import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { germanPayee } from "../../../src/cli/demo/payees.ts";
import type { CurrencyCode, IsoDate } from "../../../src/domain/ids.ts";
import { orderNumberText } from "../../../src/domain/order-number.ts";
import { collectUnderMandates, type CollectionLine } from "../../../src/workflows/mandates/collect.ts";
import { amendMandate, saveMandate, setMandateState } from "../../../src/workflows/mandates/keep-mandate.ts";
import type { Order } from "../../../src/workflows/ports/orders.ts";
import { type CollectingOffice, openCollectingOffice } from "../../support/collections.ts";
import { creditorId, mandate } from "../../support/mandates.ts";

let collecting: CollectingOffice;
beforeAll(async () => {
  collecting = await openCollectingOffice();
  const { context } = collecting;
  for (const n of [1, 2]) await saveMandate(context, mandate(n));
  await saveMandate(context, mandate(3, { type: "one-off", debtor: { name: "Toth Eva", address: { townName: "Pécs", country: "HU", addressLines: [] } }, debtorBic: "OTPVHUHB" }));
  await saveMandate(context, mandate(4, { scheme: "B2B", collectedBefore: {} }));
  await saveMandate(context, mandate(5));
  await setMandateState(context, mandate(5).id, "suspended", "moved");
});
afterAll(() => collecting.office.close());

const dueOn = "2026-11-24" as IsoDate;
const line = (n: number, more: Partial<CollectionLine> = {}): CollectionLine => ({ mandateId: mandate(n).id, amount: { minor: BigInt(n) * 1000n, currency: "EUR" as CurrencyCode }, text: `Fee ${n}`, ...more });
const enter = async (lines: readonly CollectionLine[], day = dueOn): Promise<readonly Order[]> =>
  collectUnderMandates(collecting.context, { title: "November", accountId: (await collecting.context.store.accounts.all())[0]!.id, dueOn: day, lines });
const contentOf = async (order: Order) => {
  const { orders } = collecting.context.store;
  const batches = await orders.batches(order.id);
  return (await orders.transactions(order.id)).map((row) => [batches[row.batch]?.localInstrument, batches[row.batch]?.collection?.sequenceType, row.mandate?.mandateId, row.creditor.name, row.amount.minor, row.remittance.unstructured.join(), row.endToEndId]);
};

describe("collecting under mandates of the register", () => {
  it("makes an order of each scheme, a batch of each place in the series, with nothing to find fault with", async () => {
    const orders = await enter([line(1), line(2, { last: true }), line(3), line(4)]);
    expect(orders.map(({ state, title, transactionCount, findings, origin, executionDate }) => [state, title, transactionCount, findings, origin, executionDate])).toEqual([
      ["checked", "November", 3, [], "mandates", dueOn], ["checked", "November", 1, [], "mandates", dueOn],
    ]);
    expect(await contentOf(orders[0]!)).toEqual([
      ["CORE", "FRST", "M-1", "Debtor 1", 1000n, "Fee 1", "M-1-20261124"], ["CORE", "FNAL", "M-2", "Debtor 2", 2000n, "Fee 2", "M-2-20261124"], ["CORE", "OOFF", "M-3", "Toth Eva", 3000n, "Fee 3", "M-3-20261124"],
    ]);
    expect(await contentOf(orders[1]!)).toEqual([["B2B", "RCUR", "M-4", "Debtor 4", 4000n, "Fee 4", "M-4-20261124"]]);
    const [row] = await collecting.context.store.orders.transactions(orders[0]!.id, { offset: 2, limit: 1 });
    expect([row?.creditorAccount, row?.creditorAgent?.bic, row?.creditor.address?.townName, row?.mandate?.signedOn]).toEqual([{ kind: "iban", iban: germanPayee(3) }, "OTPVHUHB", "Pécs", "2026-01-10"]);
    const { number } = orders[0]!;
    expect((await enter([line(1)]))[0]?.findings.map(({ message }) => message)).toContainEqual(expect.stringContaining(`Order ${orderNumberText(number)} collects under mandate M-1 on the same day`));
  });

  it("tells the bank of an amendment, and no more once it was taken", async () => {
    const { context, send, nextDay } = collecting;
    await saveMandate(context, mandate(6, { collectedBefore: {} }));
    await amendMandate(context, mandate(6).id, { mandateId: "NEW-6", creditorSchemeId: creditorId, debtorAccount: { kind: "iban", iban: germanPayee(60) } });
    collecting.office.clock.advance(1000);
    const [order] = await enter([line(6)], "2026-11-25" as IsoDate);
    const [row] = await context.store.orders.transactions(order!.id);
    expect(row?.mandate?.amendment).toEqual({ originalMandateId: "M-6", originalDebtorAccount: { kind: "other", value: "SMNDA" } });
    expect(order?.findings).toEqual([]);
    await send(order!);
    await nextDay();
    const [after] = await enter([line(6)], "2026-12-28" as IsoDate);
    const [next] = await context.store.orders.transactions(after!.id);
    expect([next?.mandate?.mandateId, next?.mandate?.amendment]).toEqual(["NEW-6", undefined]);
  });

  it("stores nothing where one of them cannot be collected under", async () => {
    const before = await collecting.context.store.orders.count();
    await expect(enter([line(2), line(5)])).rejects.toMatchObject({ area: "input", code: "not-collectable", message: expect.stringContaining("suspended") });
    await expect(enter([])).rejects.toMatchObject({ code: "no-collections" });
    await expect(enter([line(1, { amount: { minor: 0n, currency: "EUR" as CurrencyCode } })])).rejects.toMatchObject({ code: "amount-not-positive" });
    await expect(enter([line(1, { amount: { minor: 1n, currency: "HUF" as CurrencyCode } })])).rejects.toMatchObject({ code: "not-euro" });
    await expect(enter([line(1, { text: "x".repeat(141) })])).rejects.toMatchObject({ area: "format" });
    await expect(collectUnderMandates({ ...collecting.context, rights: ["see"] }, { title: "", accountId: "x" as never, dueOn, lines: [line(1)] })).rejects.toMatchObject({ area: "rights" });
    expect(await collecting.context.store.orders.count()).toBe(before);
  });
});
