import { type ReactNode, useContext } from "react";
import { visibleText } from "../../domain/text.ts";
import { graphemes, widthOf } from "../terminal/width.ts";
import { type EditedText, editText } from "./edit-text.ts";
import { Line, type Span } from "./line.tsx";
import { InputLayer, useInput, useKeyHints } from "./use-input.ts";

export interface TextFieldProps {
  readonly value: EditedText;
  readonly onChange: (value: EditedText) => void;
  readonly width: number;
  /** Has the keyboard and shows the cursor. */
  readonly active: boolean;
  /** Shown dim while it is empty. */
  readonly placeholder?: string | undefined;
}

/** One line of text that can be edited. Long text slides so that the cursor is seen. */
export function TextField({ value, onChange, width, active, placeholder }: TextFieldProps): ReactNode {
  const { top } = useContext(InputLayer);
  useInput((event) => {
    const edited = editText(value, event);
    if (edited !== undefined) onChange(edited);
    return edited !== undefined;
  }, "field", active);
  useKeyHints([], active);
  if (!active || !top) return <Line spans={[{ text: value.text === "" ? (placeholder ?? "") : value.text, underline: true, dim: value.text === "" }]} width={width} look={{ underline: true }} />;
  return <Line spans={fieldSpans(value, width, placeholder)} width={width} look={{ underline: true }} />;
}

/** The part around the cursor, with the cursor's cell marked. */
export function fieldSpans(value: EditedText, width: number, placeholder = ""): Span[] {
  const before = graphemes(visibleText(value.text.slice(0, value.cursor)));
  const after = graphemes(visibleText(value.text.slice(value.cursor)));
  const under = after.shift() ?? " ";
  let left = "";
  let used = widthOf(under);
  while (before.length > 0 && used + widthOf(before.at(-1) ?? "") <= width - 1) {
    const grapheme = before.pop() ?? "";
    left = grapheme + left;
    used += widthOf(grapheme);
  }
  const cut = before.length > 0;
  return [
    { text: cut ? `…${graphemes(left).slice(1).join("")}` : left, underline: true },
    { text: under, cursor: true },
    value.text === "" ? { text: placeholder, dim: true, underline: true } : { text: after.join(""), underline: true },
  ];
}
