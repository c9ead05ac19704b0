import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** A recall names the order whose payments it asks back; that order finds its recalls. */
export const recalls: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw("alter table orders add column recalled_order_id text").execute(db);
    await sql.raw("create index orders_by_recalled_order on orders (recalled_order_id) where recalled_order_id is not null").execute(db);
  },
};
