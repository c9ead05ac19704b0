import type Sqlite from "better-sqlite3-multiple-ciphers";

/**
 * The practice bank's tables. Amounts are minor units; dates ISO texts; instants milliseconds since 1970 UTC, of the bank's own clock
 * unless the column says otherwise. `entry` is double entry: the amounts of one booking sum to zero;
 * its payment is no declared foreign key, or throwing away a half-read order would search all entries for each payment.
 */
const version1 = `
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);

CREATE TABLE partner (partner_id TEXT PRIMARY KEY, name TEXT NOT NULL, orders INTEGER NOT NULL DEFAULT 0);

CREATE TABLE subscriber (
  partner_id TEXT NOT NULL REFERENCES partner, user_id TEXT NOT NULL, name TEXT NOT NULL, state TEXT NOT NULL,
  signature_class TEXT NOT NULL, order_types TEXT NOT NULL, accounts TEXT NOT NULL,
  signature_version TEXT, signature_certificate BLOB, authentication_certificate BLOB, encryption_certificate BLOB,
  PRIMARY KEY (partner_id, user_id));

CREATE TABLE account (
  id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, currency TEXT NOT NULL, owner TEXT NOT NULL,
  partner_id TEXT REFERENCES partner, state TEXT NOT NULL, overdraft_minor INTEGER NOT NULL, opening_minor INTEGER NOT NULL,
  opened_on TEXT NOT NULL, balance_minor INTEGER NOT NULL, statements INTEGER NOT NULL DEFAULT 0);

CREATE TABLE customer_order (
  id INTEGER PRIMARY KEY, partner_id TEXT NOT NULL REFERENCES partner, user_id TEXT NOT NULL, order_id TEXT NOT NULL,
  order_type TEXT NOT NULL, file_name TEXT, received_ms INTEGER NOT NULL, digest TEXT NOT NULL, size_bytes INTEGER NOT NULL, content BLOB NOT NULL,
  signers TEXT NOT NULL, state TEXT NOT NULL, format TEXT, message_id TEXT, fingerprint TEXT,
  transactions INTEGER NOT NULL DEFAULT 0, reason_code TEXT, reason_text TEXT, UNIQUE (partner_id, order_id));
CREATE INDEX order_by_message ON customer_order (partner_id, message_id);
CREATE INDEX order_by_fingerprint ON customer_order (partner_id, fingerprint);

CREATE TABLE batch (
  id INTEGER PRIMARY KEY, order_row INTEGER NOT NULL REFERENCES customer_order, payment_information_id TEXT NOT NULL,
  requested_date TEXT NOT NULL, execution_date TEXT, debtor_name TEXT NOT NULL, debtor_account TEXT NOT NULL, account INTEGER REFERENCES account,
  batch_booking INTEGER NOT NULL, state TEXT NOT NULL, accepted_count INTEGER NOT NULL DEFAULT 0, accepted_minor INTEGER NOT NULL DEFAULT 0,
  reason_stage TEXT, reason_code TEXT, reason_text TEXT);
CREATE INDEX batch_by_order ON batch (order_row);
CREATE INDEX batch_due ON batch (execution_date) WHERE state = 'pending';

CREATE TABLE payment (
  id INTEGER PRIMARY KEY, batch INTEGER REFERENCES batch, message_id TEXT, instruction_id TEXT, end_to_end_id TEXT NOT NULL, minor INTEGER NOT NULL,
  currency TEXT NOT NULL, party_name TEXT NOT NULL, party_account TEXT, party_bic TEXT, remittance TEXT, creditor_reference TEXT,
  credit_account INTEGER REFERENCES account, reason_stage TEXT, reason_code TEXT, reason_text TEXT);
CREATE INDEX payment_by_batch ON payment (batch);
CREATE INDEX payment_inside ON payment (batch) WHERE credit_account IS NOT NULL;
CREATE INDEX payment_refused ON payment (batch) WHERE reason_code IS NOT NULL;

CREATE TABLE booking (id INTEGER PRIMARY KEY, day TEXT NOT NULL, text TEXT NOT NULL);
CREATE TABLE entry (
  id INTEGER PRIMARY KEY, booking INTEGER NOT NULL REFERENCES booking, account INTEGER NOT NULL REFERENCES account, day TEXT NOT NULL,
  minor INTEGER NOT NULL, batch INTEGER, payment INTEGER);
CREATE INDEX entry_by_account ON entry (account, day);

CREATE TABLE day_statement (
  id INTEGER PRIMARY KEY, account INTEGER NOT NULL REFERENCES account, partner_id TEXT NOT NULL, day TEXT NOT NULL, sequence INTEGER NOT NULL,
  opening_minor INTEGER NOT NULL, closing_minor INTEGER NOT NULL, made_ms INTEGER NOT NULL, delivered_ms INTEGER, UNIQUE (account, day));

CREATE TABLE status_report (
  id INTEGER PRIMARY KEY, order_row INTEGER NOT NULL REFERENCES customer_order, partner_id TEXT NOT NULL, day TEXT NOT NULL, made_ms INTEGER NOT NULL,
  delivered_ms INTEGER);
CREATE TABLE status_report_batch (
  report INTEGER NOT NULL REFERENCES status_report, batch INTEGER NOT NULL REFERENCES batch, executed INTEGER NOT NULL, PRIMARY KEY (report, batch));

CREATE TABLE protocol_event (
  id INTEGER PRIMARY KEY, partner_id TEXT NOT NULL, at_ms INTEGER NOT NULL, day TEXT NOT NULL, action TEXT NOT NULL, user_id TEXT,
  order_type TEXT NOT NULL, order_id TEXT, reason_code TEXT NOT NULL, text TEXT NOT NULL);
CREATE INDEX protocol_by_partner ON protocol_event (partner_id, day);

CREATE TABLE upload (
  transaction_id TEXT PRIMARY KEY, partner_id TEXT NOT NULL, user_id TEXT NOT NULL, order_id TEXT NOT NULL, order_type TEXT NOT NULL, file_name TEXT,
  segments INTEGER NOT NULL, received INTEGER NOT NULL DEFAULT 0, recoveries INTEGER NOT NULL DEFAULT 0, key_version TEXT NOT NULL, key_digest BLOB NOT NULL,
  transaction_key BLOB NOT NULL, signatures TEXT NOT NULL, data_digest BLOB NOT NULL,
  started_ms INTEGER NOT NULL);
CREATE TABLE upload_segment (
  transaction_id TEXT NOT NULL REFERENCES upload ON DELETE CASCADE, number INTEGER NOT NULL, content BLOB NOT NULL, PRIMARY KEY (transaction_id, number));

CREATE TABLE nonce (nonce TEXT PRIMARY KEY, protocol_ms INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE exchange (
  id INTEGER PRIMARY KEY, protocol_ms INTEGER NOT NULL, summary TEXT NOT NULL, partner_id TEXT, user_id TEXT, order_id TEXT,
  technical_code TEXT NOT NULL, business_code TEXT NOT NULL,
  request TEXT NOT NULL, answer TEXT NOT NULL);
`;

/** Key changes (PUB, HCA, HCS) between their first message and the keys. */
const keyChanges = `
CREATE TABLE key_change (
  transaction_id TEXT PRIMARY KEY, partner_id TEXT NOT NULL, user_id TEXT NOT NULL, order_type TEXT NOT NULL, order_id TEXT NOT NULL, key_version TEXT NOT NULL,
  key_digest BLOB NOT NULL, transaction_key BLOB NOT NULL, signature_version TEXT NOT NULL, signature BLOB NOT NULL, data_digest BLOB NOT NULL, started_ms INTEGER NOT NULL);
`;


/**
 * What is sent and fetched stays in its encrypted segments: an order's content is its upload's, opened with the AES key beside it (an older
 * order has it in `content`). A finished upload keeps its answer, for a customer who did not hear it; downloads outlive a restart.
 */
const streams = `
ALTER TABLE upload ADD COLUMN received_bytes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE upload ADD COLUMN order_data_key BLOB;
ALTER TABLE upload ADD COLUMN finished_code TEXT;
UPDATE upload SET received_bytes = (SELECT coalesce(sum(length(content)), 0) FROM upload_segment s WHERE s.transaction_id = upload.transaction_id);
ALTER TABLE customer_order ADD COLUMN transaction_id TEXT REFERENCES upload;
CREATE INDEX order_by_transaction ON customer_order (transaction_id);

CREATE TABLE download (
  transaction_id TEXT PRIMARY KEY, partner_id TEXT NOT NULL, user_id TEXT NOT NULL, order_text TEXT NOT NULL, segments INTEGER NOT NULL DEFAULT 0,
  mark_table TEXT, mark_rows TEXT NOT NULL, started_ms INTEGER NOT NULL, receipt_code TEXT);
CREATE TABLE download_segment (
  transaction_id TEXT NOT NULL REFERENCES download ON DELETE CASCADE, number INTEGER NOT NULL, content BLOB NOT NULL, PRIMARY KEY (transaction_id, number));

CREATE TABLE document (
  id INTEGER PRIMARY KEY, order_row INTEGER NOT NULL REFERENCES customer_order, partner_id TEXT NOT NULL, day TEXT NOT NULL, made_ms INTEGER NOT NULL,
  delivered_ms INTEGER);
CREATE INDEX document_by_partner ON document (partner_id, day);
`;

/** Signing at the bank: who must sign how often, and the orders that wait. `survey` is what signers are told of an order that is not judged yet. */
const signingAtTheBank = `
ALTER TABLE partner ADD COLUMN eds INTEGER NOT NULL DEFAULT 1;
ALTER TABLE partner ADD COLUMN signatures_required INTEGER NOT NULL DEFAULT 1;
ALTER TABLE account ADD COLUMN signatures_required INTEGER;
ALTER TABLE upload ADD COLUMN release TEXT NOT NULL DEFAULT 'signed';
ALTER TABLE customer_order ADD COLUMN signatures_required INTEGER;
ALTER TABLE customer_order ADD COLUMN survey TEXT;
ALTER TABLE customer_order ADD COLUMN eds_until_ms INTEGER;
CREATE INDEX order_waiting ON customer_order (partner_id) WHERE state = 'waiting';
CREATE TABLE order_signature (
  order_row INTEGER NOT NULL REFERENCES customer_order, user_id TEXT NOT NULL, name TEXT NOT NULL, signature_class TEXT NOT NULL, signed_ms INTEGER NOT NULL,
  PRIMARY KEY (order_row, user_id));
`;

/** Keys of EBICS 2.4 and 2.5 may be plain; a transmission goes on in the version in which it began. */
const olderVersions = `
ALTER TABLE subscriber RENAME COLUMN signature_certificate TO signature_key;
ALTER TABLE subscriber RENAME COLUMN authentication_certificate TO authentication_key;
ALTER TABLE subscriber RENAME COLUMN encryption_certificate TO encryption_key;
ALTER TABLE subscriber ADD COLUMN signature_form TEXT;
ALTER TABLE subscriber ADD COLUMN authentication_form TEXT;
ALTER TABLE subscriber ADD COLUMN encryption_form TEXT;
UPDATE subscriber SET signature_form = 'certificate' WHERE signature_key IS NOT NULL;
UPDATE subscriber SET authentication_form = 'certificate' WHERE authentication_key IS NOT NULL;
UPDATE subscriber SET encryption_form = 'certificate' WHERE encryption_key IS NOT NULL;
ALTER TABLE upload ADD COLUMN protocol TEXT NOT NULL DEFAULT 'H005';
ALTER TABLE download ADD COLUMN protocol TEXT NOT NULL DEFAULT 'H005';
ALTER TABLE key_change ADD COLUMN protocol TEXT NOT NULL DEFAULT 'H005';
`;

/** What the trace says of an exchange without its messages. */
const readableTrace = `
ALTER TABLE exchange ADD COLUMN protocol TEXT;
ALTER TABLE exchange ADD COLUMN order_text TEXT;
ALTER TABLE exchange ADD COLUMN phase TEXT;
ALTER TABLE exchange ADD COLUMN segment INTEGER;
ALTER TABLE exchange ADD COLUMN segments INTEGER;
ALTER TABLE exchange ADD COLUMN transaction_id TEXT;
ALTER TABLE exchange ADD COLUMN request_bytes INTEGER;
ALTER TABLE exchange ADD COLUMN answer_bytes INTEGER;
ALTER TABLE exchange ADD COLUMN reason TEXT;
`;

/** Payees' names compared with the owners of accounts; a report tells either what became of an order, or this. */
const payeeChecks = `
ALTER TABLE status_report ADD COLUMN kind TEXT NOT NULL DEFAULT 'status';
CREATE TABLE payee_check (
  order_row INTEGER NOT NULL REFERENCES customer_order, position INTEGER NOT NULL, payment_information_id TEXT NOT NULL, instruction_id TEXT, end_to_end_id TEXT NOT NULL,
  result TEXT NOT NULL, offered_name TEXT, PRIMARY KEY (order_row, position));
`;

/** Direct debits: the batch's account gets the money. An entry that takes a collection back says why. */
const collections = `
ALTER TABLE batch ADD COLUMN collects INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entry ADD COLUMN return_code TEXT;
CREATE INDEX payment_by_end_to_end_id ON payment (end_to_end_id) WHERE batch IS NOT NULL;
`;

/** Answers to recalls: `answer` is what the camt.029 says, as JSON. */
const recalls = `
CREATE TABLE recall_answer (
  id INTEGER PRIMARY KEY, order_row INTEGER NOT NULL REFERENCES customer_order, partner_id TEXT NOT NULL, day TEXT NOT NULL, made_ms INTEGER NOT NULL,
  answer TEXT NOT NULL, delivered_ms INTEGER);
CREATE INDEX recall_answer_by_partner ON recall_answer (partner_id, day);
`;

const versions: readonly string[] = [version1, keyChanges, streams, signingAtTheBank, olderVersions, readableTrace, payeeChecks, collections, recalls];

/** Brings the tables to the newest version, all steps or none. */
export function migrate(sqlite: Sqlite): void {
  sqlite.exec("BEGIN IMMEDIATE");
  const current = Number(sqlite.pragma("user_version", { simple: true }));
  for (const [index, script] of versions.entries()) {
    if (index < current) continue;
    sqlite.exec(script);
    sqlite.pragma(`user_version = ${index + 1}`);
  }
  sqlite.exec("COMMIT");
}
