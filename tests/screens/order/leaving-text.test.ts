import { expect, it } from "vitest";
import type { CurrencyCode } from "../../../src/domain/ids.ts";
import { leavingText } from "../../../src/screens/order/send-orders.ts";

const order = (minor: bigint, kind: "credit-transfer" | "direct-debit", format = "pain") => ({ format, kinds: [kind], sums: [{ minor, currency: "EUR" as CurrencyCode }] });
const pays = order(10_000n, "credit-transfer"), collects = order(2_500n, "direct-debit"), recall = order(700n, "credit-transfer", "camt.055.001.08");

it.each([
  ["100.00 EUR leaves in 1 order", [pays]],
  ["200.00 EUR leave in 2 orders", [pays, pays]],
  ["25.00 EUR is collected by 1 order", [collects]],
  ["50.00 EUR are collected by 2 orders", [collects, collects]],
  ["100.00 EUR leaves in 1 order, 25.00 EUR is collected by 1 order, with 1 recall of 7.00 EUR", [pays, collects, recall]],
  ["The bank is asked to give payments back: 1 recall of 7.00 EUR", [recall]],
] as const)("before sending it is said what leaves and what comes in: %s", (text, orders) => {
  expect(leavingText(orders, "en")).toBe(text);
});
