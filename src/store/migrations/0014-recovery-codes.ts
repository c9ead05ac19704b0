import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Codes that administrators have sealed for the day on which they are lost. */
export const recoveryCodes: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw("create table recovery_codes (operator_id text not null primary key, body text not null) strict").execute(db);
  },
};
