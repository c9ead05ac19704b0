import type { OrderId } from "../../domain/ids.ts";
import type { OrderSignature } from "../../workflows/ports/orders.ts";
import { fromBody, toBody } from "../body.ts";
import type { Handle } from "../handle.ts";
import { orderNumber } from "./order-number.ts";

export async function addSignature(handle: Handle, signature: OrderSignature): Promise<void> {
  const row = { order_number: orderNumber(handle, signature.orderId), signer_id: signature.signerId, at: signature.at, body: toBody(signature) };
  await handle.db.insertInto("order_signatures").values(row).execute();
}

/** In the order in which they were given. */
export async function signaturesOf(handle: Handle, id: OrderId): Promise<readonly OrderSignature[]> {
  const rows = await handle.db
    .selectFrom("order_signatures")
    .innerJoin("orders", "orders.number", "order_signatures.order_number")
    .select("order_signatures.body")
    .where("orders.id", "=", id)
    .orderBy("order_signatures.sequence")
    .execute();
  return rows.map((row) => fromBody<OrderSignature>(row.body));
}

export async function removeSignatures(handle: Handle, id: OrderId): Promise<void> {
  await handle.db.deleteFrom("order_signatures").where("order_number", "=", orderNumber(handle, id)).execute();
}
