import { Text } from "ink";
import { memo, type ReactNode } from "react";
import { visibleText } from "../../domain/text.ts";
import { fitToWidth, widthOf } from "../terminal/width.ts";
import { type Look, paint } from "./paint.ts";

/** A piece of text with a look. The text may come from outside: it is filtered here, and only here looks become escape codes. */
export type Span = string | (Look & { readonly text: string });

/** Spans side by side in exactly `width` cells, as one string with SGR. */
export function renderSpans(spans: readonly Span[], width: number, base: Look = {}): string {
  let result = "";
  let left = width;
  for (const span of spans) {
    if (left <= 0) break;
    const text = visibleText(typeof span === "string" ? span : span.text);
    const cells = widthOf(text);
    result += paint(cells <= left ? text : fitToWidth(text, left), typeof span === "string" ? base : { ...base, ...span });
    left -= cells;
  }
  return left > 0 ? result + paint(" ".repeat(left), base) : result;
}

/** One line of the screen, cut or filled to its width. */
export function Line({ spans, width, look }: { readonly spans: readonly Span[] | string; readonly width: number; readonly look?: Look | undefined }): ReactNode {
  return <PaintedLine text={renderSpans(typeof spans === "string" ? [spans] : spans, width, look)} />;
}

/** A line that is painted already. Redrawn only when its text changes. */
export const PaintedLine = memo(function PaintedLine({ text }: { readonly text: string }): ReactNode {
  return <Text wrap="truncate">{text === "" ? " " : text}</Text>;
});
