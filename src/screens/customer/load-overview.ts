import { accountText } from "../../domain/account-number.ts";
import type { IsoDate } from "../../domain/ids.ts";
import type { Money } from "../../domain/money.ts";
import { type AttentionItem, attentionOf, type CustomerSummaryLine } from "../../workflows/attention.ts";
import type { WorkflowContext } from "../../workflows/context.ts";
import type { Account } from "../../workflows/ports/accounts.ts";
import type { Connection } from "../../workflows/ports/connections.ts";
import type { Order } from "../../workflows/ports/orders.ts";
import type { CommunicationSession } from "../../workflows/ports/sessions.ts";
import type { Subscriber } from "../../workflows/ports/subscribers.ts";
import { compareNeeds } from "../needs/need-spans.ts";

/** One row of a customer's overview: what it is decides what Enter opens. */
export type OverviewRow =
  | { readonly kind: "need"; readonly key: string; readonly first: boolean; readonly item: AttentionItem }
  | { readonly kind: "account"; readonly key: string; readonly first: boolean; readonly account: Account; readonly balance: { readonly amount: Money; readonly date: IsoDate } | undefined; readonly history: readonly bigint[] }
  | { readonly kind: "connection"; readonly key: string; readonly first: boolean; readonly connection: Connection; readonly subscribers: readonly Subscriber[]; readonly lastSession: CommunicationSession | undefined }
  | { readonly kind: "order"; readonly key: string; readonly first: boolean; readonly order: Order };

export interface Overview {
  readonly rows: readonly OverviewRow[];
  readonly summary: CustomerSummaryLine;
  readonly orderCount: number;
}

const recentOrders = 50;
const historyDays = 30;

/** Reads a bounded number of rows: cheap enough for every time that the screen comes up. */
export async function loadOverview(context: WorkflowContext): Promise<Overview> {
  const { store } = context;
  const { items, summary } = await attentionOf(context);
  const balances = await store.statements.latestBalances();
  const rows: OverviewRow[] = items.toSorted(compareNeeds).map((item, at) => ({ kind: "need", key: `need ${at}`, first: at === 0, item }));
  for (const [at, account] of (await store.accounts.all()).entries()) {
    const number = accountText(account.number);
    const history = await store.statements.balanceHistory(number, historyDays);
    rows.push({ kind: "account", key: `account ${account.id}`, first: at === 0, account, balance: balances.find((one) => one.account === number), history: history.map((day) => day.amount.minor) });
  }
  const subscribers = await store.connections.subscribers();
  const sessions = await store.sessions.list(20);
  for (const [at, connection] of (await store.connections.all()).entries()) {
    rows.push({
      kind: "connection", key: `connection ${connection.id}`, first: at === 0, connection,
      subscribers: subscribers.filter((one) => one.connectionId === connection.id), lastSession: sessions.find((one) => one.connectionId === connection.id),
    });
  }
  const orders = await store.orders.list({ limit: recentOrders });
  rows.push(...orders.map((order, at): OverviewRow => ({ kind: "order", key: `order ${order.id}`, first: at === 0, order })));
  return { rows, summary, orderCount: await store.orders.count() };
}
