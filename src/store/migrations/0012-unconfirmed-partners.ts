import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** How many accounts of a partner wait to be confirmed: the cockpit asks it of every customer. */
export const unconfirmedPartners: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw("alter table partners add column unconfirmed integer not null default 0").execute(db);
    await sql.raw("create index partners_unconfirmed on partners (folded_name, id) where unconfirmed > 0").execute(db);
  },
};
