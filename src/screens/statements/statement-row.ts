import { accountText, formatAccount } from "../../domain/account-number.ts";
import { formatAmount, type Language } from "../../domain/money.ts";
import { type Balance, closingBalance, openingBalance, statementDay, statementKind } from "../../domain/statement.ts";
import type { Account } from "../../workflows/ports/accounts.ts";
import type { Statement } from "../../workflows/ports/statements.ts";
import type { StateMark } from "../order/state-mark.ts";
import { instantText, shortDayText } from "../wording/dates.ts";
import type { Column } from "../widgets/table.tsx";

/** A statement beside the account of ours that it is about. */
export interface StatementRow {
  readonly statement: Statement;
  /** Our title of the account, or its number. */
  readonly account: string;
}

export function statementRows(statements: readonly Statement[], accounts: readonly Account[]): StatementRow[] {
  const titles = new Map(accounts.map((account) => [accountText(account.number), account.title]));
  return statements.map((statement) => ({ statement, account: titles.get(accountText(statement.header.account)) ?? formatAccount(statement.header.account) }));
}

/** Whether opening balance and entries give the closing balance; of what is no statement, what it is instead. */
export function balanceMark({ header, balanced }: Pick<Statement, "header" | "balanced">): StateMark {
  const kind = statementKind(header);
  if (kind !== "statement") return { sign: "·", title: kind === "report" ? "intraday report" : "notification", look: { dim: true } };
  if (balanced === true) return { sign: "✓", title: "adds up", look: { tone: "good" } };
  if (balanced === false) return { sign: "✕", title: "DOES NOT ADD UP", look: { tone: "bad", bold: true } };
  return { sign: "?", title: "balance missing", look: { tone: "warning" } };
}

export function balanceText(balance: Balance | undefined, language: Language): string {
  return balance === undefined ? "-" : formatAmount(balance.amount, language);
}

export function statementColumns(language: Language, nowMs: number): readonly Column<StatementRow>[] {
  return [
    { title: "day", width: 7, cell: ({ statement }) => dayCell(statement, language) },
    { title: "account", width: { min: 12, grow: 3 }, cell: (row) => row.account },
    { title: "no", width: 5, align: "right", cell: ({ statement }) => statement.header.sequenceNumber ?? "-", from: 70 },
    { title: "opening", width: 15, align: "right", cell: ({ statement }) => balanceText(openingBalance(statement.balances), language), from: 90 },
    { title: "closing", width: 16, align: "right", cell: ({ statement }) => balanceText(closingBalance(statement.balances), language) },
    { title: "", width: 3, cell: ({ statement }) => closingBalance(statement.balances)?.amount.currency ?? statement.header.currency ?? "" },
    { title: "entries", width: 7, align: "right", cell: ({ statement }) => String(statement.entryCount), from: 70 },
    { title: "balance", width: 17, cell: ({ statement }) => markText(balanceMark(statement)), look: ({ statement }) => balanceMark(statement).look },
    { title: "received", width: 13, cell: ({ statement }) => instantText(statement.receivedAt, nowMs, language), from: 110 },
    { title: "number", width: 28, cell: ({ statement }) => accountText(statement.header.account), from: 145 },
  ];
}

/** What a filter looks at. */
export function statementSearchText(row: StatementRow): string {
  const { header } = row.statement;
  return [row.account, accountText(header.account), formatAccount(header.account), header.statementId, header.sequenceNumber, statementDay(row.statement), balanceMark(row.statement).title].join(" ");
}

function dayCell(statement: Statement, language: Language): string {
  const day = statementDay(statement);
  return day === undefined ? "-" : shortDayText(day, language);
}

function markText(mark: StateMark): string {
  return `${mark.sign} ${mark.title}`;
}
