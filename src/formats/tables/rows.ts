import { accountText } from "../../domain/account-number.ts";
import { amountText, type Money } from "../../domain/money.ts";
import type { EntryDetail, StatementEntry } from "../../domain/statement.ts";
import type { StatementDocument } from "../format.ts";
import { cellText } from "./cells.ts";

/** A cell: text, an amount as its exact decimal, or a date. */
export type Cell = { readonly kind: "text" | "amount" | "date"; readonly value: string };

export const columns = [
  "line", "account", "statement", "booking date", "value date", "amount", "currency", "status", "reversal",
  "balance or part", "name", "other account", "bic", "end-to-end id", "remittance", "return reason", "bank reference", "reference", "code", "information",
] as const;

/**
 * One row for an opening or closing balance, one for each entry, and below an entry of several payments one for each of them, whose
 * amounts stand in a column of their own: a sum over `amount` counts each entry once.
 */
export async function* tableRows(statements: Iterable<StatementDocument>): AsyncGenerator<readonly Cell[]> {
  for (const { header, balances, entries } of statements) {
    const own = [text(accountText(header.account)), text(header.sequenceNumber ?? header.statementId)];
    for (const balance of balances) {
      yield [text(`balance ${balance.type}`), ...own, date(undefined), date(balance.date), amount(undefined), text(balance.amount.currency), text(undefined), text(undefined), amount(balance.amount), ...Array.from({ length: 10 }, () => text(undefined))];
    }
    for await (const entry of entries) {
      const [first] = entry.details;
      const single = entry.details.length === 1 ? first : undefined;
      yield [text("entry"), ...own, ...entryCells(entry), ...detailCells(single), ...bankCells(entry)];
      if (single !== undefined) continue;
      for (const detail of entry.details) yield [text("payment"), ...own, ...entryCells(entry, true), ...detailCells(detail), ...bankCells(undefined)];
    }
  }
}

function entryCells(entry: StatementEntry, below = false): Cell[] {
  return [date(entry.bookingDate), date(entry.valueDate), amount(below ? undefined : entry.amount), text(entry.amount.currency), text(below ? undefined : entry.status), text(entry.reversal ? "yes" : undefined)];
}

function detailCells(detail: EntryDetail | undefined): Cell[] {
  const account = detail?.counterpartyAccount;
  return [
    amount(detail?.amount), text(detail?.counterparty?.name), text(account === undefined ? undefined : accountText(account)), text(detail?.counterpartyBic), text(detail?.endToEndId),
    text(detail === undefined ? undefined : [...detail.remittance, detail.creditorReference].filter((each) => each !== undefined).join(" ")), text(detail?.returnReason),
  ];
}

function bankCells(entry: StatementEntry | undefined): Cell[] {
  return [text(entry?.bankReference), text(entry?.entryReference), text(entry?.bankTransactionCode), text(entry?.additionalInformation)];
}

function text(value: string | undefined): Cell {
  return { kind: "text", value: cellText(value) };
}
function amount(value: Money | undefined): Cell {
  return { kind: "amount", value: value === undefined ? "" : amountText(value) };
}
function date(value: string | undefined): Cell {
  return { kind: "date", value: value ?? "" };
}
