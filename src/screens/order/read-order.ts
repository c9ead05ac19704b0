import type { ContextOf } from "../routes.ts";
import { primed } from "../paging/primed.ts";
import type { OrderTransaction } from "../../workflows/ports/customer-store.ts";
import type { OrderRecall } from "../../workflows/ports/order-recall.ts";
import { pagedRows, type RowSource } from "../widgets/row-source.ts";
import { loadOrder } from "./load-order.ts";
import type { OrderAction, OrderModel } from "./model.ts";

export type OrderContext = ContextOf<"order", OrderModel, OrderAction>;

/** The order itself first, then its payments. */
export async function readOrder(screen: OrderContext): Promise<void> {
  screen.dispatch({ type: "loaded", loaded: await loadOrder(screen.params.context, screen.params.orderId) });
  await readTransactions(screen);
}

/** Payments that fit the filter of now. */
export async function readTransactions(screen: OrderContext): Promise<void> {
  const { store } = screen.params.context;
  const table = screen.current().tables.transactions;
  const recall = screen.current().loaded?.order.recall;
  if (recall !== undefined && recall.payments.kind !== "all") return screen.dispatch({ type: "transactions", filter: table.filter, rows: await primed(askedBackRows(screen, recall), table.top) });
  // A recall has no payments of its own: those that it asks back are shown.
  const id = recall?.orderId ?? screen.params.orderId;
  const text = table.filter.trim();
  const filter = text === "" ? {} : { text };
  const rows = pagedRows({
    count: await store.orders.countTransactions(id, filter),
    load: (offset, limit) => store.orders.transactions(id, { ...filter, offset, limit }),
    onError: (error) => void screen.shell.showError(error),
    signal: screen.signal,
  });
  screen.dispatch({ type: "transactions", filter: table.filter, rows: await primed(rows, table.top) });
}

/** The payments that a recall asks back, from the order that it is about; the filter does not reach them. */
function askedBackRows(screen: OrderContext, { orderId, payments }: OrderRecall): RowSource<OrderTransaction> {
  const { orders } = screen.params.context.store;
  const load = async (offset: number, limit: number): Promise<readonly OrderTransaction[]> => {
    if (payments.kind === "all") return orders.transactions(orderId, { offset, limit });
    if (payments.kind === "batch") return orders.transactions(orderId, { offset: payments.from + offset, limit: Math.min(limit, payments.count - offset) });
    return (await Promise.all(payments.positions.slice(offset, offset + limit).map((position) => orders.transactions(orderId, { offset: position, limit: 1 })))).flat();
  };
  const count = payments.kind === "some" ? payments.positions.length : payments.kind === "batch" ? payments.count : 0;
  return pagedRows({ count, load, onError: (error) => void screen.shell.showError(error), signal: screen.signal });
}
