import { sql } from "kysely";
import type { Order, OrderFilter } from "../../workflows/ports/orders.ts";
import { searchWords } from "../fold.ts";
import type { Handle } from "../handle.ts";
import type { OrderTable } from "../schema.ts";
import { toOrder } from "./order-row.ts";

/** Orders by one indexed column, oldest first. */
export async function ordersWhere(handle: Handle, column: "id" | "number" | "fingerprint" | "message_id" | "bank_order_id" | "recalled_order_id", value: string | number): Promise<Order[]> {
  const rows = await handle.db.selectFrom("orders").selectAll().where(column satisfies keyof OrderTable, "=", value).orderBy("number").execute();
  return rows.map(toOrder);
}

/** Newest first. */
export async function listOrders(handle: Handle, filter: OrderFilter): Promise<Order[]> {
  const rows = await filtered(handle, filter).selectAll("orders").orderBy("number", "desc").limit(filter.limit ?? -1).offset(filter.offset ?? 0).execute();
  return rows.map(toOrder);
}

export async function countOrders(handle: Handle, filter: OrderFilter): Promise<number> {
  const row = await filtered(handle, filter).select((eb) => eb.fn.countAll<number>().as("count")).executeTakeFirstOrThrow();
  return row.count;
}

/** Every word of the text must be in the order (title, message id, bank's id, number), or every one in one of its payments. */
function filtered(handle: Handle, filter: OrderFilter) {
  let query = handle.db.selectFrom("orders");
  if (filter.states !== undefined) query = query.where("state", "in", [...filter.states]);
  const words = searchWords(filter.text ?? "");
  if (words.length === 0) return query;
  const inOrder = sql.join(words.map((word) => sql`instr(orders.search || char(10) || printf('%04d', orders.number), ${word}) > 0`), sql` and `);
  const inPayment = sql.join(words.map((word) => sql`instr(transactions.search, ${word}) > 0`), sql` and `);
  return query.where(sql<boolean>`((${inOrder}) or exists (select 1 from transactions where transactions.order_number = orders.number and ${inPayment}))`);
}
