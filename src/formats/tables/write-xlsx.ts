import { AppError } from "../../domain/errors.ts";
import type { StatementDocument } from "../format.ts";
import { columns, tableRows, type Cell } from "./rows.ts";

/** A sheet ends there; long before it a workbook is too large for the programs that open it. */
const rowsMax = 200_000;
/** A cell takes no more. (ECMA-376 part 1, 18.18.93) */
const textCharsMax = 32_767;

/**
 * A workbook of one sheet. Amounts are numbers where a spreadsheet holds them exactly, else text; no cell is a formula.
 * @throws AppError format/`too-many-rows`, `text-too-long`
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
  // Spreadsheets count days from 1900 on, whose February had one too many there.
  if (kind === "date" && value >= "1900-03-01") return { value: new Date(`${value}T00:00:00Z`), type: Date, format: "yyyy-mm-dd" };
  if (kind !== "amount") {
    if (value.length > textCharsMax) throw new AppError("format", "text-too-long", `A cell of a spreadsheet takes ${textCharsMax} characters, and a text has more. Write the statement as csv instead.`, { meaning: "No file was made." });
    // What looks like the sign for a character of its own is kept from being taken for it. (ECMA-376 part 1, 22.9.2.19)
    return { value: value.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, "_x005F_"), type: String };
  }
  const decimals = value.split(".")[1]?.length ?? 0;
  const number = Number(value);
  // Fifteen digits are what a double carries in both directions.
  return value.replace(/\D/g, "").length <= 15 && number.toFixed(decimals) === value ? { value: number, type: Number, format: decimals === 0 ? "#,##0" : `#,##0.${"0".repeat(decimals)}` } : { value, type: String };
}
