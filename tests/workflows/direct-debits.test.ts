import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { germanPayee } from "../../src/cli/demo/payees.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import { planImport } from "../../src/workflows/import-desk/plan-import.ts";
import { importOrderFile } from "../../src/workflows/import-orders.ts";
import type { Order } from "../../src/workflows/ports/customer-store.ts";
import { serviceFor } from "../../src/workflows/route-order.ts";
import { profileOf } from "../../src/workflows/bank-profile.ts";
import { type CollectingOffice, type CollectionFile, collectionFile, openCollectingOffice } from "../support/collections.ts";
import { mustGetOrder, type Office, onlyConnection } from "../support/office.ts";

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
});
