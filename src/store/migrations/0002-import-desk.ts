import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** What the import desk keeps: files that could not be taken in, how each source is treated, formats defined for this customer. */
export const importDesk: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

const statements: readonly string[] = [
  "create table quarantine (id text not null primary key, file_id text not null references files (id), state text not null, body text not null) strict",
  "create table import_sources (key text not null primary key, body text not null) strict",
  "create table format_definitions (id text not null primary key, title text not null, body text not null) strict",
];
