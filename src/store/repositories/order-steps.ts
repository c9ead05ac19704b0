import type { OrderId } from "../../domain/ids.ts";
import type { OrderStep } from "../../workflows/ports/orders.ts";
import { fromBody, toBody } from "../body.ts";
import type { Handle } from "../handle.ts";
import { orderNumber } from "./order-number.ts";

export async function addStep(handle: Handle, step: OrderStep): Promise<void> {
  await handle.db.insertInto("order_steps").values({ order_number: orderNumber(handle, step.orderId), at: step.at, body: toBody(step) }).execute();
}

/** Oldest first. */
export async function stepsOf(handle: Handle, id: OrderId): Promise<readonly OrderStep[]> {
  const rows = await handle.db
    .selectFrom("order_steps")
    .innerJoin("orders", "orders.number", "order_steps.order_number")
    .select("order_steps.body")
    .where("orders.id", "=", id)
    .orderBy("order_steps.sequence")
    .execute();
  return rows.map((row) => fromBody<OrderStep>(row.body));
}
