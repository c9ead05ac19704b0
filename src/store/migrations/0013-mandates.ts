import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";
import { mandateKey } from "../../domain/mandate.ts";
import type { Batch, Transaction } from "../../domain/order.ts";
import { fromBody } from "../body.ts";

/** The register of mandates, and which mandate each collection names, also of those that are here already. */
export const mandates: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
    await keysOfCollections(db);
  },
};

const statements: readonly string[] = [
  "create table mandates (id text not null primary key, reference text not null, folded_name text not null, search text not null, state text not null, last_used text not null, body text not null) strict",
  "create index mandates_by_reference on mandates (reference, id)",
  "create index mandates_by_name on mandates (folded_name, id)",
  "create index mandates_by_last_used on mandates (last_used, id)",
  // The key it has, and those that it had before it was amended.
  "create table mandate_keys (key text not null primary key, mandate_id text not null references mandates (id) on delete cascade) strict, without rowid",
  "create index mandate_keys_by_mandate on mandate_keys (mandate_id)",
  "alter table transactions add column mandate_key text",
  "create index transactions_by_mandate on transactions (mandate_key, order_number, position) where mandate_key is not null",
];

async function keysOfCollections(db: Kysely<unknown>): Promise<void> {
  const batches = await sql<{ order_number: number; position: number; body: string }>`select order_number, position, body from batches where instr(body, '"collection":{') > 0`.execute(db);
  for (const { order_number, position, body } of batches.rows) {
    const { collection } = fromBody<Batch>(body);
    const rows = await sql<{ position: number; body: string }>`select position, body from transactions where order_number = ${order_number} and batch = ${position} and instr(body, '"mandate":{') > 0`.execute(db);
    for (const row of rows.rows) {
      const { mandate } = JSON.parse(row.body) as Pick<Transaction, "mandate">; // as the writer of transactions wrote it
      const creditor = mandate?.creditorSchemeId ?? collection?.creditorSchemeId;
      if (mandate === undefined || mandate.mandateId === "" || creditor === undefined) continue;
      await sql`update transactions set mandate_key = ${mandateKey(creditor, mandate.mandateId)} where order_number = ${order_number} and position = ${row.position}`.execute(db);
    }
  }
}
