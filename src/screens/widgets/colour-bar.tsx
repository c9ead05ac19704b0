import type { ReactNode } from "react";
import { PaintedLines } from "./line.tsx";
import { type CustomerColour, paint } from "./paint.ts";

/** The customer's colour down the left edge of everything that belongs to it. */
export function ColourBar({ colour, rows }: { readonly colour: CustomerColour; readonly rows: number }): ReactNode {
  return <PaintedLines text={new Array<string>(rows).fill(paint("▌", { tone: colour })).join("\n")} width={1} height={rows} />;
}
