import { arrayRows, type RowSource } from "../widgets/row-source.ts";
import { initialTable, type TableAction, type TableState, updateTable } from "../widgets/table-state.ts";
import type { Overview, OverviewRow } from "./load-overview.ts";

export interface CustomerModel {
  readonly overview: Overview | undefined;
  readonly rows: RowSource<OverviewRow>;
  readonly table: TableState;
}

export type CustomerAction = { readonly type: "loaded"; readonly overview: Overview } | { readonly type: "table"; readonly action: TableAction };

export const initialCustomer: CustomerModel = { overview: undefined, rows: arrayRows([]), table: initialTable };

/** Pure. After loading anew the cursor stays on the row it was on, where that still is. */
export function updateCustomer(model: CustomerModel, action: CustomerAction): CustomerModel {
  if (action.type === "table") return { ...model, table: updateTable(model.table, action.action) };
  const { rows } = action.overview;
  const key = model.rows.row(model.table.cursor)?.key;
  const same = key === undefined ? -1 : rows.findIndex((row) => row.key === key);
  const cursor = Math.max(0, Math.min(rows.length - 1, same < 0 ? model.table.cursor : same));
  return { overview: action.overview, rows: arrayRows(rows), table: { ...model.table, cursor } };
}
