import { Text } from "ink";
import type { ReactNode } from "react";
import { type CustomerColour, paint } from "./paint.ts";

/** The customer's colour down the left edge of everything that belongs to it. */
export function ColourBar({ colour, rows }: { readonly colour: CustomerColour; readonly rows: number }): ReactNode {
  return <Text>{new Array<string>(rows).fill(paint("▌", { tone: colour })).join("\n")}</Text>;
}
