import type { CurrencyCode, CustomerId, IsoDate } from "../../domain/ids.ts";
import { type Money, sumByCurrency } from "../../domain/money.ts";
import type { WorkflowContext } from "../../workflows/context.ts";
import { boardStates, type BoardState, type CustomerBoard } from "../../workflows/wallboard.ts";

/** A customer's numbers, with whose they are. */
export interface BoardEntry {
  readonly context: WorkflowContext;
  readonly board: CustomerBoard;
}

export interface WallboardModel {
  readonly entries: ReadonlyMap<CustomerId, BoardEntry>;
  /** Customers that could not be read in the last round. */
  readonly failed: number;
  /** When the last round was through; milliseconds since 1970 UTC. */
  readonly readAt: number | undefined;
  /** First line on the screen. */
  readonly top: number;
}

export type WallboardAction =
  | { readonly type: "read"; readonly entry: BoardEntry }
  | { readonly type: "round"; readonly at: number; readonly failed: number; readonly ids: ReadonlySet<CustomerId> }
  | { readonly type: "scroll"; readonly by: number; readonly lines: number; readonly height: number };

export const initialWallboard: WallboardModel = { entries: new Map(), failed: 0, readAt: undefined, top: 0 };

/** Pure. A customer that is gone stays until the round is through. */
export function updateWallboard(model: WallboardModel, action: WallboardAction): WallboardModel {
  switch (action.type) {
    case "read":
      return { ...model, entries: new Map(model.entries).set(action.entry.context.customer.id, action.entry) };
    case "round":
      return { ...model, readAt: action.at, failed: action.failed, entries: new Map([...model.entries].filter(([id]) => action.ids.has(id))) };
    case "scroll":
      return { ...model, top: Math.max(0, Math.min(action.lines - action.height, model.top + action.by)) };
  }
}

/** How much of what is due today has gone to the banks, by currency, the most orders' currencies first. */
export function outToday(entries: readonly BoardEntry[]): readonly { readonly sent: Money; readonly due: Money }[] {
  const sent = sumByCurrency(entries.flatMap(({ board }) => board.sentToday));
  return sumByCurrency(entries.flatMap(({ board }) => board.dueToday)).map((due) => ({ due, sent: sent.find((one) => one.currency === due.currency) ?? { ...due, minor: 0n } }));
}

export function stateCounts(entries: readonly BoardEntry[]): readonly { readonly state: BoardState; readonly count: number }[] {
  return boardStates.map((state) => ({ state, count: entries.reduce((sum, { board }) => sum + board.states[state], 0) }));
}

/**
 * Closing balances of all customers' main accounts in the currency that most of them have, day by day, oldest first.
 * A day without a statement keeps the balance of the day before; before its first statement, an account counts as nothing.
 */
export function balanceHistory(entries: readonly BoardEntry[]): { readonly currency: CurrencyCode; readonly accounts: number; readonly days: readonly { readonly date: IsoDate; readonly minor: bigint }[] } | undefined {
  const histories = entries.map(({ board }) => board.history).filter((history) => history.length > 0);
  const byCurrency = Map.groupBy(histories, (history) => history[0]?.amount.currency);
  const [most] = [...byCurrency].sort(([, a], [, b]) => b.length - a.length);
  const [currency, own] = most ?? [];
  if (currency === undefined || own === undefined) return undefined;
  const dates = [...new Set(own.flatMap((history) => history.map((day) => day.date)))].sort();
  const days = dates.map((date) => ({ date, minor: own.reduce((sum, history) => sum + (history.findLast((day) => day.date <= date)?.amount.minor ?? 0n), 0n) }));
  return { currency, accounts: own.length, days };
}
