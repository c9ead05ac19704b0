import { topFor } from "../widgets/table-state.ts";
import { isToBeSigned, type ReviewResult, type ReviewState, toBeSigned } from "./chosen.ts";
import type { ReviewGroup } from "../../workflows/review-sheet.ts";
import { type ReviewRow, reviewRows } from "./rows.ts";

export interface ReviewModel extends ReviewState {
  readonly phase: "reading" | "ready" | "signing" | "signed";
  /** Customers read, or orders signed, so far and in all. */
  readonly done: number;
  readonly total: number;
  /** Rows as they are drawn, for the width that the screen has. */
  readonly rows: readonly ReviewRow[];
  readonly width: number;
  readonly height: number;
  readonly cursor: number;
  readonly top: number;
  /** Ids of rows that have been on the screen. */
  readonly seen: ReadonlySet<string>;
  /** Ends the signing before the next order. */
  readonly stop: (() => void) | undefined;
}

export type ReviewAction =
  | { readonly type: "progress"; readonly done: number; readonly total: number }
  | { readonly type: "read"; readonly groups: readonly ReviewGroup[] }
  | { readonly type: "size"; readonly width: number; readonly height: number }
  | { readonly type: "move"; readonly by: number }
  | { readonly type: "leave-out"; readonly keys: readonly string[]; readonly out: boolean }
  | { readonly type: "next-key"; readonly group: string }
  | { readonly type: "signing"; readonly total: number; readonly stop: () => void }
  /** By the keys of their orders. */
  | { readonly type: "results"; readonly results: ReadonlyMap<string, ReviewResult> }
  /** Nothing more is signed; without any result the sheet is as before. */
  | { readonly type: "signed" }
  /** To be read anew. */
  | { readonly type: "again" };

export const initialReview: ReviewModel = {
  phase: "reading", done: 0, total: 0, groups: [], choices: new Map(), leftOut: new Set(), results: new Map(), rows: [], width: 80, height: 20, cursor: 0, top: 0, seen: new Set(), stop: undefined,
};

/** Pure. */
export function updateReview(model: ReviewModel, action: ReviewAction): ReviewModel {
  switch (action.type) {
    case "progress":
      return { ...model, done: action.done, total: action.total };
    case "read":
      return drawn({ ...model, phase: "ready", groups: action.groups, cursor: 0, top: 0 });
    case "size":
      return action.width === model.width && action.height === model.height ? model : drawn({ ...model, width: action.width, height: action.height });
    case "move":
      // A page moves the window too, so that it shows as many new lines.
      return looked({ ...model, cursor: Math.max(0, Math.min(model.rows.length - 1, model.cursor + action.by)), top: Math.abs(action.by) === model.height ? Math.max(0, model.top + action.by) : model.top });
    case "leave-out": {
      const leftOut = new Set(model.leftOut);
      for (const key of action.keys) {
        if (action.out) leftOut.add(key);
        else leftOut.delete(key);
      }
      return { ...model, leftOut };
    }
    case "next-key": {
      const count = model.groups.find(({ group }) => group.key === action.group)?.prepared?.choices.length ?? 0;
      return count < 2 ? model : drawn({ ...model, choices: new Map(model.choices).set(action.group, ((model.choices.get(action.group) ?? 0) + 1) % count) });
    }
    case "signing":
      return { ...model, phase: "signing", done: 0, total: action.total, stop: action.stop };
    case "results": {
      const results = new Map([...model.results, ...action.results]);
      return drawn({ ...model, done: results.size, results });
    }
    case "signed":
      return { ...model, phase: model.results.size === 0 ? "ready" : "signed", stop: undefined };
    case "again":
      return { ...initialReview, width: model.width, height: model.height };
  }
}

/** With its rows anew; the cursor stays on its row where that is still there. */
function drawn(model: ReviewModel): ReviewModel {
  const at = model.rows[model.cursor]?.id;
  const rows = reviewRows(model);
  const same = at === undefined ? -1 : rows.findIndex((row) => row.id === at);
  return looked({ ...model, rows, cursor: Math.max(0, Math.min(rows.length - 1, same < 0 ? model.cursor : same)) });
}

/** The window follows the cursor; what it shows has been seen. */
function looked(model: ReviewModel): ReviewModel {
  const top = topFor(model, model.rows.length, model.height);
  const shown = model.phase === "reading" ? [] : model.rows.slice(top, top + model.height).filter((row) => !model.seen.has(row.id));
  return { ...model, top, seen: shown.length === 0 ? model.seen : new Set([...model.seen, ...shown.map((row) => row.id)]) };
}

/** Rows of orders that will be signed and have not been on the screen yet. */
export function unseenRows(model: ReviewModel): number {
  return model.rows.filter((row) => !model.seen.has(row.id) && row.order !== undefined && isToBeSigned(model, row.group, row.order)).length;
}

/** Why nothing can be signed now, as a sentence; undefined when the PIN can be asked. */
export function whyNotSign(model: ReviewModel): string | undefined {
  switch (model.phase) {
    case "reading":
      return "The orders are being read.";
    case "signing":
      return "They are being signed.";
    case "signed":
      return "This sheet has been signed. r reads anew what was not.";
    case "ready": {
      if (toBeSigned(model).length === 0) return model.leftOut.size > 0 ? "All orders that you could sign are left out." : "None of these orders can be signed by you: each says why.";
      const unseen = unseenRows(model);
      return unseen === 0 ? undefined : `${unseen} ${unseen === 1 ? "line has" : "lines have"} not been on the screen yet: PgDn goes on. Nothing is signed that was not shown.`;
    }
  }
}
