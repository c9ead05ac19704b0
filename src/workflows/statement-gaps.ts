import { accountText } from "../domain/account-number.ts";
import type { ConnectionId, IsoDate } from "../domain/ids.ts";
import { type Balance, statementKind } from "../domain/statement.ts";
import type { DateRange } from "../ebics/index.ts";
import type { CustomerStore, Statement } from "./ports/customer-store.ts";

/** Between these two days, both of which are here, statements of the account are missing. */
export interface StatementGap {
  readonly account: string;
  readonly start: IsoDate;
  readonly end: IsoDate;
}

/**
 * Where the statements of an account do not follow one another: what one closed with is not what the next opens with. A day without a booking
 * has no statement at many banks, so a missing date alone says nothing; a balance that jumps does.
 */
export async function statementGaps(store: CustomerStore): Promise<readonly StatementGap[]> {
  const gaps: StatementGap[] = [];
  for (const account of await store.accounts.all()) gaps.push(...gapsAmong(await store.statements.list({ account: accountText(account.number) })));
  return gaps;
}

/** @param statements of any accounts, in any order; between two that are not among them nothing is told */
export function gapsAmong(statements: readonly Statement[]): readonly StatementGap[] {
  const byAccount = Map.groupBy(statements.filter(({ header }) => statementKind(header) === "statement"), ({ header }) => accountText(header.account));
  return [...byAccount].flatMap(([account, own]) => {
    const chain = own.flatMap(link).sort((a, b) => (a.closing.date < b.closing.date ? -1 : a.closing.date > b.closing.date ? 1 : 0));
    return chain.flatMap((next, index): StatementGap[] => {
      const before = chain[index - 1];
      if (before === undefined || before.closing.date === next.closing.date || follows(before.closing, next.opening)) return [];
      return [{ account, start: before.closing.date, end: next.closing.date }];
    });
  });
}

/** All days of the gaps in one range; undefined when there is none. */
export function daysOf(gaps: readonly StatementGap[]): DateRange | undefined {
  const [first] = gaps;
  if (first === undefined) return undefined;
  return gaps.reduce((days: DateRange, gap) => ({ start: gap.start < days.start ? gap.start : days.start, end: gap.end > days.end ? gap.end : days.end }), { start: first.start, end: first.end });
}

/** Where the gaps' accounts are kept. */
export async function connectionsOf(store: CustomerStore, gaps: readonly StatementGap[]): Promise<readonly ConnectionId[]> {
  const accounts = new Set(gaps.map((gap) => gap.account));
  const found = (await store.accounts.all()).filter((account) => accounts.has(accountText(account.number))).map((account) => account.connectionId);
  return [...new Set(found.filter((id) => id !== undefined))];
}

/** Of a statement, what its neighbours are held against. */
export interface Link {
  readonly opening: Balance;
  readonly closing: Balance;
}

/** Statements without both balances say nothing about what is before and after them. */
export function link({ balances }: Pick<Statement, "balances">): readonly Link[] {
  const opening = balances.find(({ type }) => type === "OPBD" || type === "PRCD");
  const closing = balances.find(({ type }) => type === "CLBD");
  return opening === undefined || closing === undefined ? [] : [{ opening, closing }];
}

export function follows(closing: Balance, opening: Balance): boolean {
  return closing.amount.minor === opening.amount.minor && closing.amount.currency === opening.amount.currency;
}
