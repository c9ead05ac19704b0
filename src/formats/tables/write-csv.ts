import type { StatementDocument } from "../format.ts";
import { columns, tableRows } from "./rows.ts";

const blockChars = 32 * 1024;

/** RFC 4180: commas, quotes where needed, CR LF; UTF-8 with the mark by which spreadsheets know it. */
export async function* writeCsv(statements: Iterable<StatementDocument>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let text = `\ufeff${columns.join(",")}\r\n`;
  for await (const row of tableRows(statements)) {
    text += `${row.map(({ value }) => (/[",;\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)).join(",")}\r\n`;
    if (text.length < blockChars) continue;
    yield encoder.encode(text);
    text = "";
  }
  yield encoder.encode(text);
}
