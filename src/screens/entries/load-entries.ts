import { accountText, formatAccount } from "../../domain/account-number.ts";
import type { Order } from "../../workflows/ports/orders.ts";
import type { StoredEntry } from "../../workflows/ports/statements.ts";
import { primed } from "../paging/primed.ts";
import type { ContextOf } from "../routes.ts";
import { pagedRows } from "../widgets/row-source.ts";
import { matchedOrderIds } from "./entry-row.ts";
import type { EntriesAction, EntriesModel } from "./model.ts";

export type EntriesContext = ContextOf<"entries", EntriesModel, EntriesAction>;

export async function loadEntries(screen: EntriesContext): Promise<void> {
  const { params, dispatch } = screen;
  const { store } = params.context;
  const statement = await store.statements.get(params.statementId);
  if (statement === undefined) return;
  const account = await store.accounts.findByNumber(accountText(statement.header.account));
  dispatch({ type: "statement", statement, accountTitle: account?.title ?? formatAccount(statement.header.account) });
  await loadRows(screen);
}

/** Rows for the filter that holds now. */
export async function loadRows({ params, dispatch, current, signal, shell }: EntriesContext): Promise<void> {
  const { statements } = params.context.store;
  const { filter, cursor } = current().table;
  const text = filter.trim();
  const page = text === "" ? {} : { text };
  const rows = pagedRows({
    count: await statements.countEntries(params.statementId, page),
    load: (offset, limit) => statements.entries(params.statementId, { ...page, offset, limit }),
    onError: (error) => void shell.showError(error),
    signal,
  });
  dispatch({ type: "rows", filter, rows: await primed(rows, cursor) });
}

const ordersShown = 20;

/** The orders behind an entry, for showing their numbers and going there. */
export async function ordersOf({ params }: Pick<EntriesContext, "params">, entry: StoredEntry): Promise<Order[]> {
  const orders: Order[] = [];
  for (const id of matchedOrderIds(entry).slice(0, ordersShown)) {
    const order = await params.context.store.orders.get(id);
    if (order !== undefined) orders.push(order);
  }
  return orders;
}
