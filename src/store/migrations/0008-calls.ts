import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Each call to a bank: how long, how much, how it ended, what it cost. */
export const calls: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw("create table calls (sequence integer primary key autoincrement, id text not null unique, connection_id text not null, body text not null) strict").execute(db);
  },
};
