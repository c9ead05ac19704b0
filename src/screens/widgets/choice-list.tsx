import type { ReactNode } from "react";
import { Line, type Span } from "./line.tsx";
import { topFor } from "./table-state.ts";

/** A short list in a dialog: the cursor's line stays in view. The owner has the keys. */
export function ChoiceList({ lines, cursor, rows, width }: { readonly lines: readonly (readonly Span[])[]; readonly cursor: number; readonly rows: number; readonly width: number }): ReactNode {
  const top = topFor({ cursor, top: cursor - Math.floor(rows / 2) }, lines.length, rows);
  return Array.from({ length: rows }, (_, slot) => {
    const line = lines[top + slot];
    const current = top + slot === cursor;
    return <Line key={String(slot)} spans={line === undefined ? "" : [current ? "▸ " : "  ", ...line]} width={width} look={current ? { inverse: true } : {}} />;
  });
}
