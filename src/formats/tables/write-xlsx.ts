import { AppError } from "../../domain/errors.ts";
import type { StatementDocument } from "../format.ts";
import { columns, tableRows, type Cell } from "./rows.ts";

/** A sheet ends there; long before it a workbook is too large for the programs that open it. */
const rowsMax = 200_000;

/**
 * A workbook of one sheet. Amounts are numbers where a spreadsheet holds them exactly, else text; no cell is a formula.
 * @throws AppError format/`too-many-rows`
 */
export async function* writeXlsx(statements: Iterable<StatementDocument>): AsyncGenerator<Uint8Array> {
  const rows: (XlsxCell | null)[][] = [columns.map((name): XlsxCell => ({ value: name, type: String, fontWeight: "bold" }))];
  for await (const row of tableRows(statements)) {
    if (rows.length > rowsMax) throw new AppError("format", "too-many-rows", `A spreadsheet takes ${rowsMax} rows here. Write the statement as csv instead.`, { meaning: "No file was made." });
    rows.push(row.map(toXlsx));
  }
  const { default: writeXlsxFile } = await import("write-excel-file/node"); // only when one is written
  yield new Uint8Array(await writeXlsxFile(rows, { sheet: "Statements", stickyRowsCount: 1 }).toBuffer());
}

interface XlsxCell {
  readonly value: string | number | Date;
  readonly type: typeof String | typeof Number | typeof Date;
  readonly format?: string;
  readonly fontWeight?: "bold";
}

function toXlsx({ kind, value }: Cell): XlsxCell | null {
  if (value === "") return null;
  if (kind === "date") return { value: new Date(`${value}T00:00:00Z`), type: Date, format: "yyyy-mm-dd" };
  if (kind === "text") return { value, type: String };
  const decimals = value.split(".")[1]?.length ?? 0;
  const number = Number(value);
  // Fifteen digits are what a double carries in both directions.
  return value.replace(/\D/g, "").length <= 15 && number.toFixed(decimals) === value ? { value: number, type: Number, format: decimals === 0 ? "#,##0" : `#,##0.${"0".repeat(decimals)}` } : { value, type: String };
}
