import type { Selectable } from "kysely";
import { accountText } from "../../domain/account-number.ts";
import type { CurrencyCode, IsoDate, StatementId } from "../../domain/ids.ts";
import type { EntryDetail, StatementEntry } from "../../domain/statement.ts";
import type { StoredEntry } from "../../workflows/ports/statements.ts";
import { foldParts } from "../fold.ts";
import type { Value } from "../handle.ts";
import type { EntryTable } from "../schema.ts";

/** In the order of `entryValues`. */
export const entryColumns = [
  "statement_number", "position", "amount_minor", "currency", "booking_date", "value_date", "status", "search", "body",
] as const satisfies readonly (keyof EntryTable)[];

type EntryBody = Omit<StatementEntry, "amount" | "bookingDate" | "valueDate" | "status" | "reversal"> & { readonly reversal?: true | undefined };

export function entryValues(statementNumber: number, position: number, entry: StatementEntry): readonly Value[] {
  const { amount, bookingDate, valueDate, status, reversal, ...rest } = entry;
  const body: EntryBody = { ...rest, reversal: reversal ? true : undefined };
  return [statementNumber, position, amount.minor, amount.currency, bookingDate ?? null, valueDate ?? null, status, searchText(entry), bodyText(body)];
}

/** In the form of body.ts, by hand: amounts of details are the only bigints, and a statement may have a million entries. */
interface StoredDetail extends Omit<EntryDetail, "amount"> {
  readonly amount?: { readonly minor: { readonly $bigint: string }; readonly currency: CurrencyCode } | undefined;
}

function bodyText(body: EntryBody): string {
  const details = body.details.map((detail): StoredDetail => (detail.amount === undefined ? (detail as StoredDetail) : { ...detail, amount: { minor: { $bigint: detail.amount.minor.toString() }, currency: detail.amount.currency } })); // without an amount both are the same
  return JSON.stringify({ ...body, details });
}

function bodyOf(text: string): EntryBody {
  const body = JSON.parse(text) as Omit<EntryBody, "details"> & { readonly details: readonly StoredDetail[] }; // the page it stood on was authenticated
  const details = body.details.map((detail): EntryDetail => (detail.amount === undefined ? (detail as EntryDetail) : { ...detail, amount: { minor: BigInt(detail.amount.minor.$bigint), currency: detail.amount.currency } })); // as above
  return { ...body, details };
}

function searchText(entry: StatementEntry): string {
  const parts = [entry.entryReference, entry.bankReference, entry.additionalInformation];
  for (const detail of entry.details) {
    const account = detail.counterpartyAccount === undefined ? undefined : accountText(detail.counterpartyAccount);
    parts.push(detail.counterparty?.name, account, detail.endToEndId, ...detail.remittance, detail.creditorReference);
  }
  return foldParts(parts);
}

export function toStoredEntry(row: Selectable<EntryTable>, statementId: StatementId, matchedOrders: StoredEntry["matchedOrders"]): StoredEntry {
  const { reversal, ...rest } = bodyOf(row.body);
  return {
    ...rest,
    amount: { minor: row.amount_minor, currency: row.currency as CurrencyCode },
    ...(row.booking_date === null ? {} : { bookingDate: row.booking_date as IsoDate }),
    ...(row.value_date === null ? {} : { valueDate: row.value_date as IsoDate }),
    status: row.status as StatementEntry["status"],
    reversal: reversal === true,
    statementId,
    position: row.position,
    matchedOrders,
  };
}
