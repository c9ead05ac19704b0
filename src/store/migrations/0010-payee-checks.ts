import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** The few payments at which the payee's bank knew the account by another name: asked for whenever an order is signed. */
export const payeeChecks: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw("create index transactions_by_payee_check on transactions (order_number) where reason_code in ('RVMC', 'RVNM')").execute(db);
  },
};
