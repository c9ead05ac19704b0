import { amountText, type Money } from "../domain/money.ts";
import type { Order } from "../workflows/ports/customer-store.ts";

/** `1234.50 EUR`: for plain text and JSON of the command line. */
export function moneyText(money: Money): string {
  return `${amountText(money)} ${money.currency}`;
}

/** An order as JSON shows it: amounts as exact decimals. */
export function orderJson(order: Order): Readonly<Record<string, unknown>> {
  return { ...order, sums: order.sums.map(moneyText), largest: order.largest.map(moneyText) };
}
