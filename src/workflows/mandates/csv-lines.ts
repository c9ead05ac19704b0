import { CsvError, parse } from "csv-parse/sync";
import type { Finding } from "../../domain/finding.ts";
import { visibleLine } from "../../domain/text.ts";

/** A line of a table with a heading: its cells by the column's name. */
export interface CsvLine {
  /** 1-based. */
  readonly line: number;
  cell(title: string): string;
  /** A finding at that cell. */
  wrong(title: string, message: string): Finding;
}

/** One column that a file may have. */
export interface CsvColumn {
  readonly title: string;
  readonly needed?: true | undefined;
}

const bytesMax = 64 * 1024 * 1024;

/**
 * Reads CSV in UTF-8 whose first line names the columns, in any order; separated by semicolon, comma or tabulator, which is seen by itself. The
 * apostrophe that guards a cell against being taken for a formula is taken off again.
 * @returns lines, or everything that is wrong with the file as a whole
 */
export function readCsvLines(bytes: Uint8Array, columns: readonly CsvColumn[]): { readonly lines: readonly CsvLine[]; readonly findings: readonly Finding[] } {
  if (bytes.length > bytesMax) return broken("csv-too-large", "The file is larger than 64 MiB: split it.");
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return broken("csv-not-utf-8", "The file is not UTF-8. Save it as CSV in UTF-8.");
  }
  const firstLine = text.slice(0, text.search(/[\r\n]|$/));
  const delimiter = ([";", "\t", ","] as const).find((one) => firstLine.includes(one)) ?? ";";
  let records: readonly { readonly record: readonly string[]; readonly info: { readonly lines: number } }[];
  try {
    // `info` gives each record the line it ends on; its type says nothing of the options.
    records = parse(text, { bom: true, delimiter, record_delimiter: ["\r\n", "\n", "\r"], info: true, relax_column_count: true, skip_empty_lines: true, trim: true }) as unknown as typeof records;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return broken("csv", "A quoted cell is not closed, or a quotation mark stands where none belongs.", typeof error.lines === "number" ? error.lines : 1);
  }
  const [head, ...rest] = records;
  const titles = (head?.record ?? []).map((cell) => cell.toLowerCase().replace(/[\s_-]+/g, " "));
  const findings = [
    ...titles.filter((title) => !columns.some((one) => one.title === title)).map((title) => finding("csv-unknown-column", `There is no column "${visibleLine(title, 40)}". Columns: ${columns.map((one) => one.title).join(", ")}.`, 1, title)),
    ...titles.filter((title, at) => titles.indexOf(title) !== at).map((title) => finding("csv-column-twice", `The column "${title}" is there twice.`, 1, title)),
    ...columns.filter((one) => one.needed === true && !titles.includes(one.title)).map((one) => finding("csv-missing-column", `The column "${one.title}" is missing. The first line names the columns.`, 1, one.title)),
  ];
  if (findings.length > 0) return { lines: [], findings };
  return { findings, lines: rest.map(({ record, info }) => ({
    line: info.lines,
    cell: (title) => (record[titles.indexOf(title)] ?? "").replace(/^'(?=\s*[=+\-@|%\uFF1D\uFF0B\uFF0D\uFF20])/, ""),
    wrong: (title, message) => finding("csv-wrong-cell", message, info.lines, title),
  })) };
}

function broken(code: string, message: string, line = 1): { readonly lines: readonly CsvLine[]; readonly findings: readonly Finding[] } {
  return { lines: [], findings: [finding(code, message, line)] };
}

function finding(code: string, message: string, line: number, field?: string): Finding {
  return { severity: "error", code, message, line, field };
}
