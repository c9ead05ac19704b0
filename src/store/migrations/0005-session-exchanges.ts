import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** What was said on the line in the last sessions, without keys and payload: for a support case. */
export const sessionExchanges: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql
      .raw("create table session_exchanges (session_number integer not null references sessions (number), position integer not null, body text not null, primary key (session_number, position)) strict")
      .execute(db);
  },
};
