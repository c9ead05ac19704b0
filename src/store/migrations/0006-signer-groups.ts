import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Signers who have limits together, or are named together in a rule. */
export const signerGroups: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw("create table signer_groups (id text not null primary key, body text not null) strict").execute(db);
  },
};
