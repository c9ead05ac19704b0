/** Where the operator is in a list. Part of a screen's model, so it survives leaving and coming back. */
export interface TableState {
  /** Row under the cursor, 0-based. */
  readonly cursor: number;
  /** First row on the screen. */
  readonly top: number;
  /** Keys (`keyOf`) of the marked rows. */
  readonly marked: ReadonlySet<string>;
  /** What is typed after `/`; "" = all rows. */
  readonly filter: string;
  /** The filter line has the keyboard. */
  readonly filtering: boolean;
}

export const initialTable: TableState = { cursor: 0, top: 0, marked: new Set(), filter: "", filtering: false };

export type TableAction =
  | { readonly type: "move"; readonly by: number; readonly count: number; readonly height: number }
  | { readonly type: "to"; readonly index: number; readonly count: number; readonly height: number }
  | { readonly type: "mark"; readonly keys: readonly string[]; readonly on: boolean }
  | { readonly type: "unmark-all" }
  | { readonly type: "filter"; readonly text: string }
  | { readonly type: "filtering"; readonly on: boolean };

/** Pure. The cursor stays within the rows, and within the window. */
export function updateTable(state: TableState, action: TableAction): TableState {
  switch (action.type) {
    case "move":
      return place(state, state.cursor + action.by, action.count, action.height);
    case "to":
      return place(state, action.index, action.count, action.height);
    case "mark": {
      const marked = new Set(state.marked);
      for (const key of action.keys) {
        if (action.on) marked.add(key);
        else marked.delete(key);
      }
      return { ...state, marked };
    }
    case "unmark-all":
      return state.marked.size === 0 ? state : { ...state, marked: new Set() };
    case "filter":
      return { ...state, filter: action.text, cursor: 0, top: 0 };
    case "filtering":
      return { ...state, filtering: action.on };
  }
}

/** The first row to draw so that the cursor is seen. */
export function topFor(state: Pick<TableState, "cursor" | "top">, count: number, height: number): number {
  const latest = Math.max(0, count - height);
  return Math.min(latest, Math.max(0, Math.min(state.cursor, Math.max(state.top, state.cursor - height + 1))));
}

function place(state: TableState, wanted: number, count: number, height: number): TableState {
  const cursor = Math.max(0, Math.min(count - 1, wanted));
  const top = topFor({ cursor, top: state.top }, count, height);
  return cursor === state.cursor && top === state.top ? state : { ...state, cursor, top };
}
