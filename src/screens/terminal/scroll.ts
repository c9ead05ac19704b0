import { blankLine, type Line } from "./cells.ts";

/** Rows `top` to `bottom` (inclusive) move up by `lines`, or down when it is negative. */
export interface Scroll {
  readonly top: number;
  readonly bottom: number;
  readonly lines: number;
}

/** Fewer rows saved than this do not pay for the margins. */
const rowsSavedMin = 3;

/** Finds the band of rows that moved together. @returns undefined when redrawing is as cheap */
export function findScroll(previous: readonly Line[], next: readonly Line[]): Scroll | undefined {
  const changed = next.flatMap((line, row) => (line.key === previous[row]?.key ? [] : [row]));
  const first = changed[0];
  const last = changed.at(-1);
  if (first === undefined || last === undefined || changed.length < rowsSavedMin) return undefined;
  let best: Scroll | undefined;
  let bestSaved = rowsSavedMin - 1;
  for (const lines of likelyShifts(previous, next, first, last)) {
    const band = longestBand(previous, next, first, last, lines);
    if (band !== undefined && band.saved > bestSaved) {
      bestSaved = band.saved;
      best = band.scroll;
    }
  }
  return best;
}

/** The screen after the terminal scrolled: rows that came in are blank. */
export function scrolled(lines: readonly Line[], scroll: Scroll): Line[] {
  const result = lines.slice();
  for (let row = scroll.top; row <= scroll.bottom; row++) {
    const source = row + scroll.lines;
    const line = source >= scroll.top && source <= scroll.bottom ? lines[source] : undefined;
    // A blank line equals no other by key: it is compared cell by cell.
    result[row] = line ?? blankLine(lines[row]?.glyphs.length ?? 0);
  }
  return result;
}

/** Distances by which at least one telling row moved. */
function likelyShifts(previous: readonly Line[], next: readonly Line[], first: number, last: number): Set<number> {
  const rowsByKey = new Map<string, number[]>();
  for (let row = first; row <= last; row++) {
    const line = previous[row];
    if (line === undefined || isBlank(line)) continue;
    const { key } = line;
    const rows = rowsByKey.get(key);
    if (rows === undefined) rowsByKey.set(key, [row]);
    else if (rows.length < 3) rows.push(row);
  }
  const shifts = new Set<number>();
  for (let row = first; row <= last && shifts.size < 8; row++) {
    for (const source of rowsByKey.get(next[row]?.key ?? "") ?? []) if (source !== row) shifts.add(source - row);
  }
  return shifts;
}

function isBlank(line: Line): boolean {
  return line.glyphs.every((glyph) => glyph === " ");
}

function longestBand(previous: readonly Line[], next: readonly Line[], first: number, last: number, lines: number): { scroll: Scroll; saved: number } | undefined {
  let best: { from: number; to: number; saved: number } | undefined;
  let run: { from: number; to: number; saved: number } | undefined;
  for (let row = Math.max(first, -lines); row <= Math.min(last, next.length - 1 - lines); row++) {
    const moved = next[row]?.key === previous[row + lines]?.key;
    if (!moved) {
      run = undefined;
      continue;
    }
    // A row that also stands still is no gain from scrolling.
    const gain = next[row]?.key === previous[row]?.key ? 0 : 1;
    run = run === undefined ? { from: row, to: row, saved: gain } : { ...run, to: row, saved: run.saved + gain };
    if (best === undefined || run.saved > best.saved) best = run;
  }
  if (best === undefined) return undefined;
  const top = Math.min(best.from, best.from + lines);
  const bottom = Math.max(best.to, best.to + lines);
  return { scroll: { top, bottom, lines }, saved: best.saved };
}
