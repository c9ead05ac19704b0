import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { germanPayee } from "../../src/cli/demo/payees.ts";
import type { IsoDate, IsoInstant, StatementId } from "../../src/domain/ids.ts";
import { keyOfMandate, mandateKey } from "../../src/domain/mandate.ts";
import type { Mandate } from "../../src/domain/order.ts";
import { migrations } from "../../src/store/migrations/all.ts";
import { openCustomerStore } from "../../src/store/index.ts";
import type { CustomerStore } from "../../src/workflows/ports/customer-store.ts";
import { creditorId, mandate } from "../support/mandates.ts";
import { at, batch, dataKey, iban, newStore, orderFields, profile, statement, temporaryFolder, transaction } from "./samples.ts";

const today = "2026-11-23" as IsoDate;
let store: CustomerStore;
let folder: string;
let remove: () => void;
beforeEach(async () => {
  ({ folder, remove } = temporaryFolder());
  ({ store } = await newStore(folder));
  await store.profile.update(profile);
});
afterEach(async () => {
  await store.close();
  remove();
});

/** An order that collects under these mandates, all due on that day. */
async function collecting(n: number, due: string, mandates: readonly Mandate[], into = store): Promise<void> {
  const fields = orderFields(n, { kinds: ["direct-debit"], transactionCount: mandates.length });
  await into.transaction(async (inside) => {
    await inside.orders.create(fields, "Anna");
    const writer = inside.orders.writer(fields.id);
    writer.addBatch({ ...batch(n), requestedExecutionDate: due as IsoDate, collection: { creditorSchemeId: creditorId, sequenceType: "RCUR" } });
    for (const [i, one] of mandates.entries()) writer.addTransaction(transaction(i, { creditorAccount: iban(germanPayee(i)), mandate: one }));
    await writer.flush();
  });
}

async function deliver(n: number): Promise<void> {
  for (const event of ["check", "sign-last", "queue", "start-sending", "deliver"] as const) {
    const order = await store.orders.get(orderFields(n).id);
    await store.orders.advance(orderFields(n).id, order?.revision ?? 0, event, { at, actor: "Anna" });
  }
}

describe("the register of mandates", () => {
  test("gives a mandate back as it was put, by its key and by those it had", async () => {
    const one = mandate(1, { formerKeys: [mandateKey(creditorId, "OLD")], amendment: { details: { originalMandateId: "OLD" }, at }, debtor: { name: "Tóth Éva", address: { townName: "Pécs", country: "HU", addressLines: [] } } });
    await store.mandates.put(one);
    expect((await store.mandates.get(one.id))?.mandate).toEqual(one);
    expect([...(await store.mandates.byKeys([mandateKey(creditorId, "old"), keyOfMandate(one), "x"])).values()].map((found) => found.mandate.id)).toEqual([one.id, one.id]);
    await expect(store.mandates.put(mandate(2, { mandateId: "OLD" }))).rejects.toMatchObject({ area: "store", code: "conflict" });
    expect(await store.mandates.count()).toBe(1);
  });

  test("is searched by every word, seen by state as of a day, and sorted", async () => {
    await store.mandates.put(mandate(1, { mandateId: "C", debtor: { name: "Ágnes" } }));
    await store.mandates.put(mandate(2, { mandateId: "b", debtor: { name: "Zoë" }, state: "suspended" }));
    await store.mandates.put(mandate(3, { mandateId: "A", debtor: { name: "Bea" }, signedOn: "2020-01-01" as IsoDate }));
    await store.mandates.put(mandate(4, { mandateId: "D", debtor: { name: "Cili" }, signedOn: "2020-01-01" as IsoDate, collectedBefore: { lastOn: "2025-05-05" as IsoDate } }));
    const references = async (filter: Partial<Parameters<typeof store.mandates.list>[0]>) => (await store.mandates.list({ today, ...filter })).map((found) => found.mandate.mandateId);
    expect(await references({})).toEqual(["A", "b", "C", "D"]);
    expect(await references({ sort: "debtor" })).toEqual(["C", "A", "D", "b"]);
    expect(await references({ sort: "last used" })).toEqual(["A", "D", "C", "b"]);
    expect(await references({ text: "agnes" })).toEqual(["C"]);
    expect(await references({ text: germanPayee(2) })).toEqual(["b"]);
    expect(await references({ states: ["expired"] })).toEqual(["A"]);
    expect(await references({ states: ["active"] })).toEqual(["C", "D"]);
    expect(await references({ states: ["active", "suspended"], limit: 1, offset: 1 })).toEqual(["C"]);
    expect(await store.mandates.count({ today, states: ["suspended", "used-up"] })).toBe(1);
  });

  test("reads what was collected from the orders: newest first, cancelled ones left out", async () => {
    await collecting(1, "2026-03-02", [{ mandateId: "M-1" }, { mandateId: "m-2", sequenceType: "FRST" }]);
    await store.mandates.put(mandate(1));
    await collecting(2, "2026-04-02", [{ mandateId: "M-1", amendment: { originalMandateId: "x" } }, { mandateId: "M-1", creditorSchemeId: "FR72ZZZ123456" }]);
    await collecting(3, "2026-05-02", [{ mandateId: "M-1" }]);
    await store.orders.advance(orderFields(3).id, 1, "cancel", { at, actor: "Anna" });
    await deliver(1);
    await store.mandates.put(mandate(2));
    const first = await store.mandates.get(mandate(1).id);
    expect(first?.collections.map((one) => [one.orderNumber, one.dueOn, one.sequenceType, one.amended, one.orderState])).toEqual([[2, "2026-04-02", "RCUR", true, "draft"], [1, "2026-03-02", "RCUR", false, "delivered"]]);
    expect(first?.lastUsedOn).toBe("2026-03-02"); // when it went to the bank
    expect((await store.mandates.get(mandate(2).id))?.lastUsedOn).toBe("2026-03-02"); // although it was entered later
  });

  test("knows those that wait to be confirmed, and gives a mandate up with its keys", async () => {
    await store.mandates.put(mandate(1, { formerKeys: [mandateKey(creditorId, "OLD")], unconfirmed: { by: ["Anna"], at } }));
    await store.mandates.put(mandate(2));
    const waiting = async () => (await store.mandates.list({ today, unconfirmed: true })).map((found) => found.mandate.mandateId);
    expect([await waiting(), await store.mandates.count({ today, unconfirmed: true }), await store.mandates.count({ today })]).toEqual([["M-1"], 1, 2]);
    const { unconfirmed: _, ...confirmed } = (await store.mandates.get(mandate(1).id))!.mandate;
    await store.mandates.put(confirmed);
    expect(await waiting()).toEqual([]);
    await store.mandates.remove(mandate(1).id);
    expect(await store.mandates.get(mandate(1).id)).toBeUndefined();
    expect((await store.mandates.byKeys([mandateKey(creditorId, "OLD"), keyOfMandate(mandate(1))])).size).toBe(0);
    await store.mandates.put(mandate(3, { mandateId: "OLD" }));
  });

  test("says how the mandates of an order stand: also those that it calls by a former reference, and nothing of others", async () => {
    await store.mandates.put(mandate(1, { changedAt: "2026-02-01T10:00:00Z" as IsoInstant }));
    await store.mandates.put(mandate(2, { formerKeys: [mandateKey(creditorId, "OLD")], state: "suspended", changedAt: "2026-03-01T10:00:00Z" as IsoInstant }));
    await store.mandates.put(mandate(3, { signedOn: "2020-01-01" as IsoDate, changedAt: "2026-01-01T10:00:00Z" as IsoInstant }));
    await store.mandates.put(mandate(4, { changedAt: "2026-09-01T10:00:00Z" as IsoInstant }));
    await collecting(1, "2026-12-01", [{ mandateId: "M-1" }, { mandateId: "old" }, { mandateId: "M-3" }, { mandateId: "M-1" }, { mandateId: "unknown" }]);
    expect(await store.mandates.standingOf(orderFields(1).id, today)).toEqual({ count: 3, notActive: 2, changedAt: "2026-03-01T10:00:00Z" });
    await collecting(2, "2026-12-01", [{ mandateId: "unknown" }]);
    expect(await store.mandates.standingOf(orderFields(2).id, today)).toEqual({ count: 0, notActive: 0, changedAt: undefined });
  });

  test("finds the mandates that a bank's word may change", async () => {
    await store.mandates.put(mandate(1));
    await store.mandates.put(mandate(2, { type: "one-off" }));
    await store.mandates.put(mandate(3));
    await store.mandates.put(mandate(4));
    await collecting(1, "2026-03-02", [{ mandateId: "M-1" }, { mandateId: "M-2" }, { mandateId: "M-3", sequenceType: "FNAL" }, { mandateId: "M-4" }, { mandateId: "unknown" }]);
    await deliver(1);
    const id = orderFields(1).id;
    await store.orders.setTransactionState(id, { position: 3 }, "refused", { code: "AC04" });
    await store.statements.create(statement(1));
    await store.orders.markBooked(id, 1, { statementId: statement(1).id as StatementId, entry: 0, detail: 0 });
    const touched = await store.mandates.touchedBy(id, -1, 10);
    expect(touched.map(({ mandateId, collection: { position, state, wasBooked, reasonCode } }) => [mandateId, position, state, wasBooked, reasonCode])).toEqual([
      ["mandate-2", 1, "booked", true, undefined], ["mandate-3", 2, "open", false, undefined], ["mandate-4", 3, "refused", false, "AC04"],
    ]);
    expect((await store.mandates.touchedBy(id, 1, 1)).map(({ mandateId }) => mandateId)).toEqual(["mandate-3"]);
  });
});

describe("a store of the version before", () => {
  test("knows afterwards which mandate each collection in it names", async () => {
    const before = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < "0013"));
    const path = `${folder}/older.db`;
    const older = await openCustomerStore({ path, dataKey, create: true, migrations: before });
    await older.profile.update(profile);
    await older.close();
    // This version's writer needs the column: it is given to the old store, filled, emptied and taken away again.
    const withColumn = { ...before, "0012b-column": { up: async (db: Parameters<(typeof migrations)[string]["up"]>[0]) => void (await sql`alter table transactions add column mandate_key text`.execute(db)) } };
    const filling = await openCustomerStore({ path, dataKey, migrations: withColumn });
    await collecting(1, "2026-03-02", [{ mandateId: "M-1" }, { mandateId: "" }, { mandateId: "M-2", creditorSchemeId: "FR72ZZZ123456" }], filling);
    await filling.close();
    const newer = await openCustomerStore({ path, dataKey, migrations: {
      ...withColumn,
      "0012c-without": { up: async (db: Parameters<(typeof migrations)[string]["up"]>[0]) => void (await sql`alter table transactions drop column mandate_key`.execute(db)) },
      ...Object.fromEntries(Object.entries(migrations).filter(([name]) => name >= "0013")),
    } });
    await newer.mandates.put(mandate(1));
    await newer.mandates.put(mandate(2, { creditorSchemeId: "FR72ZZZ123456" }));
    expect((await newer.mandates.list({ today })).map(({ mandate: { mandateId }, collections }) => [mandateId, collections.length])).toEqual([["M-1", 1], ["M-2", 1]]);
    await newer.close();
  });
});
