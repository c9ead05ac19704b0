import { visibleText } from "../../domain/text.ts";
import { applySgr, attribute, type Style } from "./style.ts";
import { graphemes, isOneCellEach, widthOf } from "./width.ts";

/**
 * One line of the screen, cell by cell. A wide character stands in its first cell, the next holds "".
 * `key` is the text it was made from: equal keys are equal lines.
 */
export interface Line {
  readonly key: string;
  readonly glyphs: readonly string[];
  readonly styles: readonly Style[];
}

/** Inverse and struck through at once is no look of ours: it marks the cell where the cursor stands. */
export const cursorMark: Style = attribute.inverse | attribute.strike;

const escapeOrControl = /[\u0000-\u001f\u007f-\u009f]/;

/**
 * Reads one line of a frame. Only SGR has an effect; every other sequence is dropped, and a character that could do anything
 * but be drawn is replaced: whatever a screen let slip, nothing but glyphs and our own styles leaves this function.
 * @param width cells; longer lines are cut, shorter ones filled with blanks unless `fill` is false
 */
export function readLine(text: string, width: number, fill = true): Line {
  const glyphs: string[] = [];
  const styles: Style[] = [];
  let style: Style = 0;
  let at = 0;
  while (at < text.length && glyphs.length < width) {
    if (escapeOrControl.test(text[at] ?? "")) {
      const sequence = sequenceAt(text, at);
      if (sequence.sgr !== undefined) style = applySgr(style, sequence.sgr);
      at += sequence.length;
      continue;
    }
    const end = endOfRun(text, at);
    put(text.slice(at, end), style, width, glyphs, styles);
    at = end;
  }
  while (fill && glyphs.length < width) {
    glyphs.push(" ");
    styles.push(0);
  }
  return { key: text, glyphs, styles };
}

export function blankLine(width: number): Line {
  return { key: "", glyphs: new Array<string>(width).fill(" "), styles: new Array<number>(width).fill(0) };
}

function endOfRun(text: string, from: number): number {
  let end = from + 1;
  while (end < text.length && !isControl(text.charCodeAt(end))) end++;
  return end;
}

function isControl(code: number): boolean {
  return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

function put(run: string, style: Style, width: number, glyphs: string[], styles: Style[]): void {
  if (isOneCellEach(run)) {
    for (let i = 0; i < run.length && glyphs.length < width; i++) {
      glyphs.push(run[i] ?? " ");
      styles.push(style);
    }
    return;
  }
  for (const grapheme of graphemes(visibleText(run))) {
    const cells = widthOf(grapheme);
    if (cells === 0) continue;
    if (glyphs.length + cells > width) break;
    glyphs.push(grapheme);
    styles.push(style);
    for (let i = 1; i < cells; i++) {
      glyphs.push("");
      styles.push(style);
    }
  }
  if (glyphs.length > width) glyphs.length = width;
}

/** How far an escape sequence reaches, and its parameters if it is SGR. */
function sequenceAt(text: string, at: number): { length: number; sgr?: string } {
  const rest = text.slice(at, at + 4096);
  const csi = /^(?:\u001b\[|\u009b)([0-?]*)[ -/]*([@-~])/.exec(rest);
  if (csi !== null) return csi[2] === "m" && /^[\d;]*$/.test(csi[1] ?? "") ? { length: csi[0].length, sgr: csi[1] ?? "" } : { length: csi[0].length };
  const string = /^(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)/.exec(rest);
  if (string !== null) return { length: string[0].length };
  return { length: 1 };
}
