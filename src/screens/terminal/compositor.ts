import type { DOMElement } from "ink";
import { blankLine, type Line, readLine } from "./cells.ts";
import type { Frame } from "./frame-diff.ts";

/** A line of text with its place in a row; only cells from `from` up to before `to` are seen. */
interface Piece {
  readonly x: number;
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

interface Clip {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const linesKeptMax = 600;

/**
 * Draws Ink's tree: React and the layout are Ink's, the cells are ours. Ink's own output takes each cell of each frame through a
 * tokenizer, three quarters of its time; our texts are lines that are painted and cut already, most of which stood in the frame before.
 * Later pieces lie over earlier ones. Borders, backgrounds and wrapping are not drawn: lines, dialogs and forms bring their own.
 */
export class Compositor {
  #lines = new Map<string, Line>();

  /** @param root Ink's root, laid out */
  compose(root: DOMElement, columns: number, rows: number): Frame {
    const pieces: Piece[][] = Array.from({ length: rows }, () => []);
    collect(root, 0, 0, { left: 0, top: 0, right: columns, bottom: rows }, pieces);
    return pieces.map((row) => this.#line(row, columns));
  }

  #line(pieces: readonly Piece[], columns: number): Line {
    let key = String(columns);
    for (const piece of pieces) key += `\u0000${piece.x},${piece.from},${piece.to},${piece.text}`;
    const known = this.#lines.get(key);
    if (known !== undefined) return known;
    const line = drawLine(pieces, columns, key);
    if (this.#lines.size >= linesKeptMax) this.#lines.clear();
    this.#lines.set(key, line);
    return line;
  }
}

function collect(node: DOMElement, left: number, top: number, clip: Clip, rows: Piece[][]): void {
  const layout = node.yogaNode;
  if (layout === undefined || node.style.display === "none") return;
  const x = left + layout.getComputedLeft();
  const y = top + layout.getComputedTop();
  const right = x + layout.getComputedWidth();
  if (node.nodeName === "ink-text") {
    const to = Math.min(clip.right, right);
    textOf(node).split("\n").forEach((text, index) => {
      const row = y + index;
      if (row >= clip.top && row < clip.bottom && to > clip.left) rows[row]?.push({ x, from: clip.left, to, text });
    });
    return;
  }
  const inner = node.style.overflow === "hidden"
    ? { left: Math.max(clip.left, x), top: Math.max(clip.top, y), right: Math.min(clip.right, right), bottom: Math.min(clip.bottom, y + layout.getComputedHeight()) }
    : clip;
  for (const child of node.childNodes) if (child.nodeName !== "#text") collect(child, x, y, inner, rows);
}

function textOf(node: DOMElement["childNodes"][number]): string {
  if (node.nodeName === "#text") return node.nodeValue;
  let text = "";
  for (const child of node.childNodes) text += textOf(child);
  return text;
}

function drawLine(pieces: readonly Piece[], columns: number, key: string): Line {
  const only = pieces[0];
  if (pieces.length === 1 && only?.x === 0 && only.from === 0 && only.to === columns) return { ...readLine(only.text, columns), key };
  const blank = blankLine(columns);
  const glyphs = [...blank.glyphs];
  const styles = [...blank.styles];
  for (const piece of pieces) {
    const read = readLine(piece.text, Math.max(0, piece.to - piece.x), false);
    for (let at = 0; at < read.glyphs.length; at++) {
      const column = piece.x + at;
      const glyph = read.glyphs[at] ?? " ";
      if (column < piece.from || column >= columns) continue;
      // Half of a wide character that is cut off or covered becomes a blank.
      if (at === 0 || column === piece.from) blankHalf(glyphs, column);
      glyphs[column] = glyph === "" && column === piece.from ? " " : glyph;
      styles[column] = read.styles[at] ?? 0;
      if (at === read.glyphs.length - 1 && glyphs[column + 1] === "" && glyph !== "") glyphs[column + 1] = " ";
    }
  }
  return { key, glyphs, styles };
}

function blankHalf(glyphs: string[], column: number): void {
  if (glyphs[column] === "" && column > 0) glyphs[column - 1] = " ";
}
