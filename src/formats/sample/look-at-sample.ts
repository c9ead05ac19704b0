import { type CharsetId, charsetById } from "../charset/charset.ts";
import { charsetByEvidence } from "../charset/evidence.ts";

/** How the parts of a line are told apart. */
export type SampleLayout =
  | { readonly kind: "delimited"; readonly separator: string; /** The first line has the columns' names. */ readonly names: boolean }
  /** `cuts`: 0-based columns where a field begins; the first is 0. */
  | { readonly kind: "fixed"; readonly cuts: readonly number[] };

/** What can be said of a text file that nothing is known of. */
export interface Sample {
  readonly charset: CharsetId;
  /** Without line ends; the first ones, blank ones left out. */
  readonly lines: readonly string[];
  readonly layout: SampleLayout;
}

const linesMax = 500;
const separators = [";", "\t", "|", ","] as const;

/** @param bytes the beginning of the file, some ten KiB; a line cut off at its end is left out */
export function lookAtSample(bytes: Uint8Array): Sample {
  const charset = charsetByEvidence(bytes)?.id ?? "windows-1252";
  const text = decode(bytes, charset).replace(/^\ufeff/, "");
  const lines = text.split(/\r\n|\n|\r/).filter((line) => line.trim() !== "").slice(0, linesMax);
  return { charset, lines, layout: delimitedLayout(lines) ?? { kind: "fixed", cuts: guessCuts(lines) } };
}

/** The lines of the file in another charset. */
export function sampleLines(bytes: Uint8Array, charset: CharsetId): string[] {
  return decode(bytes, charset).replace(/^\ufeff/, "").split(/\r\n|\n|\r/).filter((line) => line.trim() !== "").slice(0, linesMax);
}

function decode(bytes: Uint8Array, charset: CharsetId): string {
  try {
    return charsetById(charset).decode(bytes);
  } catch {
    return charsetById("windows-1252").decode(bytes); // broken UTF-8: shown so, and the format will tell where it breaks
  }
}

/** The separator by which nearly all lines have the same number of columns, at least three. */
function delimitedLayout(lines: readonly string[]): SampleLayout | undefined {
  let best: { readonly separator: string; readonly score: number } | undefined;
  for (const separator of separators) {
    const counts = lines.map((line) => splitRow(line, separator).length);
    const usual = mostFrequent(counts);
    const share = counts.filter((count) => count === usual).length / Math.max(1, counts.length);
    if (usual >= 3 && share >= 0.7 && (best === undefined || share * usual > best.score)) best = { separator, score: share * usual };
  }
  if (best === undefined) return undefined;
  const [first = "", ...others] = lines;
  const namesRow = splitRow(first, best.separator);
  // Names have letters where the rows below have figures.
  const hasNames = others.length > 0 && namesRow.every((name) => /\p{L}/u.test(name) && !/\d{4}/.test(name)) && splitRow(others[0] ?? "", best.separator).some((cell) => /\d/.test(cell));
  return { kind: "delimited", separator: best.separator, names: hasNames };
}

/** The cells of a row; a cell may stand in double quotes, with doubled ones inside. */
export function splitRow(line: string, separator: string): string[] {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    if (line[at] === '"') {
      let cell = "";
      at++;
      for (; at < line.length; at++) {
        if (line[at] !== '"') cell += line[at];
        else if (line[at + 1] === '"') cell += line[at++];
        else break;
      }
      cells.push(cell);
      at = line.indexOf(separator, at);
    } else {
      const end = line.indexOf(separator, at);
      cells.push(line.slice(at, end === -1 ? undefined : end));
      at = end;
    }
    if (at === -1) return cells;
    at += separator.length;
  }
}

/** A field begins where blanks end in all lines, or where figures follow letters (or letters figures) in all of them. */
function guessCuts(lines: readonly string[]): number[] {
  const usual = mostFrequent(lines.map((line) => line.length));
  const like = lines.filter((line) => line.length === usual);
  const cuts = [0];
  for (let at = 1; at < usual; at++) {
    const before = new Set(like.map((line) => classOf(line[at - 1])));
    const here = new Set(like.map((line) => classOf(line[at])));
    const gapEnds = before.size === 1 && before.has("blank") && !(here.size === 1 && here.has("blank"));
    const changes = before.size === 1 && here.size === 1 && !before.has("blank") && !here.has("blank") && [...before][0] !== [...here][0];
    if (gapEnds || changes) cuts.push(at);
  }
  return cuts;
}

function classOf(character: string | undefined): "blank" | "digit" | "other" {
  if (character === undefined || character === " ") return "blank";
  return character >= "0" && character <= "9" ? "digit" : "other";
}

function mostFrequent(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0;
}
