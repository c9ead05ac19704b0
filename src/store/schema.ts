import type { GeneratedAlways } from "kysely";

/** The tables as the queries see them; docs/store-format.md says what each is for, migrations/ make them. */
export interface Schema {
  meta: { name: string; value: string };
  profile: { id: number; body: string };
  operators: { operator_id: string; name: string; rights: string; groups: string; recipient: string | null };
  operator_groups: { id: string; body: string };
  proposals: { id: string; state: string; body: string };
  files: { id: string; kind: string; name: string; size_bytes: number; sha256: string; at: string };
  file_chunks: { file_id: string; sequence: number; encoding: string; content: Uint8Array };
  connections: { id: string; body: string };
  bank_grants: { connection_id: string; subscriber_id: string; json: string };
  subscribers: { id: string; connection_id: string; body: string };
  accounts: { id: string; account: string; body: string };
  signers: { id: string; body: string };
  signer_groups: { id: string; body: string };
  signature_rules: { position: number; body: string };
  orders: OrderTable;
  batches: { order_number: number; position: number; payment_information_id: string; debtor_account: string; body: string };
  transactions: TransactionTable;
  order_signatures: { sequence: GeneratedAlways<number>; order_number: number; signer_id: string; at: string; body: string };
  order_steps: { sequence: GeneratedAlways<number>; order_number: number; at: string; body: string };
  transmissions: { order_number: number; attempt: number; phase: string; body: string };
  transfers: { id: string; body: string };
  transfer_segments: { transfer_id: string; number: number; content: Uint8Array };
  sessions: { number: GeneratedAlways<number>; id: string; outcome: string; body: string };
  calls: { sequence: GeneratedAlways<number>; id: string; connection_id: string; body: string };
  session_exchanges: { session_number: number; position: number; body: string };
  statements: StatementTable;
  entries: EntryTable;
  recovery_codes: { operator_id: string; body: string };
  partners: { id: string; folded_name: string; search: string; body: string; unconfirmed: number };
  partner_accounts: { partner_id: string; position: number; account: string };
  templates: { id: string; title: string; body: string };
  mandates: { id: string; reference: string; folded_name: string; search: string; state: string; unconfirmed: number; last_used: string; body: string };
  mandate_keys: { key: string; mandate_id: string };
  quarantine: { id: string; file_id: string; state: string; body: string };
  import_sources: { key: string; body: string };
  format_definitions: { id: string; title: string; body: string };
  eds_orders: { connection_id: string; bank_order_id: string; waiting: number; since: string; body: string };
  eds_signatures: { sequence: GeneratedAlways<number>; connection_id: string; bank_order_id: string; signer_id: string; at: string; body: string };
  release_tokens: { id: string; body: string };
  release_challenges: { id: string; token_id: string; at: string; body: string };
  journal: JournalTable;
}

export interface OrderTable {
  number: GeneratedAlways<number>;
  id: string;
  state: string;
  revision: number;
  title: string;
  origin: string;
  connection_id: string | null;
  format: string;
  message_id: string;
  file_id: string | null;
  fingerprint: string;
  signed_digest: string | null;
  transaction_count: number;
  execution_date: string;
  created_at: string;
  created_by: string;
  bank_order_id: string | null;
  recalled_order_id: string | null;
  search: string;
  /** Sums, largest, accounts, findings, override, the bank's answer. */
  body: string;
}

export interface TransactionTable {
  order_number: number;
  position: number;
  batch: number;
  state: string;
  end_to_end_id: string;
  instruction_id: string | null;
  amount_minor: bigint;
  currency: string;
  creditor_name: string;
  creditor_account: string | null;
  search: string;
  /** `mandateKey` of a collection. */
  mandate_key: string | null;
  /** Rare fields; null when there are none. */
  body: string | null;
  reason_code: string | null;
  reason_text: string | null;
  statement_number: number | null;
  entry: number | null;
  detail: number | null;
}

export interface StatementTable {
  number: GeneratedAlways<number>;
  id: string;
  file_id: string;
  format: string;
  account: string;
  statement_id: string;
  sequence_number: string | null;
  from_date: string | null;
  to_date: string | null;
  entry_count: number;
  closing_date: string | null;
  closing_minor: bigint | null;
  closing_currency: string | null;
  received_at: string;
  /** Header, balances, balanced, findings. */
  body: string;
}

export interface EntryTable {
  statement_number: number;
  position: number;
  amount_minor: bigint;
  currency: string;
  booking_date: string | null;
  value_date: string | null;
  status: string;
  search: string;
  body: string;
}

export interface JournalTable {
  sequence: number;
  at: string;
  actor: string;
  action: string;
  subject: string | null;
  summary: string;
  detail: string;
  search: string;
  previous_hash: string;
  hash: string;
}
