import { cursorMark, type Line } from "./cells.ts";
import { findScroll, scrolled } from "./scroll.ts";
import { type ColourLevel, type Style, sgrOf } from "./style.ts";
import { isOneCellEach } from "./width.ts";

/** What stands, or shall stand, on the screen: one line per row, all of the same width. */
export type Frame = readonly Line[];

/** Unchanged cells that are cheaper to write again than to jump over: a jump takes about six bytes. */
const gapMax = 5;

/**
 * The fewest bytes we know that turn one screen into another: scroll where a list moved, then only the cells that differ.
 * @param previous what stands there; all blank after a clear
 */
export function diffFrames(previous: Frame, next: Frame, level: ColourLevel): string {
  const pen = new Pen(level);
  let standing = previous;
  const scroll = findScroll(previous, next);
  if (scroll !== undefined) {
    pen.scroll(scroll.top, scroll.bottom, scroll.lines);
    standing = scrolled(previous, scroll);
  }
  for (let row = 0; row < next.length; row++) {
    const from = standing[row];
    const to = next[row];
    if (from !== undefined && to !== undefined && from.key !== to.key) drawLine(pen, row, from, to);
  }
  pen.finish();
  return pen.bytes;
}

/** Where the marked cell is, if the frame has one. */
export function cursorOf(frame: Frame): { row: number; column: number } | undefined {
  for (let row = 0; row < frame.length; row++) {
    const line = frame[row];
    if (line === undefined) continue;
    const column = line.styles.findIndex((style) => (style & cursorMark) === cursorMark);
    if (column >= 0) return { row, column };
  }
  return undefined;
}

function drawLine(pen: Pen, row: number, from: Line, to: Line): void {
  const width = to.glyphs.length;
  const blankFrom = firstBlank(to);
  let column = 0;
  while (column < width) {
    if (same(from, to, column)) {
      column++;
      continue;
    }
    let start = column;
    while (start > 0 && to.glyphs[start] === "") start--;
    if (start >= blankFrom && width - start > 3) {
      pen.eraseToEnd(row, start);
      return;
    }
    let end = column + 1;
    for (let probe = end; probe < width && probe - end <= gapMax; probe++) {
      if (!same(from, to, probe)) end = probe + 1;
    }
    while (end < width && to.glyphs[end] === "") end++;
    if (end > blankFrom && width - blankFrom > 3) {
      for (let i = start; i < blankFrom; i++) pen.put(row, i, to.glyphs[i] ?? " ", to.styles[i] ?? 0);
      pen.eraseToEnd(row, blankFrom);
      return;
    }
    for (let i = start; i < end; i++) pen.put(row, i, to.glyphs[i] ?? " ", to.styles[i] ?? 0);
    column = end;
  }
}

/** Where the line's last cells, all blank and unstyled, begin. */
function firstBlank(line: Line): number {
  let at = line.glyphs.length;
  while (at > 0 && line.glyphs[at - 1] === " " && line.styles[at - 1] === 0) at--;
  return at;
}

function same(from: Line, to: Line, column: number): boolean {
  return from.glyphs[column] === to.glyphs[column] && from.styles[column] === to.styles[column];
}

/** Writes glyphs where they belong, knowing where the terminal's cursor and style are, or that it cannot know. */
class Pen {
  bytes = "";
  readonly #level: ColourLevel;
  #row = -1;
  #column = -1;
  #style: Style = 0;

  constructor(level: ColourLevel) {
    this.#level = level;
  }

  put(row: number, column: number, glyph: string, style: Style): void {
    if (glyph === "") return;
    this.#moveTo(row, column);
    this.#restyle((style & cursorMark) === cursorMark ? style & ~cursorMark : style);
    this.bytes += glyph;
    // Terminals disagree on the width of emoji, flags and rare scripts: after one, the cursor is placed anew.
    this.#column = isOneCellEach(glyph) ? column + 1 : -1;
  }

  eraseToEnd(row: number, column: number): void {
    this.#moveTo(row, column);
    this.#restyle(0);
    this.bytes += "\u001b[K";
  }

  /** Insert/delete line within margins: understood by every terminal, the Linux console included. */
  scroll(top: number, bottom: number, lines: number): void {
    this.#restyle(0);
    this.bytes += `\u001b[${top + 1};${bottom + 1}r\u001b[${top + 1}H\u001b[${Math.abs(lines)}${lines > 0 ? "M" : "L"}\u001b[r`;
    this.#row = -1;
  }

  finish(): void {
    this.#restyle(0);
  }

  #moveTo(row: number, column: number): void {
    if (row === this.#row && column === this.#column) return;
    this.bytes += column === 0 ? `\u001b[${row + 1}H` : `\u001b[${row + 1};${column + 1}H`;
    this.#row = row;
    this.#column = column;
  }

  #restyle(style: Style): void {
    if (style === this.#style) return;
    this.bytes += sgrOf(style, this.#level);
    this.#style = style;
  }
}
