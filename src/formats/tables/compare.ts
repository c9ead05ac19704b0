import { Readable } from "node:stream";
import type { Finding } from "../../domain/finding.ts";
import type { StatementDocument } from "../format.ts";
import { sheetLines, sheetSeparator } from "../workbook/sheet-lines.ts";
import { type Cell, columns, tableRows } from "./rows.ts";

/** Compares a CSV file with its statements, by another program's reader. @returns what differs first */
export async function csvDiffers(written: AsyncIterable<Uint8Array>, statements: Iterable<StatementDocument>): Promise<string | undefined> {
  const { parse } = await import("csv-parse"); // only when one was written
  const records = Readable.from(written).pipe(parse({ bom: true, record_delimiter: "\r\n", relax_column_count: true })) as AsyncIterable<string[]>;
  return rowsDiffer(records, statements, ({ value }, found) => found === value);
}

/** Compares a workbook with its statements, by the reader that imports spreadsheets. @returns what differs first */
export async function xlsxDiffers(written: AsyncIterable<Uint8Array>, statements: Iterable<StatementDocument>): Promise<string | undefined> {
  const findings: Finding[] = [];
  const differing = await rowsDiffer(rowsOf(sheetLines(written, undefined, (finding) => findings.push(finding))), statements, inSheet);
  return differing ?? findings.find(({ severity }) => severity === "error")?.message;
}

/** The reader of spreadsheets takes blanks from the ends and gives a number the decimals it needs. */
function inSheet({ kind, value }: Cell, found: string): boolean {
  return found === value.trim() || (kind === "amount" && value.includes(".") && found === value.replace(/\.?0+$/, ""));
}

async function* rowsOf(lines: AsyncIterable<Uint8Array>): AsyncGenerator<readonly string[]> {
  for await (const block of lines) {
    for (const line of Buffer.from(block).toString().split("\n").slice(0, -1)) yield line.split(sheetSeparator).map((cell) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell));
  }
}

/** @param same says whether a cell is read back as it was to be written */
async function rowsDiffer(rows: AsyncIterable<readonly string[]>, statements: Iterable<StatementDocument>, same: (cell: Cell, found: string) => boolean): Promise<string | undefined> {
  const back = rows[Symbol.asyncIterator]();
  let line = 0;
  const differs = async (expected: readonly Cell[]): Promise<string | undefined> => {
    line++;
    const { value: found, done } = await back.next();
    if (done === true) return `The written table ends before row ${line}.`;
    const at = expected.findIndex((cell, column) => !same(cell, found[column] ?? ""));
    if (at >= 0) return `Row ${line} of the written table has something else under "${columns[at] ?? ""}" than was to be written.`;
    return found.length === expected.length ? undefined : `Row ${line} of the written table has ${found.length} columns.`;
  };
  try {
    const head = await differs(columns.map((value) => ({ kind: "text", value })));
    if (head !== undefined) return head;
    for await (const row of tableRows(statements)) {
      const differing = await differs(row);
      if (differing !== undefined) return differing;
    }
    return (await back.next()).done === true ? undefined : "The written table has more rows than were to be written.";
  } finally {
    await back.return?.();
  }
}
