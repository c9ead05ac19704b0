import { AppError } from "../domain/errors.ts";
import type { ConnectionId, OrderId } from "../domain/ids.ts";
import type { Connection } from "./ports/connections.ts";
import type { CustomerStore } from "./ports/customer-store.ts";
import type { Order } from "./ports/orders.ts";

/** @throws AppError workflow/`no-such-order` */
export async function mustGet(store: CustomerStore, id: OrderId): Promise<Order> {
  const order = await store.orders.get(id);
  if (order === undefined) throw new AppError("workflow", "no-such-order", "This order is not there any more.", { next: "Go back to the list of orders." });
  return order;
}

/** @throws AppError workflow/`no-such-connection` */
export async function mustGetConnection(store: CustomerStore, id: ConnectionId | undefined): Promise<Connection> {
  const connection = id === undefined ? undefined : await store.connections.get(id);
  if (connection === undefined) {
    throw new AppError("workflow", "no-such-connection", "There is no connection to a bank for this.", { meaning: "Nothing was sent.", next: "Set up the connection under Settings." });
  }
  return connection;
}
