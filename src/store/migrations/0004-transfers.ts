import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** What is under way between us and a bank, in encrypted segments. */
export const transfers: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

const statements: readonly string[] = [
  "create table transfers (id text not null primary key, body text not null) strict",
  `create table transfer_segments (
    transfer_id text not null references transfers (id) on delete cascade, number integer not null, content blob not null, primary key (transfer_id, number)
  ) strict`,
];
