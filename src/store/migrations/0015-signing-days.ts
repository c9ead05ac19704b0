import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** For limits per day: a day's signatures are found by their time, and it is seen whether any was removed since they were last read. */
export const signingDays: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

const statements: readonly string[] = [
  "create index order_signatures_by_time on order_signatures (at)",
  "create index eds_signatures_by_time on eds_signatures (at)",
  "create table signatures_removed (count integer not null) strict",
  "insert into signatures_removed (count) values (0)",
  "create trigger order_signature_removed after delete on order_signatures begin update signatures_removed set count = count + 1; end",
  "create trigger eds_signature_removed after delete on eds_signatures begin update signatures_removed set count = count + 1; end",
];
