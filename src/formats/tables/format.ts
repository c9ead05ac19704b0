import type { StatementFormat } from "../format.ts";
import { csvDiffers, xlsxDiffers } from "./compare.ts";
import { writeCsv } from "./write-csv.ts";
import { jsonDiffers, writeJson } from "./write-json.ts";
import { writeXlsx } from "./write-xlsx.ts";

/** For other programs and for spreadsheets: written only, since a table does not say what it means; read back to be compared. */
function writtenOnly(id: string, title: string, write: StatementFormat["write"], differs: NonNullable<StatementFormat["differs"]>): StatementFormat {
  return {
    kind: "statements", id, title, reads: false, writes: true,
    detect: () => false,
    async read(_content, sink) {
      sink.finding({ severity: "error", code: "only-written", line: 1, message: `Files of ${id} are only written here.` });
    },
    write,
    differs,
  };
}

export const statementCsv = writtenOnly("csv", "Statement as a table (CSV)", writeCsv, csvDiffers);
export const statementJson = writtenOnly("json", "Statement as JSON", writeJson, jsonDiffers);
export const statementXlsx = writtenOnly("xlsx", "Statement as a spreadsheet (XLSX)", writeXlsx, xlsxDiffers);
