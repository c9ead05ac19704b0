import type { Sheet } from "./sheet.ts";
import { ink, lineHeight, styles, type TextStyle } from "./style.ts";

export interface Column {
  readonly title: string;
  /** Share of the table's width; all together 1. */
  readonly share: number;
  readonly align?: "left" | "right";
}

/** One line of a cell. */
export interface CellLine {
  readonly text: string;
  readonly style: TextStyle;
  readonly linesMax?: number;
}
export type Cell = readonly CellLine[];

/** A sum that is carried from page to page: what it is called at the foot and at the next head, and how much it is by then. */
export interface Carry {
  readonly forward: string;
  readonly brought: string;
  amount(): string | undefined;
}

const gap = 9;
const padding = 3.2;
const carryHeight = 17;

/** A list over as many pages as it takes, its head repeated on each. */
export class Table {
  readonly #sheet: Sheet;
  readonly #columns: readonly (Column & { readonly x: number; readonly width: number })[];
  readonly #carry: Carry | undefined;

  constructor(sheet: Sheet, columns: readonly Column[], carry?: Carry) {
    this.#sheet = sheet;
    this.#carry = carry;
    const room = sheet.width - gap * (columns.length - 1);
    let x = sheet.left;
    this.#columns = columns.map((column) => {
      const width = room * column.share;
      const placed = { ...column, x, width };
      x += width + gap;
      return placed;
    });
    this.#sheet.ensure(80);
    this.#head();
  }

  /** @param cells in the columns' order; a missing one is empty. @param keep room that must be left below on the same page */
  row(cells: readonly Cell[], keep = 0): void {
    const wrapped = this.#columns.map((column, i) =>
      (cells[i] ?? []).flatMap(({ text, style, linesMax = 1 }) =>
        linesMax === 1 ? [{ line: text, style }] : this.#sheet.wrap(text, column.width, style, linesMax).map((line) => ({ line, style })),
      ),
    );
    const height = Math.max(...wrapped.map((lines) => lines.reduce((sum, { style }) => sum + lineHeight(style), 0))) + padding * 2;
    this.#room(height + keep);
    for (const [i, column] of this.#columns.entries()) {
      let y = this.#sheet.y + padding;
      for (const { line, style } of wrapped[i] ?? []) {
        this.#sheet.write(line, column.x, y, style, { width: column.width, align: column.align ?? "left" });
        y += lineHeight(style);
      }
    }
    this.#sheet.y += height;
    this.#sheet.rule(this.#sheet.y, ink.hair, 0.4);
  }

  /** A line over all columns that begins a group: it stays with the first row of the group. */
  band(text: string, right: string): void {
    this.#room(20 + 30);
    const { left, width } = this.#sheet;
    this.#sheet.box(left - 4, this.#sheet.y + 1, width + 8, 17, "#eef1f4");
    const rightWidth = Math.min(width * 0.4, this.#sheet.measure(right, styles.soft) + 2);
    this.#sheet.write(text, left, this.#sheet.y + 4, styles.strong, { width: width - rightWidth - gap });
    this.#sheet.write(right, left + width - rightWidth, this.#sheet.y + 5, styles.soft, { width: rightWidth, align: "right" });
    this.#sheet.y += 20;
  }

  /** A sum under the list. The first of several has a rule above it. */
  total(label: string, amount: string, emphasis: boolean): void {
    this.#room(20);
    const { left, right, width } = this.#sheet;
    if (emphasis) this.#sheet.rule(this.#sheet.y + 1, ink.text, 0.9);
    const style = emphasis ? styles.strong : styles.body;
    this.#sheet.write(label, left, this.#sheet.y + 5, style, { width: width * 0.68 });
    this.#sheet.write(amount, right - width * 0.3, this.#sheet.y + 5, style, { width: width * 0.3, align: "right" });
    this.#sheet.y += 18;
  }

  #head(): void {
    const { y } = this.#sheet;
    for (const column of this.#columns) this.#sheet.write(column.title, column.x, y, styles.label, { width: column.width, align: column.align ?? "left" });
    this.#sheet.y += 13;
    this.#sheet.rule(this.#sheet.y, ink.text, 0.8);
    this.#sheet.y += 1;
  }

  #room(height: number): void {
    const amount = this.#carry?.amount();
    const reserved = this.#carry === undefined ? 0 : carryHeight;
    if (this.#sheet.y + height + reserved <= this.#sheet.bottom) return;
    if (amount !== undefined && this.#carry !== undefined) this.#carried(this.#carry.forward, amount);
    this.#sheet.newPage();
    this.#head();
    if (amount !== undefined && this.#carry !== undefined) this.#carried(this.#carry.brought, amount);
  }

  #carried(label: string, amount: string): void {
    const { left, right, width, y } = this.#sheet;
    this.#sheet.write(label, left, y + 4, styles.soft, { width: width * 0.6, align: "left" });
    this.#sheet.write(amount, right - width * 0.3, y + 4, styles.soft, { width: width * 0.3, align: "right" });
    this.#sheet.y += carryHeight;
    this.#sheet.rule(this.#sheet.y - 1, ink.hair, 0.4);
  }
}
