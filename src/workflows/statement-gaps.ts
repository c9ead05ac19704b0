import { accountText } from "../domain/account-number.ts";
import type { ConnectionId, IsoDate } from "../domain/ids.ts";
import { type Balance, statementKind } from "../domain/statement.ts";
import type { DateRange } from "../ebics/index.ts";
import type { CustomerStore } from "./ports/customer-store.ts";
import type { Statement } from "./ports/statements.ts";

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
    const byDay = Map.groupBy(own.flatMap(link), ({ closing }) => closing.date);
    const days = [...byDay].sort(([one], [other]) => (one < other ? -1 : 1));
    return days.flatMap(([end, next], index): StatementGap[] => {
      const [start, before] = days[index - 1] ?? [];
      return start === undefined || before === undefined || follow(before, next) ? [] : [{ account, start, end }];
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

/** Whether statements of one day may be followed by those of another, whatever the order within a day: unless what is known of their balances says that they do not. */
export function areFollowedBy(before: readonly Pick<Statement, "balances">[], after: readonly Pick<Statement, "balances">[]): boolean {
  return follow(before.flatMap(link), after.flatMap(link));
}

/** Of a statement, what its neighbours are held against. */
interface Link {
  readonly opening: Balance;
  readonly closing: Balance;
}

/** Statements without both balances say nothing about what is before and after them. */
function link({ balances }: Pick<Statement, "balances">): readonly Link[] {
  const opening = balances.find(({ type }) => type === "OPBD" || type === "PRCD");
  const closing = balances.find(({ type }) => type === "CLBD");
  return opening === undefined || closing === undefined ? [] : [{ opening, closing }];
}

/** The last of one day and the first of the other are those that fit. */
function follow(before: readonly Link[], after: readonly Link[]): boolean {
  const fits = ({ amount: { minor, currency } }: Balance, { amount }: Balance): boolean => minor === amount.minor && currency === amount.currency;
  return before.length === 0 || after.length === 0 || before.some(({ closing }) => after.some(({ opening }) => fits(closing, opening)));
}
