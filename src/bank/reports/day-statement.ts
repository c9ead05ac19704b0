import { toIsoInstant } from "../../domain/clock.ts";
import { assert } from "../../domain/errors.ts";
import type { CurrencyCode, IsoDate } from "../../domain/ids.ts";
import { parseIban } from "../../domain/account-number.ts";
import type { EntryDetail, StatementEntry } from "../../domain/statement.ts";
import type { StatementDocument } from "../../formats/format.ts";
import { entryReference } from "../ledger/booking.ts";
import type { Ledger } from "../ledger/ledger.ts";

interface StatementRow {
  readonly account: bigint;
  readonly number: string;
  readonly owner: string;
  readonly currency: CurrencyCode;
  readonly day: IsoDate;
  readonly sequence: bigint;
  readonly opening_minor: bigint;
  readonly closing_minor: bigint;
  readonly made_ms: bigint;
}

interface EntryRow {
  readonly id: bigint;
  readonly minor: bigint;
  readonly batch: bigint | null;
  readonly payment: bigint | null;
}

interface DetailRow {
  readonly minor: bigint;
  readonly message_id: string | null;
  readonly instruction_id: string | null;
  readonly end_to_end_id: string;
  readonly party_name: string;
  readonly party_account: string | null;
  readonly party_bic: string | null;
  readonly remittance: string | null;
  readonly creditor_reference: string | null;
  readonly payment_information_id: string | null;
  readonly debtor_name: string | null;
  readonly debtor_account: string | null;
}

const detailColumns = `p.minor, p.message_id, p.instruction_id, p.end_to_end_id, p.party_name, p.party_account, p.party_bic, p.remittance, p.creditor_reference,
  b.payment_information_id, b.debtor_name, b.debtor_account FROM payment p LEFT JOIN batch b ON b.id = p.batch`;

/** How many entries are in memory at once. */
const pageEntries = 500;

/** One account's day as camt.053 values, with what the writer's message header needs. Entries are read page by page. */
export function dayStatement(ledger: Ledger, statement: bigint): { readonly document: StatementDocument; readonly name: string; readonly createdAt: string } {
  const row = ledger.database.get<StatementRow>(
    `SELECT s.account, a.number, a.owner, a.currency, s.day, s.sequence, s.opening_minor, s.closing_minor, s.made_ms
     FROM day_statement s JOIN account a ON a.id = s.account WHERE s.id = ?`, statement,
  );
  assert(row !== undefined, "a statement that is fetched exists");
  const iban = parseIban(row.number);
  const createdAt = toIsoInstant(Number(row.made_ms));
  return {
    name: `${row.day}_${row.number}_${row.sequence}`,
    createdAt,
    document: {
      header: {
        statementId: `PRACTICE-${row.day.replaceAll("-", "")}-${row.account}-${row.sequence}`,
        sequenceNumber: String(row.sequence),
        createdAt,
        fromDate: row.day,
        toDate: row.day,
        account: iban === undefined ? { kind: "other", value: row.number } : { kind: "iban", iban },
        currency: row.currency,
        ownerName: `${row.owner} (PRACTICE)`,
      },
      balances: [
        { type: "OPBD", amount: { minor: row.opening_minor, currency: row.currency }, date: row.day },
        { type: "CLBD", amount: { minor: row.closing_minor, currency: row.currency }, date: row.day },
      ],
      entries: entriesOf(ledger, row),
    },
  };
}

function* entriesOf(ledger: Ledger, statement: StatementRow): Generator<StatementEntry> {
  for (let after = 0n; ; ) {
    const page = ledger.database.all<EntryRow>(
      "SELECT id, minor, batch, payment FROM entry WHERE account = ? AND day = ? AND id > ? ORDER BY id LIMIT ?", statement.account, statement.day, after, pageEntries,
    );
    for (const entry of page) yield statementEntry(ledger, statement, entry);
    const last = page.at(-1);
    if (last === undefined || page.length < pageEntries) return;
    after = last.id;
  }
}

function statementEntry(ledger: Ledger, statement: StatementRow, entry: EntryRow): StatementEntry {
  const isDebit = entry.minor < 0n;
  const reference = entryReference(statement.day, entry.id);
  const rows = entry.payment === null
    ? ledger.database.all<DetailRow>(`SELECT ${detailColumns} WHERE p.batch = ? AND p.reason_code IS NULL ORDER BY p.id`, entry.batch)
    : ledger.database.all<DetailRow>(`SELECT ${detailColumns} WHERE p.id = ?`, entry.payment);
  return {
    amount: { minor: entry.minor, currency: statement.currency },
    bookingDate: statement.day,
    valueDate: statement.day,
    status: "BOOK",
    reversal: false,
    entryReference: reference,
    bankReference: reference,
    bankTransactionCode: isDebit ? "PMNT/ICDT/ESCT" : "PMNT/RCDT/ESCT",
    additionalInformation: "PRACTICE BANK - no real money",
    details: rows.map((row) => entryDetail(row, statement.currency, isDebit, reference)),
  };
}

/** The counterparty is the payee on the payer's statement and the payer on the payee's. */
function entryDetail(row: DetailRow, currency: CurrencyCode, isDebit: boolean, bankReference: string): EntryDetail {
  const fromBatch = !isDebit && row.debtor_name !== null;
  const name = fromBatch ? row.debtor_name : row.party_name;
  const account = fromBatch ? row.debtor_account : row.party_account;
  const iban = account === null ? undefined : parseIban(account);
  return {
    amount: { minor: isDebit ? -row.minor : row.minor, currency },
    endToEndId: row.end_to_end_id,
    messageId: isDebit ? (row.message_id ?? undefined) : undefined,
    paymentInformationId: isDebit ? (row.payment_information_id ?? undefined) : undefined,
    instructionId: isDebit ? (row.instruction_id ?? undefined) : undefined,
    bankReference,
    counterparty: name === null ? undefined : { name },
    counterpartyAccount: account === null ? undefined : iban === undefined ? { kind: "other", value: account } : { kind: "iban", iban },
    counterpartyBic: fromBatch ? undefined : (row.party_bic ?? undefined),
    remittance: row.remittance === null ? [] : row.remittance.split("\n"),
    creditorReference: row.creditor_reference ?? undefined,
  };
}
