import { arrayRows, type RowSource } from "../widgets/row-source.ts";
import { initialTable, type TableAction, type TableState, updateTable } from "../widgets/table-state.ts";

/** A list with a cursor and a filter. `loaded` is false until rows for the present filter have come. */
export interface ListModel<Row> {
  readonly rows: RowSource<Row>;
  readonly table: TableState;
  readonly loaded: boolean;
}

export type ListAction<Row> =
  | { readonly type: "rows"; readonly filter: string; readonly rows: RowSource<Row> }
  | { readonly type: "table"; readonly action: TableAction };

export function initialList<Row>(): ListModel<Row> {
  return { rows: arrayRows<Row>([]), table: initialTable, loaded: false };
}

/** Pure. Rows for another filter than the present one came too late and are dropped; the cursor stays where it can. */
export function updateList<Row, Model extends ListModel<Row>>(model: Model, action: ListAction<Row>): Model {
  if (action.type === "table") {
    const table = updateTable(model.table, action.action);
    return table === model.table ? model : { ...model, table };
  }
  if (action.filter !== model.table.filter) return model;
  return { ...model, rows: action.rows, loaded: true, table: { ...model.table, cursor: Math.max(0, Math.min(model.table.cursor, action.rows.count - 1)) } };
}

/** The row under the cursor; undefined in an empty list, or while it is being loaded. */
export function currentRow<Row>(model: ListModel<Row>): Row | undefined {
  return model.rows.row(model.table.cursor);
}

/** Rows whose text holds every word of the filter, without regard to case and accents. */
export function filterRows<Row>(rows: readonly Row[], filter: string, textOf: (row: Row) => string): readonly Row[] {
  const words = fold(filter).split(/\s+/).filter((word) => word !== "");
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const text = fold(textOf(row));
    return words.every((word) => text.includes(word));
  });
}

function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
