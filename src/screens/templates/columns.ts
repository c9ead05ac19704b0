import { addMoney, type Language, type Money } from "../../domain/money.ts";
import type { Transaction } from "../../domain/order.ts";
import type { Column } from "../widgets/table.tsx";
import { sumsText } from "../wording/amounts.ts";
import { instantText } from "../wording/dates.ts";
import type { TemplateRow } from "./model.ts";

export function templateColumns(language: Language, nowMs: number): readonly Column<TemplateRow>[] {
  return [
    { title: "name", width: { min: 16, grow: 3 }, cell: ({ template }) => template.title },
    { title: "payments", width: 8, align: "right", cell: ({ template }) => String(template.transactions.length) },
    { title: "last sum", width: 20, align: "right", cell: ({ template }) => sumsText(sumsOf(template.transactions), language) },
    { title: "from", width: { min: 12, grow: 1 }, cell: (row) => row.account },
    { title: "changed", width: 12, cell: ({ template }) => instantText(template.changedAt, nowMs, language) },
    { title: "payees", width: { min: 20, grow: 2 }, cell: ({ template }) => template.transactions.slice(0, 5).map((one) => one.creditor.name).join(", "), from: 110 },
  ];
}

/** One sum per currency. */
function sumsOf(transactions: readonly Pick<Transaction, "amount">[]): Money[] {
  const sums = new Map<string, Money>();
  for (const { amount } of transactions) {
    const sum = sums.get(amount.currency);
    sums.set(amount.currency, sum === undefined ? amount : addMoney(sum, amount));
  }
  return [...sums.values()];
}
