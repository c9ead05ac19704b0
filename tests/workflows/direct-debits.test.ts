import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { germanPayee } from "../../src/cli/demo/payees.ts";
import { toIsoInstant } from "../../src/domain/clock.ts";
import type { IsoDate, IsoInstant, PartnerId } from "../../src/domain/ids.ts";
import { matterDigest, textFor } from "../../src/signing/one-time-password/matter.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import { enterPayment } from "../../src/workflows/enter-payment.ts";
import { planImport } from "../../src/workflows/import-desk/plan-import.ts";
import { importOrderFile } from "../../src/workflows/import-orders.ts";
import type { Order } from "../../src/workflows/ports/orders.ts";
import { savePartner } from "../../src/workflows/partners.ts";
import { serviceFor } from "../../src/workflows/route-order.ts";
import { profileOf } from "../../src/workflows/bank-profile.ts";
import { prepareSigningSheet } from "../../src/workflows/sign-orders.ts";
import { matterOfOrders } from "../../src/workflows/signed-matter.ts";
import { type CollectingOffice, type CollectionFile, collectionFile, openCollectingOffice } from "../support/collections.ts";
import { mustGetOrder, type Office, onlyConnection, payment } from "../support/office.ts";

let collecting: CollectingOffice;
let office: Office;
let context: WorkflowContext;
let account = "";
beforeAll(async () => {
  collecting = await openCollectingOffice();
  ({ office, context, account } = collecting);
});
afterAll(() => office.close());

const statesOf = async (order: Order) => (await context.store.orders.transactions(order.id)).map(({ endToEndId, state, reasonCode }) => [endToEndId, state, reasonCode]);
const balance = (): bigint => office.bank.admin.accounts().find(({ number }) => number === account)?.balanceMinor ?? 0n;

describe("direct debits", () => {
  it("go by the bank's service for them: core, and between businesses", async () => {
    const { bankProfile, protocol } = await onlyConnection(context);
    const bank = { profile: profileOf(context.tools.banks, bankProfile), protocol };
    for (const [scheme, id] of [["CORE", "sdd-core"], ["B2B", "sdd-b2b"]] as const) {
      const order = await importOrderFile(context, collectionFile({ account, messageId: `ROUTE-${scheme}`, debits: [{ id: `R-${scheme}`, amount: "1.00", debtor: germanPayee(1) }], scheme }));
      expect(serviceFor(bank, order, await context.store.orders.batches(order.id))?.order.id).toBe(id);
    }
  });

  it("are wrong without a mandate or a known sequence", async () => {
    const findings = async (options: Partial<CollectionFile>) => (await planImport(context, collectionFile({ account, messageId: "WRONG", debits: [{ id: "W", amount: "1.00", debtor: germanPayee(1) }], ...options }))).findings.filter(({ severity }) => severity === "error").map(({ field }) => field?.split("/").at(-1));
    expect((await findings({ mandate: "" })).length).toBeGreaterThan(0);
    expect((await findings({ sequence: "XXXX" })).length).toBeGreaterThan(0);
  });

  it.each([true, false])("are collected on their day and booked (one entry for all: %s); one that comes back later is told with its reason", async (batchBooking) => {
    const name = batchBooking ? "B" : "S";
    const inside = office.bank.admin.openAccount({ currency: "EUR", owner: `Inside ${name}`, opening: { minor: 500n, currency: "EUR" as never } }).number; // EUR is a currency
    const before = balance();
    const order = await collecting.sent(collectionFile({ account, messageId: `COLLECT-${name}`, batchBooking, debits: [
      { id: `${name}-1`, amount: "10.00", debtor: germanPayee(1) }, { id: `${name}-2`, amount: "20.00", debtor: germanPayee(2) },
      { id: `${name}-3`, amount: "2.00", debtor: inside }, { id: `${name}-4`, amount: "30.00", debtor: inside },
    ] }));
    expect(["accepted", "partly-accepted"]).toContain(order.state); // by whether the day has come
    await collecting.nextDay();
    await collecting.nextDay();
    // The last debtor has an account here, with too little on it.
    expect(await statesOf(order)).toEqual([[`${name}-1`, "booked", undefined], [`${name}-2`, "booked", undefined], [`${name}-3`, "booked", undefined], [`${name}-4`, "refused", "AM04"]]);
    expect((await mustGetOrder(context, order.id)).state).toBe("booked");
    expect(balance() - before).toBe(3200n);
    expect(office.bank.admin.accounts().find(({ number }) => number === inside)?.balanceMinor).toBe(300n);

    office.bank.admin.returnCollection({ endToEndId: `${name}-2`, reason: "MD06" });
    expect(() => office.bank.admin.returnCollection({ endToEndId: `${name}-2`, reason: "MD06" })).toThrow("came back already");
    await collecting.nextDay();
    expect(balance() - before).toBe(1200n);
    expect(await statesOf(order)).toEqual([[`${name}-1`, "booked", undefined], [`${name}-2`, "refused", "MD06"], [`${name}-3`, "booked", undefined], [`${name}-4`, "refused", "AM04"]]);
    expect((await context.store.journal.list({ limit: 50 })).map(({ summary }) => summary)).toContainEqual(expect.stringContaining("came back: MD06"));
    for (const statement of await context.store.statements.list()) expect(statement.balanced, statement.header.statementId).not.toBe(false);
  });

  it("make no payee of whom they debit: who was debited is new to be paid, and a partner under that name has no other account for it", async () => {
    const now = context.tools.clock.now();
    await savePartner(context, { id: "p-known" as PartnerId, name: "Debtor NP-2", accounts: [{ number: { kind: "iban", iban: germanPayee(77) }, since: toIsoInstant(now) as IsoInstant }], note: "", createdAt: toIsoInstant(now) as IsoInstant, changedAt: toIsoInstant(now) as IsoInstant });
    const file = collectionFile({ account, messageId: "NO-PAYEE", debits: [{ id: "NP-1", amount: "1.00", debtor: germanPayee(71) }, { id: "NP-2", amount: "1.00", debtor: germanPayee(72) }] });
    expect((await planImport(context, file)).facts).toMatchObject({ newPayeePayments: 0, changedPayeePayments: 0 });
    await collecting.sent(file);
    expect(await context.store.partners.list()).toMatchObject([{ name: "Debtor NP-2", accounts: [{ number: { iban: germanPayee(77) } }] }]);
    const paid = await enterPayment(context, { title: "Back", debtorAccountId: (await context.store.accounts.all())[0]!.id, executionDate: "2026-11-24" as IsoDate, transactions: [payment("BACK", 100n, 71)] });
    const sheet = await prepareSigningSheet(context, [paid.id]);
    expect(sheet.orders[0]?.facts).toMatchObject({ newPayeePayments: 1 });
  });

  it("are told as collections where one code releases the signature", async () => {
    const orderOf = async (debtor: string) => {
      const order = await importOrderFile(context, collectionFile({ account, messageId: `MATTER-${debtor.slice(-4)}`, debits: [{ id: "MT", amount: "3.00", debtor }] }));
      return (await prepareSigningSheet(context, [order.id])).orders;
    };
    const [one, other] = [await orderOf(germanPayee(81)), await orderOf(germanPayee(82))];
    const matter = matterOfOrders(one);
    expect(matter).toMatchObject({ debtor: `Debtor MT, ${germanPayee(81)}` });
    expect(matter.payee).toBeUndefined();
    expect(textFor(matter, "12345678", 5)).toContain(`account ${account}, collected from Debtor MT, ${germanPayee(81)}.`);
    expect(matterDigest(matter)).not.toBe(matterDigest({ ...matter, debtor: matterOfOrders(other).debtor }));
  });
});
