import type { Order } from "../../workflows/ports/orders.ts";
import type { Statement, StoredEntry } from "../../workflows/ports/statements.ts";
import { initialList, type ListAction, type ListModel, updateList } from "../lists/list-model.ts";

export interface EntriesModel extends ListModel<StoredEntry> {
  readonly statement: Statement | undefined;
  readonly accountTitle: string;
  /** Orders that the entry under the cursor was matched to, read when the cursor rests on it; by entry position. */
  readonly matches: { readonly position: number; readonly orders: readonly Order[] } | undefined;
}

export type EntriesAction =
  | ListAction<StoredEntry>
  | { readonly type: "statement"; readonly statement: Statement; readonly accountTitle: string }
  | { readonly type: "matches"; readonly position: number; readonly orders: readonly Order[] };

export function initialEntries(): EntriesModel {
  return { ...initialList<StoredEntry>(), statement: undefined, accountTitle: "", matches: undefined };
}

/** Pure. */
export function updateEntries(model: EntriesModel, action: EntriesAction): EntriesModel {
  switch (action.type) {
    case "statement":
      return { ...model, statement: action.statement, accountTitle: action.accountTitle };
    case "matches":
      return { ...model, matches: { position: action.position, orders: action.orders } };
    default:
      return updateList<StoredEntry, EntriesModel>(model, action);
  }
}
