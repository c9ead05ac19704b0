import type { OrderTransaction } from "../../workflows/ports/orders.ts";
import { arrayRows, type RowSource } from "../widgets/row-source.ts";
import { initialTable, type TableAction, type TableState, updateTable } from "../widgets/table-state.ts";
import type { LoadedOrder } from "./load-order.ts";

export const orderTabs = ["transactions", "signatures", "findings", "history"] as const;
export type OrderTab = (typeof orderTabs)[number];

export interface OrderModel {
  readonly loaded: LoadedOrder | undefined;
  readonly tab: OrderTab;
  readonly transactions: RowSource<OrderTransaction>;
  readonly tables: Readonly<Record<OrderTab, TableState>>;
}

export type OrderAction =
  | { readonly type: "loaded"; readonly loaded: LoadedOrder }
  | { readonly type: "transactions"; readonly filter: string; readonly rows: RowSource<OrderTransaction> }
  | { readonly type: "tab"; readonly tab: OrderTab }
  | { readonly type: "table"; readonly tab: OrderTab; readonly action: TableAction };

export const initialOrder: OrderModel = {
  loaded: undefined,
  tab: "transactions",
  transactions: arrayRows([]),
  tables: { transactions: initialTable, signatures: initialTable, findings: initialTable, history: initialTable },
};

/** Pure. Rows for another filter than the present one came too late and are dropped. */
export function updateOrder(model: OrderModel, action: OrderAction): OrderModel {
  switch (action.type) {
    case "loaded":
      return { ...model, loaded: action.loaded };
    case "transactions":
      return action.filter === model.tables.transactions.filter ? { ...model, transactions: action.rows } : model;
    case "tab":
      return action.tab === model.tab ? model : { ...model, tab: action.tab };
    case "table":
      return { ...model, tables: { ...model.tables, [action.tab]: updateTable(model.tables[action.tab], action.action) } };
  }
}
