import type { IsoDate, IsoInstant } from "../domain/ids.ts";
import { todayIn } from "../domain/iso-date.ts";
import type { Money } from "../domain/money.ts";
import { type OrderState, statesAtBank } from "../domain/order-life.ts";
import { type AttentionItem, attentionOf } from "./attention.ts";
import { profileOf } from "./bank-profile.ts";
import type { WorkflowContext } from "./context.ts";
import type { Order } from "./ports/orders.ts";
import { sumsMoved } from "./recalls/is-recall.ts";

/** What an office counts its orders by: what is to be done next, or what came of them today. */
export const boardStates = ["to prepare", "to sign", "to send", "on their way", "never heard back", "accepted today", "refused today"] as const;
export type BoardState = (typeof boardStates)[number];

/** One customer's part of the wallboard. */
export interface CustomerBoard {
  /** Of orders that are due today: those that went to the bank, and all. An order that is overdue is due today. */
  readonly sentToday: readonly Money[];
  readonly dueToday: readonly Money[];
  readonly states: Readonly<Record<BoardState, number>>;
  readonly running: readonly { readonly bank: string; readonly since: IsoInstant }[];
  /** What waits for a cut-off. */
  readonly waiting: readonly (AttentionItem & { readonly deadlineMs: number })[];
  /** Banks of which the last session failed. */
  readonly failures: readonly { readonly bank: string; readonly at: IsoInstant; readonly summary: string }[];
  /** Closing balances of the main account, oldest first. */
  readonly history: readonly { readonly date: IsoDate; readonly amount: Money }[];
}

/** The newest; an office with more in a day looks at the customer itself. */
const ordersLooked = 1000;
const sessionsLooked = 50;

/** Reads a bounded number of rows. */
export async function wallboardOf(context: WorkflowContext): Promise<CustomerBoard> {
  const { store, tools } = context;
  const connections = await store.connections.all();
  const [first] = connections;
  const today = todayIn(first === undefined ? "UTC" : profileOf(tools.banks, first.bankProfile).timeZone, tools.clock.now());
  const orders = await store.orders.list({ limit: ordersLooked });
  const due = orders.filter((order) => isDue(order, today));
  const { items, summary } = await attentionOf(context);
  const title = (id: string): string => connections.find((one) => one.id === id)?.title ?? "a bank";
  const sessions = await store.sessions.list(sessionsLooked);
  const newest = connections.flatMap((connection) => sessions.find((session) => session.connectionId === connection.id) ?? []);
  return {
    sentToday: sumsMoved(due.filter((order) => statesAtBank.has(order.state))),
    dueToday: sumsMoved(due),
    states: countStates(orders, today),
    running: (await store.sessions.running()).map((session) => ({ bank: title(session.connectionId), since: session.startedAt })),
    waiting: items.flatMap((item) => (item.deadlineMs === undefined ? [] : [{ ...item, deadlineMs: item.deadlineMs }])),
    failures: newest.filter((session) => session.outcome === "failed").map((session) => ({ bank: title(session.connectionId), at: session.endedAt ?? session.startedAt, summary: session.summary })),
    history: summary.history,
  };
}

function isDue({ state, executionDate }: Order, today: IsoDate): boolean {
  if (state === "cancelled" || state === "refused") return false;
  return statesAtBank.has(state) ? executionDate === today : executionDate <= today;
}

function countStates(orders: readonly Order[], today: IsoDate): CustomerBoard["states"] {
  const counts = Object.fromEntries(boardStates.map((state) => [state, 0])) as Record<BoardState, number>;
  for (const order of orders) {
    const state = boardStateOf(order.state, order.executionDate === today);
    if (state !== undefined) counts[state]++;
  }
  return counts;
}

/** Undefined: of another day, and done with. */
function boardStateOf(state: OrderState, isOfToday: boolean): BoardState | undefined {
  switch (state) {
    case "draft":
      return "to prepare";
    case "checked":
    case "partly-signed":
      return "to sign";
    case "signed":
    case "queued":
      return "to send";
    case "sending":
    case "delivered":
    case "waiting-at-bank":
      return "on their way";
    case "unanswered":
      return "never heard back";
    case "accepted":
    case "partly-accepted":
    case "booked":
      return isOfToday ? "accepted today" : undefined;
    case "refused":
      return isOfToday ? "refused today" : undefined;
    case "cancelled":
      return undefined;
  }
}
