import { widthOf } from "../terminal/width.ts";
import type { Span } from "../widgets/line.tsx";

/** `─ payment 1 of 2 ─────────`, exactly as wide as the room. */
export function ruleLine(title: string, width: number): readonly Span[] {
  const head = title === "" ? "" : `─ ${title} `;
  return [{ text: head + "─".repeat(Math.max(0, width - widthOf(head))), dim: true }];
}
