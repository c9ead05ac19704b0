import type { ContextOf } from "../routes.ts";
import { primed } from "../paging/primed.ts";
import { pagedRows } from "../widgets/row-source.ts";
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
  const id = screen.params.orderId;
  const table = screen.current().tables.transactions;
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
