import { CsvError, parse } from "csv-parse/sync";
import { AppError } from "../../domain/errors.ts";
import type { Finding } from "../../domain/finding.ts";
import { visibleLine } from "../../domain/text.ts";
import { onboardingColumns, type OnboardingRow } from "./columns.ts";

/** The rows that can be used, and everything that is wrong with the file. */
export interface OnboardingFile {
  readonly rows: readonly OnboardingRow[];
  readonly findings: readonly Finding[];
}

const onboardingFileBytesMax = 4 * 1024 * 1024;
const rowsMax = 10_000;

/**
 * Reads an onboarding file: CSV in UTF-8, the first line names the columns, separated by comma, semicolon or tabulator, which is seen by itself.
 * All findings are collected; nothing is thrown at a wrong file. @throws AppError input/`file-too-large`
 */
export function readOnboardingFile(bytes: Uint8Array): OnboardingFile {
  if (bytes.length > onboardingFileBytesMax) throw new AppError("input", "file-too-large", "The file is larger than 4 MiB.", { meaning: "Nothing was done.", next: "Split it." });
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return broken("not-utf-8", "The file is not UTF-8. Save it as CSV in UTF-8.");
  }
  const lines = recordsOf(text);
  if ("severity" in lines) return { rows: [], findings: [lines] };
  const [head, ...records] = lines;
  if (head === undefined) return broken("empty", "The file is empty.");
  if (records.length > rowsMax) return broken("too-many-rows", `The file has more than ${rowsMax} rows. Split it.`);
  return readRecords(head, records);
}

interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

function recordsOf(text: string): readonly CsvRecord[] | Finding {
  const firstLine = text.slice(0, text.search(/[\r\n]|$/));
  const delimiter = ([";", "\t", ","] as const).find((one) => firstLine.includes(one)) ?? ",";
  try {
    const records: unknown = parse(text, { bom: true, delimiter, info: true, relax_column_count: true, skip_empty_lines: true, trim: true });
    // `info` gives each record the line it ends on; a cell with line ends would shift it, and has no business here.
    return (records as { readonly record: readonly string[]; readonly info: { readonly lines: number } }[]).map(({ record, info }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === "number" ? error.lines : undefined;
    return finding("csv", "A quoted cell is not closed, or a quotation mark stands where none belongs.", line, undefined, undefined);
  }
}

function readRecords(head: CsvRecord, records: readonly CsvRecord[]): OnboardingFile {
  const findings: Finding[] = [];
  const titles = head.cells.map((cell) => cell.toLowerCase().replace(/[\s_-]+/g, " "));
  for (const [at, title] of titles.entries()) {
    if (!onboardingColumns.some((one) => one.title === title)) {
      const all = findings.length > 0 ? "" : ` Columns: ${onboardingColumns.map((one) => one.title).join(", ")}.`;
      findings.push(finding("unknown-column", `There is no column "${visibleLine(title, 40)}".${all}`, head.line, at, title));
    }
    else if (titles.indexOf(title) !== at) findings.push(finding("column-twice", `The column "${title}" is there twice.`, head.line, at, title));
  }
  for (const { title } of onboardingColumns.filter((one) => one.needed && !titles.includes(one.title))) findings.push(finding("missing-column", `The column "${title}" is missing.`, head.line, undefined, title));
  if (findings.length > 0) return { rows: [], findings };
  const seen = new Map<string, number>();
  const rows: OnboardingRow[] = [];
  for (const record of records) {
    const row = readRow(record, titles, findings);
    if (row === undefined) continue;
    const key = `${row.hostId} ${row.url} ${row.partnerId} ${row.userId}`;
    const before = seen.get(key);
    if (before !== undefined) findings.push(finding("user-twice", `The same user at the same bank stands in line ${before} already.`, row.line, titles.indexOf("user id"), "user id"));
    seen.set(key, before ?? row.line);
    rows.push(row);
  }
  if (records.length === 0) findings.push(finding("no-rows", "The file has no rows below its headings.", head.line, undefined, undefined));
  return { rows, findings };
}

function readRow(record: CsvRecord, titles: readonly string[], findings: Finding[]): OnboardingRow | undefined {
  const before = findings.length;
  if (record.cells.length !== titles.length) {
    findings.push(finding("cell-count", `The row has ${record.cells.length} cells where the headings are ${titles.length}.`, record.line, undefined, undefined));
    return undefined;
  }
  const values: Record<string, string | undefined> = {};
  for (const column of onboardingColumns) {
    const at = titles.indexOf(column.title);
    const value = at === -1 ? "" : (record.cells[at] ?? "");
    values[column.field] = value === "" ? undefined : value;
    if (value === "" && column.needed) findings.push(finding("empty", `"${column.title}" is empty: ${column.about}.`, record.line, at, column.title));
    if (value === "") continue;
    const problem = value.length > 300 ? "It is too long." : (column.check?.(value) ?? (/\p{Cc}/u.test(value) ? "It holds control characters." : undefined));
    if (problem !== undefined) findings.push(finding("bad-value", `"${column.title}" cannot be "${visibleLine(value, 40)}". ${problem}`, record.line, at, column.title));
  }
  // Every field was checked by its column above.
  return findings.length === before ? ({ ...values, customer: values.customer?.toUpperCase(), line: record.line } as unknown as OnboardingRow) : undefined;
}

function broken(code: string, message: string): OnboardingFile {
  return { rows: [], findings: [finding(code, message, 1, undefined, undefined)] };
}

function finding(code: string, message: string, line: number | undefined, at: number | undefined, field: string | undefined): Finding {
  return { severity: "error", code, message, line, column: at === undefined || at < 0 ? undefined : at + 1, field };
}
