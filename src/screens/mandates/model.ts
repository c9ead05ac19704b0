import { type MandateState, mandateStates, type RegisterEntry } from "../../domain/mandate.ts";
import { type MandateSort, mandateSorts } from "../../workflows/ports/mandates.ts";
import { initialList, type ListModel } from "../lists/list-model.ts";
import { arrayRows, type RowSource } from "../widgets/row-source.ts";
import { type TableAction, updateTable } from "../widgets/table-state.ts";

/** The list is looked at by what can be collected. */
export interface StateGroup {
  readonly id: "all" | "active" | "suspended" | "over" | "unconfirmed";
  readonly states: readonly MandateState[];
  /** Only those that wait for another operator. */
  readonly unconfirmed?: true;
  /** Of an empty list. */
  readonly empty: string;
}
const all: StateGroup = { id: "all", states: mandateStates, empty: "No mandates yet. n enters one, i takes them in from CSV; l at an order learns those in it." };
export const stateGroups: readonly StateGroup[] = [
  all,
  { id: "active", states: ["active"], empty: "No mandate can be collected under now. 1 shows all." },
  { id: "suspended", states: ["suspended"], empty: "No mandate is suspended. 1 shows all." },
  { id: "over", states: ["expired", "used-up", "cancelled"], empty: "No mandate is expired, used up or cancelled. 1 shows all." },
  { id: "unconfirmed", states: mandateStates, unconfirmed: true, empty: "No mandate waits to be confirmed. 1 shows all." },
];

/** What of the register is shown, and in which order. */
export interface MandatesView {
  readonly group: StateGroup;
  readonly sort: MandateSort;
}

export interface MandatesModel extends ListModel<RegisterEntry>, MandatesView {
  /** How many mandates each group holds, without the text filter. */
  readonly counts: Readonly<Partial<Record<StateGroup["id"], number>>>;
}

export type MandatesAction =
  | { readonly type: "view"; readonly view: Partial<MandatesView> }
  | { readonly type: "rows"; readonly of: MandatesView & { readonly filter: string }; readonly rows: RowSource<RegisterEntry> }
  | { readonly type: "counts"; readonly counts: MandatesModel["counts"] }
  | { readonly type: "table"; readonly action: TableAction };

export function initialMandates(show: StateGroup["id"] = "all"): MandatesModel {
  return { ...initialList<RegisterEntry>(), group: stateGroups.find(({ id }) => id === show) ?? all, sort: "reference", counts: {} };
}

/** Pure. Rows for another view or filter than the present one came too late and are dropped. */
export function updateMandates(model: MandatesModel, action: MandatesAction): MandatesModel {
  switch (action.type) {
    case "view":
      return { ...model, ...action.view, loaded: false, rows: arrayRows([]), table: { ...model.table, cursor: 0, top: 0 } };
    case "rows": {
      const { group, sort, filter } = action.of;
      if (group !== model.group || sort !== model.sort || filter !== model.table.filter) return model;
      return { ...model, rows: action.rows, loaded: true, table: { ...model.table, cursor: Math.max(0, Math.min(model.table.cursor, action.rows.count - 1)) } };
    }
    case "counts":
      return { ...model, counts: action.counts };
    case "table":
      return { ...model, table: updateTable(model.table, action.action) };
  }
}

export function sortAfter(sort: MandateSort): MandateSort {
  return mandateSorts[(mandateSorts.indexOf(sort) + 1) % mandateSorts.length] ?? sort;
}
