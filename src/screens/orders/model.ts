import type { OrderState } from "../../domain/order-life.ts";
import type { Order } from "../../workflows/ports/orders.ts";
import { arrayRows, type RowSource } from "../widgets/row-source.ts";
import { initialTable, type TableAction, type TableState, updateTable } from "../widgets/table-state.ts";
import { groupFor, type StateGroup } from "./state-groups.ts";

export interface OrdersModel {
  readonly group: StateGroup;
  readonly rows: RowSource<Order>;
  readonly table: TableState;
  /** How many orders each group holds, without the text filter; undefined until counted. */
  readonly counts: Readonly<Partial<Record<StateGroup["id"], number>>>;
  readonly loaded: boolean;
}

export type OrdersAction =
  | { readonly type: "group"; readonly group: StateGroup }
  | { readonly type: "rows"; readonly group: StateGroup; readonly filter: string; readonly rows: RowSource<Order> }
  | { readonly type: "counts"; readonly counts: OrdersModel["counts"] }
  | { readonly type: "table"; readonly action: TableAction };

export function initialOrders(states: readonly OrderState[] | undefined): OrdersModel {
  return { group: groupFor(states), rows: arrayRows([]), table: initialTable, counts: {}, loaded: false };
}

/** Pure. Rows for another group or filter than the present one came too late and are dropped. */
export function updateOrders(model: OrdersModel, action: OrdersAction): OrdersModel {
  switch (action.type) {
    case "group":
      return model.group === action.group ? model : { ...model, group: action.group, loaded: false, rows: arrayRows([]), table: { ...initialTable, filter: model.table.filter } };
    case "rows":
      if (action.group !== model.group || action.filter !== model.table.filter) return model;
      return { ...model, rows: action.rows, loaded: true, table: { ...model.table, cursor: Math.max(0, Math.min(model.table.cursor, action.rows.count - 1)) } };
    case "counts":
      return { ...model, counts: action.counts };
    case "table":
      return { ...model, table: updateTable(model.table, action.action) };
  }
}
