import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** What gives signers one-time passwords, and each code that was asked for. */
export const releaseTokens: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

const statements: readonly string[] = [
  "create table release_tokens (id text not null primary key, body text not null) strict",
  "create table release_challenges (id text not null primary key, token_id text not null, at text not null, body text not null) strict",
  "create index release_challenges_by_token on release_challenges (token_id)",
];
