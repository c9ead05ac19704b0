import { type SelectQueryBuilder, sql } from "kysely";
import type { OrderId, StatementId } from "../../domain/ids.ts";
import type { StoredEntry } from "../../workflows/ports/statements.ts";
import { searchWords } from "../fold.ts";
import type { Handle } from "../handle.ts";
import type { Schema } from "../schema.ts";
import { toStoredEntry } from "./entry-row.ts";

export interface EntryPage {
  readonly offset?: number;
  readonly limit?: number;
  readonly text?: string;
}

/** In the order of the statement. Without a text a page is found by position, so the last page is as quick as the first. */
export async function entriesOf(handle: Handle, id: StatementId, page: EntryPage): Promise<readonly StoredEntry[]> {
  const number = numberOf(handle, id);
  if (number === undefined) return [];
  let query = filtered(handle.db.selectFrom("entries"), number, page.text).selectAll().orderBy("position").limit(page.limit ?? -1);
  query = page.text === undefined ? query.where("position", ">=", page.offset ?? 0) : query.offset(page.offset ?? 0);
  const rows = await query.execute();
  const matched = await matchedOrders(handle, number, rows[0]?.position ?? 0, rows.at(-1)?.position ?? -1);
  return rows.map((row) => toStoredEntry(row, id, matched.get(row.position) ?? []));
}

export async function countEntries(handle: Handle, id: StatementId, text: string | undefined): Promise<number> {
  const number = numberOf(handle, id);
  if (number === undefined) return 0;
  const row = await filtered(handle.db.selectFrom("entries"), number, text).select(sql<number>`count(*)`.as("count")).executeTakeFirstOrThrow();
  return row.count;
}

function filtered<O>(query: SelectQueryBuilder<Schema, "entries", O>, number: number, text: string | undefined): SelectQueryBuilder<Schema, "entries", O> {
  let result = query.where("statement_number", "=", number);
  for (const word of searchWords(text ?? "")) result = result.where(sql<boolean>`instr(search, ${word}) > 0`);
  return result;
}

/** By entry position, for a span of them. */
async function matchedOrders(handle: Handle, number: number, first: number, last: number): Promise<Map<number, StoredEntry["matchedOrders"][number][]>> {
  const rows = handle.all<{ entry: number; detail: number; position: number; id: string }>(
    `select t.entry, t.detail, t.position, o.id from transactions t join orders o on o.number = t.order_number
      where t.statement_number = ? and t.entry between ? and ? order by t.entry, t.detail, t.order_number, t.position`,
    number, first, last,
  );
  const byEntry = new Map<number, StoredEntry["matchedOrders"][number][]>();
  for (const row of rows) {
    const match = { orderId: row.id as OrderId, position: row.position, detail: row.detail };
    const known = byEntry.get(row.entry);
    if (known === undefined) byEntry.set(row.entry, [match]);
    else known.push(match);
  }
  return byEntry;
}

function numberOf(handle: Handle, id: StatementId): number | undefined {
  return handle.all<{ number: number }>("select number from statements where id = ?", id)[0]?.number;
}
