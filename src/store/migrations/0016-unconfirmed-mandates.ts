import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Whether a mandate waits to be confirmed: the cockpit asks it of every customer. Those that are here already count as confirmed. */
export const unconfirmedMandates: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw("alter table mandates add column unconfirmed integer not null default 0").execute(db);
    await sql.raw("create index mandates_unconfirmed on mandates (reference, id) where unconfirmed > 0").execute(db);
  },
};
