import { visibleText } from "../../domain/text.ts";
import { fitToWidth, widthOf } from "../terminal/width.ts";
import { type Look, paint } from "./paint.ts";
import { renderSpans, type Span } from "./line.tsx";

/** One column of a table. */
export interface Column<Row> {
  readonly title: string;
  /** Cells, or at least so many and a share of what is left over. */
  readonly width: number | { readonly min: number; readonly grow: number };
  /** Amounts and counts stand right. */
  readonly align?: "left" | "right" | undefined;
  /** Raw text: it is filtered here. An array is pieces with looks of their own. */
  readonly cell: (row: Row, index: number) => string | readonly Span[];
  readonly look?: ((row: Row) => Look | undefined) | undefined;
  /** Where it is cut, the row under the cursor says it in full below the list. */
  readonly whole?: boolean | undefined;
  /** Only where the table is at least so wide. */
  readonly from?: number | undefined;
}

/** A column with its place. */
export interface PlacedColumn<Row> {
  readonly column: Column<Row>;
  readonly width: number;
}

const gap = " ";

/** Which columns fit, and how wide they are. Columns that no longer fit fall off the right. */
export function placeColumns<Row>(columns: readonly Column<Row>[], width: number): PlacedColumn<Row>[] {
  const shown: Column<Row>[] = [];
  let used = 0;
  for (const column of columns) {
    if ((column.from ?? 0) > width) continue;
    const needed = minimum(column) + (shown.length === 0 ? 0 : gap.length);
    if (used + needed > width && shown.length > 0) break;
    shown.push(column);
    used += needed;
  }
  const shares = shown.reduce((sum, column) => sum + grow(column), 0);
  let spare = Math.max(0, width - used);
  let sharesLeft = shares;
  return shown.map((column) => {
    const share = sharesLeft === 0 ? 0 : Math.floor((spare * grow(column)) / sharesLeft);
    spare -= share;
    sharesLeft -= grow(column);
    return { column, width: Math.min(width, minimum(column) + share) };
  });
}

/** One row as a painted line of exactly `width` cells. @param look of the whole row, such as inverse under the cursor */
export function paintRow<Row>(columns: readonly PlacedColumn<Row>[], row: Row, index: number, look: Look, width: number): string {
  let result = "";
  let used = 0;
  let plain = "";
  columns.forEach(({ column, width: cells }, at) => {
    if (at > 0) {
      plain += gap;
      used += gap.length;
    }
    const content = column.cell(row, index);
    const own = column.look?.(row);
    if (typeof content === "string") {
      const text = fitToWidth(visibleText(content), cells, column.align);
      if (own === undefined) plain += text;
      else {
        result += paint(plain, look) + paint(text, { ...look, ...own });
        plain = "";
      }
    } else {
      result += paint(plain, look) + renderSpans(content, cells, look);
      plain = "";
    }
    used += cells;
  });
  return result + paint(plain + " ".repeat(Math.max(0, width - used)), look);
}

/** What of the row is cut and worth telling in full. */
export function cutTexts<Row>(columns: readonly PlacedColumn<Row>[], row: Row, index: number): string[] {
  return columns.flatMap(({ column, width }) => {
    if (column.whole !== true) return [];
    const content = column.cell(row, index);
    const text = visibleText(typeof content === "string" ? content : content.map((span) => (typeof span === "string" ? span : span.text)).join(""));
    return widthOf(text) > width ? [text] : [];
  });
}

/** The titles over the columns. @param sortedBy index of the column the rows are in order of */
export function paintTitles<Row>(columns: readonly PlacedColumn<Row>[], width: number, sortedBy?: { readonly title: string; readonly descending: boolean }): string {
  let text = "";
  columns.forEach(({ column, width: cells }, at) => {
    const mark = sortedBy?.title === column.title ? (sortedBy.descending ? "↓" : "↑") : "";
    text += (at === 0 ? "" : gap) + fitToWidth(visibleText(column.title) + mark, cells, column.align);
  });
  return paint(fitToWidth(text, width), { dim: true });
}

function minimum<Row>(column: Column<Row>): number {
  return typeof column.width === "number" ? column.width : column.width.min;
}

function grow<Row>(column: Column<Row>): number {
  return typeof column.width === "number" ? 0 : column.width.grow;
}
