import type { JournalEntry } from "../../workflows/ports/journal.ts";
import { initialList, type ListAction, type ListModel, updateList } from "../lists/list-model.ts";

/** What checking the chain said. */
export type ChainVerdict =
  | { readonly kind: "unchecked" }
  | { readonly kind: "checking" }
  | { readonly kind: "whole"; readonly entries: number }
  | { readonly kind: "broken"; readonly sequence: number; readonly problem: string };

export interface JournalModel extends ListModel<JournalEntry> {
  readonly count: number;
  readonly verdict: ChainVerdict;
}

export type JournalAction = ListAction<JournalEntry> | { readonly type: "count"; readonly count: number } | { readonly type: "verdict"; readonly verdict: ChainVerdict };

export function initialJournal(): JournalModel {
  return { ...initialList<JournalEntry>(), count: 0, verdict: { kind: "unchecked" } };
}

/** Pure. A verdict on a shorter journal does not hold for a longer one. */
export function updateJournal(model: JournalModel, action: JournalAction): JournalModel {
  if (action.type === "verdict") return { ...model, verdict: action.verdict };
  if (action.type === "count") {
    const stale = model.verdict.kind === "whole" && model.verdict.entries !== action.count;
    return { ...model, count: action.count, verdict: stale ? { kind: "unchecked" } : model.verdict };
  }
  return updateList<JournalEntry, JournalModel>(model, action);
}
