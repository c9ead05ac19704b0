import type { Handle, Value } from "./handle.ts";

/** Rows that are written before the event loop gets its turn: about 10 ms of work. */
export const rowsPerTurn = 500;

/** Rows per statement: more gain nothing, and one size means one prepared statement for nearly all rows. */
const rowsPerStatement = 50;

/** Inserts rows many at a time. @param rows values in the order of the columns */
export function insertRows(handle: Handle, table: string, columns: readonly string[], rows: readonly (readonly Value[])[]): void {
  const many = insertStatement(table, columns, rowsPerStatement);
  for (let from = 0; from < rows.length; from += rowsPerStatement) {
    const some = rows.slice(from, from + rowsPerStatement);
    handle.run(some.length === rowsPerStatement ? many : insertStatement(table, columns, some.length), some.flat());
  }
}

function insertStatement(table: string, columns: readonly string[], rowCount: number): string {
  const row = `(${columns.map(() => "?").join(",")})`;
  return `insert into ${table} (${columns.join(",")}) values ${new Array(rowCount).fill(row).join(",")}`;
}
