import { Box } from "ink";
import type { ReactNode } from "react";
import type { DialogCustomer, ScreenSize } from "./questions.ts";
import { fitToWidth, widthOf } from "../terminal/width.ts";
import { visibleText } from "../../domain/text.ts";
import { Line, PaintedLines, type Span } from "./line.tsx";
import { paint } from "./paint.ts";

export interface DialogFrameProps {
  readonly title: string;
  readonly customer?: DialogCustomer | undefined;
  readonly size: ScreenSize;
  /** Cells inside, at most; default 70. */
  readonly width?: number | undefined;
  /** Gets the cells it may use. */
  readonly children: (width: number) => ReactNode;
  /** Lines inside, so that the sides are drawn as high. */
  readonly rows: number;
}

/** Cells left for a dialog's content in a screen of this size. */
export function dialogWidth(size: ScreenSize, width = 70): number {
  return Math.max(20, Math.min(width, size.columns - 6));
}

/** A framed box above the screen; the title names the customer, in the customer's colour. */
export function DialogFrame({ title, customer, size, width, children, rows }: DialogFrameProps): ReactNode {
  const inside = dialogWidth(size, width);
  const look = customer === undefined ? { bold: true } : { tone: customer.colour, bold: true };
  const named = visibleText(customer === undefined ? title : `${customer.shortName} · ${title}`);
  const name = fitToWidth(named, Math.min(inside - 2, widthOf(named)));
  const shownRows = Math.min(rows, size.rows - 2);
  const edge = paint("┃", look);
  const body = new Array<string>(shownRows).fill(`${edge}${" ".repeat(inside + 2)}${edge}`);
  const box = [paint(`┏━ ${name} ${"━".repeat(Math.max(0, inside - widthOf(name) - 1))}┓`, look), ...body, paint(`┗${"━".repeat(inside + 2)}┛`, look)];
  return (
    <Box width={inside + 4} height={box.length}>
      <Box position="absolute"><PaintedLines text={box.join("\n")} width={inside + 4} height={box.length} /></Box>
      <Box position="absolute" marginLeft={2} marginTop={1} flexDirection="column" width={inside} height={shownRows} overflow="hidden">{children(inside)}</Box>
    </Box>
  );
}

/** Breaks text at blanks into lines of at most `width` cells; longer words are cut by the line itself. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split("\n")) {
    let line = "";
    for (const word of visibleText(paragraph).split(" ")) {
      const longer = line === "" ? word : `${line} ${word}`;
      if (widthOf(longer) <= width || line === "") line = longer;
      else {
        lines.push(line);
        line = word;
      }
    }
    lines.push(line);
  }
  return lines;
}

/** Several lines, one under the other. */
export function Lines({ lines, width }: { readonly lines: readonly (string | readonly Span[])[]; readonly width: number }): ReactNode {
  return lines.map((line, index) => <Line key={String(index)} spans={line} width={width} />);
}
