import { type SelectQueryBuilder, sql } from "kysely";
import type { OrderId } from "../../domain/ids.ts";
import type { Batch } from "../../domain/order.ts";
import type { TransactionState } from "../../domain/order-life.ts";
import type { OrderTransaction } from "../../workflows/ports/orders.ts";
import type { PayeeMiss } from "../../workflows/ports/payee-check.ts";
import { fromBody } from "../body.ts";
import { searchWords } from "../fold.ts";
import type { Handle } from "../handle.ts";
import type { Schema } from "../schema.ts";
import { orderNumber } from "./order-number.ts";
import { toTransaction } from "./transaction-row.ts";

export interface TransactionFilter {
  readonly text?: string;
  readonly states?: readonly TransactionState[];
}
export interface TransactionPage extends TransactionFilter {
  readonly offset?: number;
  readonly limit?: number;
}

export async function batchesOf(handle: Handle, id: OrderId): Promise<readonly Batch[]> {
  const rows = await handle.db
    .selectFrom("batches")
    .innerJoin("orders", "orders.number", "batches.order_number")
    .select("batches.body")
    .where("orders.id", "=", id)
    .orderBy("batches.position")
    .execute();
  return rows.map((row) => fromBody<Batch>(row.body));
}

/** In the order of the file. Without a filter a page is found by position, so the last page is as quick as the first. */
export async function transactionsOf(handle: Handle, id: OrderId, page: TransactionPage): Promise<readonly OrderTransaction[]> {
  const whole = page.text === undefined && page.states === undefined;
  let query = filtered(withIds(handle), id, page).orderBy("transactions.position").limit(page.limit ?? -1);
  query = whole ? query.where("transactions.position", ">=", page.offset ?? 0) : query.offset(page.offset ?? 0);
  return (await query.execute()).map(toTransaction);
}

export async function countTransactions(handle: Handle, id: OrderId, filter: TransactionFilter): Promise<number> {
  const base = handle.db.selectFrom("transactions").innerJoin("orders", "orders.number", "transactions.order_number");
  const row = await filtered(base, id, filter).select(sql<number>`count(*)`.as("count")).executeTakeFirstOrThrow();
  return row.count;
}

export async function transactionStates(handle: Handle, id: OrderId): Promise<Readonly<Record<TransactionState, number>>> {
  const rows = await handle.db
    .selectFrom("transactions")
    .select(["state", (eb) => eb.fn.countAll<number>().as("count")])
    .where("order_number", "=", (eb) => eb.selectFrom("orders").select("number").where("id", "=", id))
    .groupBy("state")
    .execute();
  const counts: Record<TransactionState, number> = { open: 0, accepted: 0, refused: 0, booked: 0 };
  for (const row of rows) counts[row.state as TransactionState] = row.count;
  return counts;
}

/** The batches go with them: the next writer starts from nothing. */
export async function removeTransactions(handle: Handle, id: OrderId): Promise<void> {
  const number = orderNumber(handle, id);
  await handle.db.deleteFrom("transactions").where("order_number", "=", number).execute();
  await handle.db.deleteFrom("batches").where("order_number", "=", number).execute();
}

function withIds(handle: Handle) {
  return handle.db
    .selectFrom("transactions")
    .innerJoin("orders", "orders.number", "transactions.order_number")
    .leftJoin("statements", "statements.number", "transactions.statement_number")
    .selectAll("transactions")
    .select(["orders.id as order_id", "statements.id as statement_id"]);
}

function filtered<O>(query: SelectQueryBuilder<Schema, "transactions" | "orders", O>, id: OrderId, filter: TransactionFilter): SelectQueryBuilder<Schema, "transactions" | "orders", O> {
  let result = query.where("orders.id", "=", id);
  if (filter.states !== undefined) result = result.where("transactions.state", "in", [...filter.states]);
  for (const word of searchWords(filter.text ?? "")) result = result.where(sql<boolean>`instr(transactions.search, ${word}) > 0`);
  return result;
}

const missesMax = 10_000;

/** The literal list is that of the index (0010), so that it is used. */
export function payeeMisses(handle: Handle): readonly PayeeMiss[] {
  const rows = handle.all<{ readonly creditor_name: string; readonly creditor_account: string; readonly reason_code: string; readonly reason_text: string | null; readonly order_number: bigint | number }>(
    `select creditor_name, creditor_account, reason_code, reason_text, order_number from transactions
      where reason_code in ('RVMC', 'RVNM') and creditor_account is not null order by order_number desc limit ${missesMax}`,
  );
  return rows.reverse().map((row) => ({ name: row.creditor_name, account: row.creditor_account, code: row.reason_code, text: row.reason_text ?? "", orderNumber: Number(row.order_number) }));
}
