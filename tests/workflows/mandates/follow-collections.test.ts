import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { germanPayee } from "../../../src/cli/demo/payees.ts";
import type { RegisterEntry } from "../../../src/domain/mandate.ts";
import { nextSequenceType } from "../../../src/domain/mandate-rules.ts";
import type { RegisteredMandateId } from "../../../src/domain/ids.ts";
import { attentionOf } from "../../../src/workflows/attention.ts";
import { followCollections } from "../../../src/workflows/mandates/follow-collections.ts";
import { saveMandate, setMandateState } from "../../../src/workflows/mandates/keep-mandate.ts";
import { type CollectingOffice, collectionFile, openCollectingOffice } from "../../support/collections.ts";
import { mandate } from "../../support/mandates.ts";

let collecting: CollectingOffice;
beforeAll(async () => {
  collecting = await openCollectingOffice();
});
afterAll(() => collecting.office.close());

const entry = async (n: number): Promise<RegisterEntry> => (await collecting.context.store.mandates.get(mandate(n).id as RegisteredMandateId))!;
const stateOf = async (n: number) => (await entry(n)).mandate.state;
const debit = (n: number, amount = "10.00") => ({ id: String(n), amount, debtor: germanPayee(n) });
const journal = async () => (await collecting.context.store.journal.list({ limit: 100 })).map(({ summary }) => summary);

describe("what becomes of collections comes back to their mandates", () => {
  it("from being sent to being booked, returned, and refused at once", async () => {
    const { office, context, account, sent, nextDay } = collecting;
    // Its account is at the practice bank, with too little on it: AM04 on the day.
    const poor = office.bank.admin.openAccount({ currency: "EUR", owner: "Debtor 4", opening: { minor: 100n, currency: "EUR" as never } }).number; // EUR is a currency
    for (const n of [1, 2]) await saveMandate(context, mandate(n));
    await saveMandate(context, mandate(3, { type: "one-off" }));
    await saveMandate(context, mandate(4, { debtorAccount: { kind: "iban", iban: poor as never } })); // an account's number there is an IBAN

    const firsts = await sent(collectionFile({ account, messageId: "FIRST", sequence: "FRST", debits: [debit(1), debit(2), { ...debit(4, "500.00"), debtor: poor }] }));
    const single = await sent(collectionFile({ account, messageId: "SINGLE", sequence: "OOFF", debits: [debit(3)] }));
    expect([await stateOf(1), await stateOf(3)]).toEqual(["active", "used-up"]);
    expect(await journal()).toContain("Mandate M-3 of Debtor 3 used up");
    await nextDay();
    await nextDay();
    expect([nextSequenceType(await entry(1)), await stateOf(4)]).toEqual(["RCUR", "active"]);
    expect((await entry(4)).collections.map(({ state, reasonCode }) => [state, reasonCode])).toEqual([["refused", "AM04"]]);
    expect(await journal()).toContainEqual(expect.stringMatching(/^Mandate M-4 of Debtor 4: a collection .*AM04 not enough money/));

    office.bank.admin.returnCollection({ endToEndId: "2", reason: "AC04" });
    office.bank.admin.returnCollection({ endToEndId: "1", reason: "MD06" });
    await nextDay();
    expect([await stateOf(1), await stateOf(2)]).toEqual(["active", "suspended"]);
    expect((await entry(2)).mandate.stateReason).toContain("AC04 closed account. Ask the debtor");
    expect(nextSequenceType(await entry(2))).toBe("RCUR"); // it was collected, and came back

    expect((await attentionOf(context)).items.find(({ kind }) => kind === "mandates-stopped")).toMatchObject({ title: "1 mandate stopped", note: "AC04 M-2 Debtor 2", mine: true });

    // The operator has settled it: the same word of the bank again suspends nothing.
    await setMandateState(context, mandate(2).id, "active", "");
    await context.store.transaction((store) => followCollections(context, store, firsts));
    await context.store.transaction((store) => followCollections(context, store, single));
    expect([await stateOf(2), await stateOf(3)]).toEqual(["active", "used-up"]);
    expect((await attentionOf(context)).items.map(({ kind }) => kind)).not.toContain("mandates-stopped");
  });

  it("a single collection that is refused before its booking leaves the mandate to be collected", async () => {
    const { context, account, sent } = collecting;
    await saveMandate(context, mandate(5, { type: "one-off" }));
    const order = await sent(collectionFile({ account, messageId: "REFUSED", sequence: "OOFF", debits: [debit(5)], dueOn: "2026-12-10" }));
    expect(await stateOf(5)).toBe("used-up");
    await context.store.orders.setTransactionState(order.id, "all", "refused", { code: "AM09" });
    await context.store.transaction((store) => followCollections(context, store, order));
    expect([await stateOf(5), nextSequenceType(await entry(5))]).toEqual(["active", "OOFF"]);
  });
});
