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
  readonly return_code: string | null;
}

interface DetailRow {
  readonly collects: bigint | null;
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
  b.collects, b.payment_information_id, b.debtor_name, b.debtor_account FROM payment p LEFT JOIN batch b ON b.id = p.batch`;

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
      "SELECT id, minor, batch, payment, return_code FROM entry WHERE account = ? AND day = ? AND id > ? ORDER BY id LIMIT ?", statement.account, statement.day, after, pageEntries,
    );
    for (const entry of page) yield statementEntry(ledger, statement, entry);
    const last = page.at(-1);
    if (last === undefined || page.length < pageEntries) return;
    after = last.id;
  }
}

function statementEntry(ledger: Ledger, statement: StatementRow, entry: EntryRow): StatementEntry {
  const reference = entryReference(statement.day, entry.id);
  const rows = entry.payment === null
    ? ledger.database.all<DetailRow>(`SELECT ${detailColumns} WHERE p.batch = ? AND p.reason_code IS NULL ORDER BY p.id`, entry.batch)
    : ledger.database.all<DetailRow>(`SELECT ${detailColumns} WHERE p.id = ?`, entry.payment);
  const side = sideOf(entry, rows[0]?.collects === 1n);
  return {
    amount: { minor: entry.minor, currency: statement.currency },
    bookingDate: statement.day,
    valueDate: statement.day,
    status: "BOOK",
    reversal: false,
    entryReference: reference,
    bankReference: reference,
    bankTransactionCode: transactionCode(side),
    additionalInformation: "PRACTICE BANK - no real money",
    details: rows.map((row) => entryDetail(row, statement.currency, side, reference)),
  };
}

/** How an entry lies to the order that it is of. */
interface Side {
  readonly isDebit: boolean;
  readonly collects: boolean;
  /** Why it came back. */
  readonly returned: string | undefined;
  /** It is the account that gave the order, and is told the ids of its own file. */
  readonly ordered: boolean;
}

function sideOf(entry: EntryRow, collects: boolean): Side {
  const isDebit = entry.minor < 0n, returned = entry.return_code ?? undefined;
  return { isDebit, collects, returned, ordered: (isDebit !== collects) !== (returned !== undefined) };
}

/** Source: ISO 20022 external bank transaction codes. UPDD: a direct debit that comes back. */
function transactionCode({ isDebit, collects, returned, ordered }: Side): string {
  if (collects) return `PMNT/${ordered ? "IDDT" : "RDDT"}/${returned === undefined ? "ESDD" : "UPDD"}`;
  return isDebit ? "PMNT/ICDT/ESCT" : "PMNT/RCDT/ESCT";
}

/** The counterparty is the payee on the payer's statement and the payer on the payee's. */
function entryDetail(row: DetailRow, currency: CurrencyCode, { isDebit, ordered, returned }: Side, bankReference: string): EntryDetail {
  const fromBatch = !ordered && row.debtor_name !== null;
  const name = fromBatch ? row.debtor_name : row.party_name;
  const account = fromBatch ? row.debtor_account : row.party_account;
  const iban = account === null ? undefined : parseIban(account);
  return {
    amount: { minor: isDebit ? -row.minor : row.minor, currency },
    endToEndId: row.end_to_end_id,
    messageId: ordered ? (row.message_id ?? undefined) : undefined,
    paymentInformationId: ordered ? (row.payment_information_id ?? undefined) : undefined,
    instructionId: ordered ? (row.instruction_id ?? undefined) : undefined,
    bankReference,
    counterparty: name === null ? undefined : { name },
    counterpartyAccount: account === null ? undefined : iban === undefined ? { kind: "other", value: account } : { kind: "iban", iban },
    counterpartyBic: fromBatch ? undefined : (row.party_bic ?? undefined),
    remittance: row.remittance === null ? [] : row.remittance.split("\n"),
    creditorReference: row.creditor_reference ?? undefined,
    returnReason: returned,
  };
}
