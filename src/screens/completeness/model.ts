import { accountText } from "../../domain/account-number.ts";
import type { CustomerId, IsoDate } from "../../domain/ids.ts";
import { type AccountDays, type DayState, dayStates, isOpenDay } from "../../workflows/completeness.ts";
import type { WorkflowContext } from "../../workflows/context.ts";
import { filterRows, initialList, type ListModel } from "../lists/list-model.ts";
import type { ContextOf } from "../routes.ts";
import { arrayRows } from "../widgets/row-source.ts";
import { type TableAction, updateTable } from "../widgets/table-state.ts";

/** One account of one customer. */
export interface DayRow extends AccountDays {
  readonly context: WorkflowContext;
}

export interface CompletenessModel extends ListModel<DayRow> {
  /** What was read, by customer, in the order of their short names. */
  readonly customers: ReadonlyMap<CustomerId, readonly DayRow[]>;
  /** Customers that could not be read in the last round. */
  readonly failed: number;
  /** Only accounts of which something is not here. */
  readonly openOnly: boolean;
}

export type CompletenessAction =
  | { readonly type: "listed"; readonly ids: readonly CustomerId[] }
  | { readonly type: "read"; readonly id: CustomerId; readonly rows: readonly DayRow[] }
  | { readonly type: "round"; readonly failed: number }
  | { readonly type: "open-only" }
  | { readonly type: "table"; readonly action: TableAction };

export type CompletenessContext = ContextOf<"completeness", CompletenessModel, CompletenessAction>;

export const initialCompleteness: CompletenessModel = { ...initialList<DayRow>(), customers: new Map(), failed: 0, openOnly: false };

/** Pure. What was read before stays until it is read anew. */
export function updateCompleteness(model: CompletenessModel, action: CompletenessAction): CompletenessModel {
  switch (action.type) {
    case "listed":
      return shown({ ...model, customers: new Map(action.ids.map((id) => [id, model.customers.get(id) ?? []])) });
    case "read":
      return shown({ ...model, customers: new Map(model.customers).set(action.id, action.rows) });
    case "round":
      return { ...model, failed: action.failed, loaded: true };
    case "open-only":
      return shown({ ...model, openOnly: !model.openOnly, table: { ...model.table, cursor: 0, top: 0 } });
    case "table": {
      const next = { ...model, table: updateTable(model.table, action.action) };
      return action.action.type === "filter" ? shown(next) : next;
    }
  }
}

export function keyOf({ context, account }: DayRow): string {
  return `${context.customer.id} ${account.id}`;
}

/** How many accounts have a day of that kind. */
export function countAccounts(model: CompletenessModel): Readonly<Record<DayState, number>> {
  const rows = allRows(model);
  return Object.fromEntries(dayStates.map((state) => [state, rows.filter((row) => has(row, [state])).length])) as Record<DayState, number>; // one of each
}

/** Every day of which something is known of some account, oldest first. */
export function daysOf(model: CompletenessModel): readonly IsoDate[] {
  return [...new Set(allRows(model).flatMap((row) => [...row.days.keys()]))].sort();
}

export function allRows(model: CompletenessModel): readonly DayRow[] {
  return [...model.customers.values()].flat();
}

/** The marked accounts; with none marked, the one under the cursor. */
export function chosenRows(model: CompletenessModel): readonly DayRow[] {
  if (model.table.marked.size > 0) return allRows(model).filter((row) => model.table.marked.has(keyOf(row)));
  const current = model.rows.row(model.table.cursor);
  return current === undefined ? [] : [current];
}

export function has(row: DayRow, states: readonly DayState[]): boolean {
  for (const state of row.days.values()) if (states.includes(state)) return true;
  return false;
}

function shown(model: CompletenessModel): CompletenessModel {
  const rows = allRows(model).filter((row) => !model.openOnly || [...row.days.values()].some(isOpenDay));
  const filtered = arrayRows(filterRows(rows, model.table.filter, searchText));
  return { ...model, rows: filtered, table: { ...model.table, cursor: Math.max(0, Math.min(model.table.cursor, filtered.count - 1)) } };
}

function searchText({ context, account, connection }: DayRow): string {
  return `${context.customer.profile.shortName} ${account.title} ${accountText(account.number)} ${connection?.title ?? ""}`;
}
