import { createElement, memo, type ReactNode } from "react";
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
  return <PaintedLines text={renderSpans(typeof spans === "string" ? [spans] : spans, width, look)} width={width} height={1} />;
}

interface PaintedLinesProps {
  /** Painted already; as many lines as `height`, separated by `\n`, none wider than `width`. */
  readonly text: string;
  readonly width: number;
  readonly height: number;
}

/**
 * Painted text of a known size, drawn anew only when it changes. It is Ink's text element without Ink's `Text`: with its size given,
 * the layout need not measure it, which would cost more than drawing it.
 */
export const PaintedLines = memo(function PaintedLines({ text, width, height }: PaintedLinesProps): ReactNode {
  return createElement("ink-text", { style: { width, height, flexShrink: 0, textWrap: "truncate" } }, text === "" ? " " : text);
});
