import type { StatementFormat } from "../format.ts";
import { writeCsv } from "./write-csv.ts";
import { writeJson } from "./write-json.ts";
import { writeXlsx } from "./write-xlsx.ts";

/** For other programs and for spreadsheets: written only, since a table does not say what it means. */
function writtenOnly(id: string, title: string, write: StatementFormat["write"]): StatementFormat {
  return {
    kind: "statements", id, title, reads: false, writes: true,
    detect: () => false,
    async read(_content, sink) {
      sink.finding({ severity: "error", code: "only-written", line: 1, message: `Files of ${id} are only written here.` });
    },
    write,
  };
}

export const statementCsv = writtenOnly("csv", "Statement as a table (CSV)", writeCsv);
export const statementJson = writtenOnly("json", "Statement as JSON", writeJson);
export const statementXlsx = writtenOnly("xlsx", "Statement as a spreadsheet (XLSX)", writeXlsx);
