import { Box } from "ink";
import { type ReactNode, useMemo, useRef, useSyncExternalStore } from "react";
import type { InputEvent } from "../terminal/input-event.ts";
import { type Column, cutTexts, paintRow, paintTitles, placeColumns, type PlacedColumn } from "./columns.ts";
import { Lines, wrapText } from "./dialog-frame.tsx";
import { editText } from "./edit-text.ts";
import { Line, PaintedLines, type Span } from "./line.tsx";
import type { Look } from "./paint.ts";
import type { RowSource } from "./row-source.ts";
import { type TableAction, type TableState, topFor } from "./table-state.ts";
import type { KeyHint } from "../terminal/keyboard.ts";
import { useInput, useKeyHints } from "./use-input.ts";

export type { Column } from "./columns.ts";

export interface TableProps<Row> {
  readonly columns: readonly Column<Row>[];
  readonly rows: RowSource<Row>;
  readonly state: TableState;
  readonly onAction: (action: TableAction) => void;
  /** Stable name of a row, for marks. */
  readonly keyOf: (row: Row) => string;
  /** Room for titles, rows, filter line. */
  readonly size: { readonly columns: number; readonly rows: number };
  /** Enter. */
  readonly onOpen?: ((row: Row, index: number) => void) | undefined;
  /** What Enter does, for the footer; default `open`. Empty: a command says it already. */
  readonly opens?: string | undefined;
  /** What would fill the list, and which key does it. */
  readonly empty: string;
  /** Space marks rows. Default false. */
  readonly markable?: boolean | undefined;
  /** `/` filters: the screen applies `state.filter` to the rows. Default false. */
  readonly filterable?: boolean | undefined;
  readonly rowLook?: ((row: Row) => Look | undefined) | undefined;
  readonly sortedBy?: { readonly title: string; readonly descending: boolean } | undefined;
  /** False: no column titles. */
  readonly titles?: boolean | undefined;
  /** False: another part of the screen has the keyboard; the cursor is not drawn. */
  readonly active?: boolean | undefined;
}

/** For `?`: what the table does with keys by itself. */
export const tableKeys: readonly { readonly keys: string; readonly title: string }[] = [
  { keys: "↑ ↓ PgUp PgDn Home End", title: "move; so do ^P ^N ^U ^D" },
  { keys: "Enter", title: "open" },
  { keys: "Space", title: "mark; Shift-↑ Shift-↓ mark a range, * all on the screen, + none" },
  { keys: "/", title: "filter; Enter keeps it, Esc clears it" },
  { keys: "Esc q", title: "back; in dialogs to read, j k g G move" },
];

/** Lines a table needs besides its rows. */
function tableOverhead(props: Pick<TableProps<never>, "titles">, state: TableState): number {
  return (props.titles === false ? 0 : 1) + (state.filtering || state.filter !== "" ? 1 : 0);
}

/** A list of any length: only the rows on the screen exist. Each is one painted line, kept by its place on the screen. */
export function Table<Row>(props: TableProps<Row>): ReactNode {
  const { columns, rows, state, size, active = true } = props;
  useSyncExternalStore(rows.subscribe, rows.version);
  const width = Math.max(1, size.columns - 2);
  const placed = useMemo(() => placeColumns(columns, width), [columns, width]);
  const room = Math.max(1, size.rows - tableOverhead(props, state));
  const whole = active && room > wholeLinesMax * 2 ? wholeLines(placed, rows, state, width) : [];
  const height = room - whole.length;
  const top = topFor(state, rows.count, height);
  rows.want(top - height, top + 2 * height);
  useInput((event) => onTableInput(event, props, height), state.filtering ? "field" : "widget", active);
  useKeyHints(active ? tableHints(props) : [], active && state.filtering);
  const painted = useRef<PaintedCache<Row>>({ placed: undefined, rows: undefined, texts: new Map() });

  const lines: ReactNode[] = [];
  for (let slot = 0; slot < height; slot++) {
    const index = top + slot;
    lines.push(<PaintedLines key={slot} width={size.columns} height={1} text={index < rows.count ? rowText(props, placed, index, width, painted.current, active) : ""} />);
  }
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      {props.titles === false ? null : <PaintedLines width={size.columns} height={1} text={`  ${paintTitles(placed, width, props.sortedBy)}`} />}
      {rows.count === 0 ? <Lines lines={wrapText(state.filter === "" ? props.empty : "Nothing fits the filter. Esc clears it.", size.columns - 4).slice(0, height).map((text) => [{ text: `  ${text}`, dim: true }])} width={size.columns} /> : lines}
      <Lines lines={whole} width={size.columns} />
      {state.filtering || state.filter !== "" ? <FilterLine state={state} count={rows.count} width={size.columns} /> : null}
    </Box>
  );
}

const wholeLinesMax = 3;

/** What the row under the cursor says where its cells are cut. @param width of the table without the cursor's two cells */
export function wholeLines<Row>(placed: readonly PlacedColumn<Row>[], rows: RowSource<Row>, state: Pick<TableState, "cursor">, width: number): string[] {
  const at = Math.min(state.cursor, rows.count - 1);
  const row = rows.row(at);
  return row === undefined ? [] : cutTexts(placed, row, at).flatMap((text) => wrapText(text, width)).slice(0, wholeLinesMax).map((line) => `  ${line}`);
}

function tableHints<Row>({ state, rows, onOpen, opens = "open", markable, filterable }: TableProps<Row>): KeyHint[] {
  if (state.filtering) return [{ key: "enter", title: "keep the filter" }, { key: "esc", title: "clear it" }];
  if (rows.count === 0) return [];
  return [
    ...(onOpen === undefined || opens === "" ? [] : [{ key: "enter", title: opens }]),
    ...(markable === true ? [{ key: "space", title: "mark" }] : []),
    ...(filterable === true ? [{ key: "/", title: "filter" }] : []),
  ];
}

interface PaintedCache<Row> {
  placed: unknown;
  rows: RowSource<Row> | undefined;
  texts: Map<string, { readonly row: Row; readonly text: string }>;
}

/** A row is painted once for each way it looks, as long as it is the same object. */
function rowText<Row>(props: TableProps<Row>, placed: ReturnType<typeof placeColumns<Row>>, index: number, width: number, cache: PaintedCache<Row>, active: boolean): string {
  const row = props.rows.row(index);
  if (row === undefined) return "  …";
  if (cache.placed !== placed || cache.rows !== props.rows || cache.texts.size > 500) {
    cache.placed = placed;
    cache.rows = props.rows;
    cache.texts = new Map();
  }
  const current = active && index === Math.min(props.state.cursor, props.rows.count - 1);
  const marked = props.state.marked.size > 0 && props.state.marked.has(props.keyOf(row));
  const name = `${index}${current ? "c" : ""}${marked ? "m" : ""}`;
  const known = cache.texts.get(name);
  if (known?.row === row) return known.text;
  const look: Look = { ...props.rowLook?.(row), ...(current ? { inverse: true } : {}) };
  const text = `${current ? "▸" : " "}${marked ? "•" : " "}${paintRow(placed, row, index, look, width)}`;
  cache.texts.set(name, { row, text });
  return text;
}

function FilterLine({ state, count, width }: { readonly state: TableState; readonly count: number; readonly width: number }): ReactNode {
  const spans: Span[] = [{ text: " / ", bold: true }, state.filter];
  if (state.filtering) spans.push({ text: " ", cursor: true });
  spans.push({ text: `  ${count} found`, dim: true });
  return <Line spans={spans} width={width} />;
}

function onTableInput<Row>(event: InputEvent, props: TableProps<Row>, height: number): boolean {
  const { state, rows, onAction } = props;
  if (state.filtering) return onFilterInput(event, state, onAction);
  if (event.kind === "paste") return false;
  const move = (by: number): true => {
    onAction({ type: "move", by, count: rows.count, height });
    return true;
  };
  const at = Math.min(state.cursor, rows.count - 1);
  const row = rows.row(at);
  switch (event.name) {
    case "up":
      return move(-1);
    case "down":
      return move(1);
    case "pageup":
      return move(-height);
    case "pagedown":
      return move(height);
    case "home":
      return move(-rows.count);
    case "end":
      return move(rows.count);
    case "enter":
      if (props.onOpen === undefined) return false;
      if (row !== undefined) props.onOpen(row, at);
      return true;
    case "/":
      if (props.filterable !== true) return false;
      onAction({ type: "filtering", on: true });
      return true;
    case "esc":
      if (state.filter !== "") onAction({ type: "filter", text: "" });
      else if (state.marked.size > 0) onAction({ type: "unmark-all" });
      else return false;
      return true;
    default:
      return props.markable === true && onMarkInput(event.name, props, height, move);
  }
}

function onMarkInput<Row>(key: string, props: TableProps<Row>, height: number, move: (by: number) => true): boolean {
  const { state, rows, onAction, keyOf } = props;
  const row = rows.row(state.cursor);
  const markThen = (by: number, on: boolean): boolean => {
    if (row === undefined) return true;
    onAction({ type: "mark", keys: [keyOf(row)], on });
    return move(by);
  };
  switch (key) {
    case "space":
      return markThen(1, row !== undefined && !state.marked.has(keyOf(row)));
    case "shift+down":
      return markThen(1, true);
    case "shift+up":
      return markThen(-1, true);
    case "*": {
      const top = topFor(state, rows.count, height);
      const keys: string[] = [];
      for (let index = top; index < Math.min(rows.count, top + height); index++) {
        const seen = rows.row(index);
        if (seen !== undefined) keys.push(keyOf(seen));
      }
      onAction({ type: "mark", keys, on: true });
      return true;
    }
    case "+":
      onAction({ type: "unmark-all" });
      return true;
    default:
      return false;
  }
}

function onFilterInput(event: InputEvent, state: TableState, onAction: (action: TableAction) => void): boolean {
  if (event.kind === "key" && (event.name === "enter" || event.name === "down")) {
    onAction({ type: "filtering", on: false });
  } else if (event.kind === "key" && event.name === "esc") {
    onAction({ type: "filter", text: "" });
    onAction({ type: "filtering", on: false });
  } else {
    const edited = editText({ text: state.filter, cursor: state.filter.length }, event);
    if (edited === undefined) return false;
    if (edited.text !== state.filter) onAction({ type: "filter", text: edited.text });
  }
  return true;
}
