import { type Money, sumByCurrency } from "../../domain/money.ts";
import type { Order } from "../ports/orders.ts";

/** A request to get payments back (camt.055), of an order that is known here or not. */
export function isRecall({ format }: Pick<Order, "format">): boolean {
  return format.startsWith("camt.055.");
}

/** What the orders pay or collect, by currency. What a recall asks back is no money that leaves. */
export function sumsMoved(orders: readonly Pick<Order, "format" | "sums">[]): Money[] {
  return sumByCurrency(orders.filter((order) => !isRecall(order)).flatMap(({ sums }) => sums));
}
