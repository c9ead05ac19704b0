import type { CustomerStore } from "../ports/customer-store.ts";
import type { OrderTransaction } from "../ports/orders.ts";
import type { OrderRecall } from "../ports/order-recall.ts";

/** Payments that a recall asks back, a page of them, from the order that it is about: a recall has none of its own. */
export async function paymentsAskedBack({ orders }: CustomerStore, { orderId, payments }: OrderRecall, { offset, limit }: { readonly offset: number; readonly limit: number }): Promise<readonly OrderTransaction[]> {
  switch (payments.kind) {
    case "all":
      return orders.transactions(orderId, { offset, limit });
    case "batch":
      return offset >= payments.count ? [] : orders.transactions(orderId, { offset: payments.from + offset, limit: Math.min(limit, payments.count - offset) });
    case "some":
      return (await Promise.all(payments.positions.slice(offset, offset + limit).map((position) => orders.transactions(orderId, { offset: position, limit: 1 })))).flat();
  }
}
