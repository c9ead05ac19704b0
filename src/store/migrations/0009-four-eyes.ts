import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Groups of operators, and changes of administration that wait for a second administrator. */
export const fourEyes: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of [
      "create table operator_groups (id text not null primary key, body text not null) strict",
      "alter table operators add column groups text not null default '[]'",
      "create table proposals (id text not null primary key, state text not null, body text not null) strict",
      "create index proposals_open on proposals (id) where state = 'open'",
    ]) await sql.raw(statement).execute(db);
  },
};
