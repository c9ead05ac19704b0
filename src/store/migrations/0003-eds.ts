import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Orders that wait at the bank for signatures, and our signatures on them. */
export const eds: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

const statements: readonly string[] = [
  `create table eds_orders (
    connection_id text not null, bank_order_id text not null, waiting integer not null, since text not null, body text not null, primary key (connection_id, bank_order_id)
  ) strict`,
  "create index eds_orders_waiting on eds_orders (since) where waiting = 1",
  `create table eds_signatures (
    sequence integer not null primary key, connection_id text not null, bank_order_id text not null, signer_id text not null, at text not null, body text not null
  ) strict`,
  "create index eds_signatures_by_signer on eds_signatures (signer_id, at)",
];
