import type { ContextOf } from "../routes.ts";
import { primed } from "../paging/primed.ts";
import type { Order, OrderTransaction } from "../../workflows/ports/orders.ts";
import type { OrderRecall } from "../../workflows/ports/order-recall.ts";
import { paymentsAskedBack } from "../../workflows/recalls/payments-asked-back.ts";
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
  const order = screen.current().loaded?.order;
  const recall = order?.recall;
  if (order !== undefined && recall !== undefined && recall.payments.kind !== "all") return screen.dispatch({ type: "transactions", filter: table.filter, rows: await primed(askedBackRows(screen, order, recall), table.top) });
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

/** The filter does not reach them: they are few. */
function askedBackRows(screen: OrderContext, order: Order, recall: OrderRecall): RowSource<OrderTransaction> {
  const load = (offset: number, limit: number) => paymentsAskedBack(screen.params.context.store, recall, { offset, limit });
  return pagedRows({ count: order.transactionCount, load, onError: (error) => void screen.shell.showError(error), signal: screen.signal });
}
