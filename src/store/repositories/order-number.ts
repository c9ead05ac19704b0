import type { OrderId } from "../../domain/ids.ts";
import type { Handle } from "../handle.ts";
import { storeError } from "../store-error.ts";

/** The number under which an order's rows are kept. @throws AppError store/`not-found` */
export function orderNumber(handle: Handle, id: OrderId): number {
  const row = handle.all<{ number: number }>("select number from orders where id = ?", id)[0];
  if (row === undefined) throw storeError("not-found", { message: "The order is not in the customer's store.", context: { order: id } });
  return row.number;
}
