import type { Sheet } from "./sheet.ts";
import { lineHeight, styles, type TextStyle } from "./style.ts";

/** A labelled value of the summary at the head of a document. */
export interface Fact {
  readonly label: string;
  readonly value: string;
  readonly style?: TextStyle;
  /** Takes the whole width: for what is long. */
  readonly wide?: boolean;
}

/** Facts in two columns, label above value; those without a value are left out. */
export function drawFacts(sheet: Sheet, facts: readonly Fact[]): void {
  const columnWidth = (sheet.width - 20) / 2;
  let column = 0;
  let rowHeight = 0;
  const endRow = (): void => {
    sheet.y += rowHeight;
    column = 0;
    rowHeight = 0;
  };
  for (const { label, value, style = styles.body, wide = false } of facts) {
    if (value === "") continue;
    if (wide && column === 1) endRow();
    const width = wide ? sheet.width : columnWidth;
    const lines = sheet.wrap(value, width, style, 4);
    const height = lineHeight(styles.label) + lines.length * lineHeight(style) + 6;
    if (column === 0) sheet.ensure(height);
    const x = sheet.left + column * (columnWidth + 20);
    sheet.write(label, x, sheet.y, styles.label, { width });
    lines.forEach((line, i) => {
      sheet.write(line, x, sheet.y + lineHeight(styles.label) + i * lineHeight(style), style, { width });
    });
    rowHeight = Math.max(rowHeight, height);
    if (wide || column === 1) endRow();
    else column = 1;
  }
  endRow();
}
