import type { OrderFilter } from "../../workflows/ports/orders.ts";
import type { ContextOf } from "../routes.ts";
import { primed } from "../paging/primed.ts";
import { pagedRows } from "../widgets/row-source.ts";
import type { OrdersAction, OrdersModel } from "./model.ts";
import { stateGroups } from "./state-groups.ts";

export type OrdersContext = ContextOf<"orders", OrdersModel, OrdersAction>;

/** Rows of the group and filter that hold now; the first page is there when they are shown. */
export async function loadRows(screen: OrdersContext): Promise<void> {
  const { group, table } = screen.current();
  const { store } = screen.params.context;
  const filter: OrderFilter = { ...(group.id === "all" ? {} : { states: group.states }), ...(table.filter.trim() === "" ? {} : { text: table.filter.trim() }) };
  const rows = pagedRows({
    count: await store.orders.count(filter),
    load: (offset, limit) => store.orders.list({ ...filter, offset, limit }),
    onError: (error) => void screen.shell.showError(error),
    signal: screen.signal,
  });
  screen.dispatch({ type: "rows", group, filter: table.filter, rows: await primed(rows, table.top) });
}

async function loadCounts(screen: OrdersContext): Promise<void> {
  const counts: Record<string, number> = {};
  for (const group of stateGroups) {
    counts[group.id] = await screen.params.context.store.orders.count(group.id === "all" ? {} : { states: group.states });
  }
  screen.dispatch({ type: "counts", counts });
}

export async function reload(screen: OrdersContext): Promise<void> {
  await loadRows(screen);
  await loadCounts(screen);
}
