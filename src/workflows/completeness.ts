import { accountText } from "../domain/account-number.ts";
import { isBankDay } from "../domain/calendar.ts";
import type { ConnectionId, IsoDate } from "../domain/ids.ts";
import { addDays, instantIn, todayIn, weekday } from "../domain/iso-date.ts";
import { statementKind } from "../domain/statement.ts";
import { profileOf } from "./bank-profile.ts";
import { calendarOf } from "./execution-rule.ts";
import type { WorkflowContext } from "./context.ts";
import type { Account } from "./ports/accounts.ts";
import type { Connection } from "./ports/connections.ts";
import type { CustomerStore } from "./ports/customer-store.ts";
import type { Statement } from "./ports/statements.ts";
import { areFollowedBy } from "./statement-gaps.ts";

/**
 * What is known of one bank day of one account. A statement closes on it: `here`, or `unbalanced` where it does not add up. None does: `quiet`
 * where the balances on either side follow (nothing was booked), `missing` where they do not. None after it either: `nothing` where the bank was
 * asked when the day was over, else `to-fetch`.
 */
export const dayStates = ["here", "unbalanced", "quiet", "missing", "nothing", "to-fetch"] as const;
export type DayState = (typeof dayStates)[number];

export const dayStateWords: Readonly<Record<DayState, string>> = {
  here: "here", unbalanced: "wrong sum", quiet: "no booking", missing: "missing", nothing: "none yet", "to-fetch": "not asked",
};

/** Somebody should do something about it. */
export function isOpenDay(state: DayState): boolean {
  return state === "missing" || state === "unbalanced" || state === "to-fetch";
}

/** One account's last bank days. */
export interface AccountDays {
  readonly account: Account;
  /** Where its statements come from; undefined: they are taken in from files. */
  readonly connection: Connection | undefined;
  /** By bank day. Days without a word are days off, days before the first statement, and, without a connection, days after the last one. */
  readonly days: ReadonlyMap<IsoDate, DayState>;
}

/** How far before the first day a statement is looked for that the day can follow. */
const lookBackDays = 62;

/**
 * Whether the statements of the last days are here, for each account of a customer. Today is among them, and what the bank dates later (the practice
 * bank's days go ahead), as soon as there is a statement of it.
 * @param count of days before today, Mondays to Fridays
 */
export async function completenessOf({ store, tools }: WorkflowContext, count: number): Promise<readonly AccountDays[]> {
  const connections = await store.connections.all();
  const asked = await lastAsked(store);
  const all: AccountDays[] = [];
  for (const account of await store.accounts.all()) {
    const connection = connections.find(({ id }) => id === account.connectionId);
    const profile = connection === undefined ? undefined : profileOf(tools.banks, connection.bankProfile);
    const today = todayIn(profile?.timeZone ?? "UTC", tools.clock.now());
    const first = weekdaysBefore(today, count);
    const isWorked = (day: IsoDate): boolean => (profile === undefined ? weekday(day) <= 5 : isBankDay(calendarOf(tools.banks, profile), day));
    const known = new KnownDays(await store.statements.list({ account: accountText(account.number), closedSince: addDays(first, -lookBackDays) }), isWorked);
    const days = new Map<IsoDate, DayState>();
    for (let day = known.last === undefined ? lastBefore(today, isWorked) : first; day <= (known.last ?? today) || day < today; day = addDays(day, 1)) {
      if (!isWorked(day)) continue;
      const state = known.stateOf(day);
      if (state === "before-all") continue;
      if (state !== "after-all") days.set(day, state);
      else if (connection !== undefined && profile !== undefined && day < today) {
        days.set(day, (asked.get(connection.id) ?? 0) >= instantIn(profile.timeZone, addDays(day, 1), "00:00") ? "nothing" : "to-fetch");
      }
    }
    all.push({ account, connection, days });
  }
  return all;
}

/** The first of so many Mondays to Fridays before a day. */
function weekdaysBefore(today: IsoDate, count: number): IsoDate {
  let day = today;
  for (let found = 0; found < count; ) {
    day = addDays(day, -1);
    if (weekday(day) <= 5) found++;
  }
  return day;
}

/** Of an account without any statement the last day alone says that it is to be fetched, or that there was none. */
function lastBefore(today: IsoDate, isWorked: (day: IsoDate) => boolean): IsoDate {
  let day = addDays(today, -1);
  while (!isWorked(day)) day = addDays(day, -1);
  return day;
}

/** When each bank was last asked for all that it has; milliseconds since 1970 UTC. */
async function lastAsked(store: CustomerStore): Promise<ReadonlyMap<ConnectionId, number>> {
  const asked = new Map<ConnectionId, number>();
  for (const session of await store.sessions.list(sessionsLooked)) {
    if (session.statementsAsked === true && !asked.has(session.connectionId)) asked.set(session.connectionId, Date.parse(session.startedAt));
  }
  return asked;
}
const sessionsLooked = 200;

/** What the statements of one account say about a day. */
class KnownDays {
  /** In the order of time. */
  readonly #statements: readonly (Pick<Statement, "balances" | "balanced"> & { readonly from: IsoDate; readonly to: IsoDate })[];
  readonly #isBankDay: (day: IsoDate) => boolean;

  constructor(statements: readonly Statement[], isBankDay: (day: IsoDate) => boolean) {
    this.#isBankDay = isBankDay;
    this.#statements = statements
      .filter(({ header }) => statementKind(header) === "statement")
      .flatMap(({ header, balances, balanced }) => {
        const to = balances.find(({ type }) => type === "CLBD")?.date ?? header.toDate;
        return to === undefined ? [] : [{ balances, balanced, to, from: header.fromDate !== undefined && header.fromDate < to ? header.fromDate : to }];
      })
      .sort((a, b) => (a.to < b.to ? -1 : a.to > b.to ? 1 : 0));
  }

  /** The last day of which there is a statement. */
  get last(): IsoDate | undefined {
    return this.#statements.at(-1)?.to;
  }

  stateOf(day: IsoDate): DayState | "before-all" | "after-all" {
    const last = this.#statements.findLast(({ to }) => to < day)?.to;
    const before = this.#statements.filter(({ to }) => to === last);
    const here = this.#statements.filter(({ from, to }) => from <= day && day <= to);
    if (here.length > 0) {
      if (here.some(({ balanced }) => balanced === false)) return "unbalanced";
      // Where a day lies between the two, it is that day that is missing.
      return here.every(({ from }) => from === day) && last !== undefined && this.#isNextBankDay(last, day) && !areFollowedBy(before, here) ? "missing" : "here";
    }
    const next = this.#statements.find(({ from }) => from > day)?.to;
    if (next === undefined) return "after-all";
    if (last === undefined) return "before-all";
    return areFollowedBy(before, this.#statements.filter(({ to }) => to === next)) ? "quiet" : "missing";
  }

  #isNextBankDay(before: IsoDate, day: IsoDate): boolean {
    for (let between = addDays(before, 1); between < day; between = addDays(between, 1)) if (this.#isBankDay(between)) return false;
    return true;
  }
}
