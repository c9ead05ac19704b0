import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** The tables of version 1. A migration is never changed once released: the next one changes what it made. */
export const first: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

const statements: readonly string[] = [
  "create table meta (name text not null primary key, value text not null) strict",
  "create table profile (id integer not null primary key check (id = 1), body text not null) strict",
  "create table operators (operator_id text not null primary key, name text not null, rights text not null, recipient text) strict",

  `create table files (
    id text not null primary key, kind text not null, name text not null, size_bytes integer not null, sha256 text not null, at text not null
  ) strict`,
  "create index files_by_sha256 on files (sha256)",
  // The file's row is written after its last piece, when size and hash are known: so the reference is checked at commit.
  `create table file_chunks (
    file_id text not null references files (id) on delete cascade deferrable initially deferred,
    sequence integer not null, encoding text not null, content blob not null, primary key (file_id, sequence)
  ) strict`,

  "create table connections (id text not null primary key, body text not null) strict",
  "create table bank_grants (connection_id text not null, subscriber_id text not null, json text not null, primary key (connection_id, subscriber_id)) strict",
  "create table subscribers (id text not null primary key, connection_id text not null, body text not null) strict",
  "create table accounts (id text not null primary key, account text not null, body text not null) strict",
  "create table signers (id text not null primary key, body text not null) strict",
  "create table signature_rules (position integer not null primary key, body text not null) strict",

  `create table orders (
    number integer not null primary key, id text not null unique, state text not null, revision integer not null, title text not null, origin text not null,
    connection_id text, format text not null, message_id text not null, file_id text, fingerprint text not null, signed_digest text,
    transaction_count integer not null, execution_date text not null, created_at text not null, created_by text not null, bank_order_id text,
    search text not null, body text not null
  ) strict`,
  "create index orders_by_state on orders (state)",
  "create index orders_by_fingerprint on orders (fingerprint)",
  "create index orders_by_message_id on orders (message_id)",
  "create index orders_by_bank_order_id on orders (bank_order_id) where bank_order_id is not null",
  `create table batches (
    order_number integer not null references orders (number), position integer not null,
    payment_information_id text not null, debtor_account text not null, body text not null, primary key (order_number, position)
  ) strict, without rowid`,
  `create table transactions (
    order_number integer not null references orders (number), position integer not null, batch integer not null, state text not null,
    end_to_end_id text not null, instruction_id text, amount_minor integer not null, currency text not null,
    creditor_name text not null, creditor_account text, search text not null, body text,
    reason_code text, reason_text text, statement_number integer, entry integer, detail integer,
    primary key (order_number, position)
  ) strict, without rowid`,
  "create index transactions_by_end_to_end_id on transactions (end_to_end_id) where state <> 'booked'",
  "create index transactions_by_instruction_id on transactions (instruction_id) where state <> 'booked' and instruction_id is not null",
  "create index transactions_by_amount on transactions (amount_minor, creditor_account) where state <> 'booked'",
  "create index transactions_by_entry on transactions (statement_number, entry) where statement_number is not null",
  `create table order_signatures (
    sequence integer not null primary key, order_number integer not null references orders (number), signer_id text not null, at text not null, body text not null
  ) strict`,
  "create index order_signatures_by_order on order_signatures (order_number)",
  "create index order_signatures_by_signer on order_signatures (signer_id, at)",
  `create table order_steps (
    sequence integer not null primary key, order_number integer not null references orders (number), at text not null, body text not null
  ) strict`,
  "create index order_steps_by_order on order_steps (order_number)",
  `create table transmissions (
    order_number integer not null references orders (number), attempt integer not null, phase text not null, body text not null, primary key (order_number, attempt)
  ) strict`,
  "create index transmissions_by_phase on transmissions (phase)",
  "create table sessions (number integer not null primary key, id text not null unique, outcome text not null, body text not null) strict",
  "create index sessions_running on sessions (number) where outcome = 'running'",

  `create table statements (
    number integer not null primary key, id text not null unique, file_id text not null, format text not null, account text not null, statement_id text not null,
    sequence_number text, from_date text, to_date text, entry_count integer not null, closing_date text, closing_minor integer, closing_currency text,
    received_at text not null, body text not null
  ) strict`,
  "create index statements_by_account on statements (account, closing_date)",
  `create table entries (
    statement_number integer not null references statements (number), position integer not null, amount_minor integer not null, currency text not null,
    booking_date text, value_date text, status text not null, search text not null, body text not null, primary key (statement_number, position)
  ) strict, without rowid`,

  "create table partners (id text not null primary key, folded_name text not null, search text not null, body text not null) strict",
  "create index partners_by_folded_name on partners (folded_name)",
  `create table partner_accounts (
    partner_id text not null references partners (id) on delete cascade, position integer not null, account text not null, primary key (partner_id, position)
  ) strict`,
  "create index partner_accounts_by_account on partner_accounts (account)",
  "create table templates (id text not null primary key, title text not null, body text not null) strict",

  `create table journal (
    sequence integer not null primary key, at text not null, actor text not null, action text not null, subject text, summary text not null,
    detail text not null, search text not null, previous_hash text not null, hash text not null
  ) strict`,
];
