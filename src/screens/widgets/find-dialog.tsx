import { type ReactNode, useState } from "react";
import type { ScreenSize } from "./questions.ts";
import { ChoiceList } from "./choice-list.tsx";
import { DialogFrame, dialogWidth } from "./dialog-frame.tsx";
import { Line, type Span } from "./line.tsx";
import { TextField } from "./text-field.tsx";
import { useInput } from "./use-input.ts";

/** Positions of the lines that fit, best first. */
export type FuzzySearch = (lines: readonly string[], typed: string) => readonly number[];

/** Loaded when it is needed first: not every session looks for something. */
export async function fuzzySearch(): Promise<FuzzySearch> {
  const { default: UFuzzy } = await import("@leeoniya/ufuzzy");
  const fuzzy = new UFuzzy({ intraMode: 1 });
  return (lines, typed) => {
    const text = typed.trim();
    if (text === "") return lines.map((_, index) => index);
    const [found, info, order] = fuzzy.search(UFuzzy.latinize([...lines]), UFuzzy.latinize(text), 1);
    if (found === null) return [];
    return info === null || order === null ? found : order.map((at) => info.idx[at] ?? 0);
  };
}

const rowsMax = 12;

export interface FindDialogProps<Row> {
  readonly title: string;
  readonly rows: readonly Row[];
  /** What is searched. */
  readonly textOf: (row: Row) => string;
  readonly line: (row: Row, width: number) => readonly Span[];
  readonly placeholder: string;
  readonly nothing: string;
  /** The key that opened it closes it, too. */
  readonly closeKey: string;
  readonly search: FuzzySearch;
  readonly size: ScreenSize;
  readonly onClose: (row?: Row) => void;
}

/** One of many, by any part of its name. */
export function FindDialog<Row>({ title, rows, textOf, line, placeholder, nothing, closeKey, search, size, onClose }: FindDialogProps<Row>): ReactNode {
  const [value, setValue] = useState({ text: "", cursor: 0 });
  const [cursor, setCursor] = useState(0);
  const found = search(rows.map(textOf), value.text).flatMap((index) => rows[index] ?? []);
  const shown = Math.max(1, Math.min(rowsMax, size.rows - 5));
  useInput((event) => {
    if (event.kind === "paste") return false;
    const by = { up: -1, down: 1, pageup: -shown, pagedown: shown }[event.name];
    if (by !== undefined) setCursor((at) => Math.max(0, Math.min(found.length - 1, at + by)));
    else if (event.name === "enter") onClose(found[cursor]);
    else if (event.name === "esc" || event.name === closeKey) onClose();
    else return false;
    return true;
  }, "widget");
  const width = dialogWidth(size);
  return (
    <DialogFrame title={title} size={size} rows={shown + 1}>
      {() => (
        <>
          <TextField value={value} onChange={(next) => { setValue(next); setCursor(0); }} width={width} active placeholder={placeholder} />
          {found.length === 0 ? <Line spans={[{ text: nothing, dim: true }]} width={width} /> : <ChoiceList lines={found.map((row) => line(row, width - 2))} cursor={cursor} rows={shown} width={width} />}
        </>
      )}
    </DialogFrame>
  );
}
