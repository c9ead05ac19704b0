import type { Language } from "../../domain/money.ts";
import { orderNumberText } from "../../domain/order-number.ts";
import type { Order } from "../../workflows/ports/orders.ts";
import { orderMark } from "../order/state-mark.ts";
import { moneyText } from "../wording/amounts.ts";
import { instantText, shortDayText } from "../wording/dates.ts";
import type { Column } from "../widgets/table.tsx";

/** The columns of a list of orders; the state is the last to go, the title gives way. */
export function orderColumns(language: Language, nowMs: number): readonly Column<Order>[] {
  return [
    { title: "no", width: 4, cell: (order) => orderNumberText(order.number) },
    { title: "title", width: { min: 14, grow: 3 }, cell: (order) => order.title },
    { title: "count", width: 6, align: "right", cell: (order) => String(order.transactionCount), from: 70 },
    { title: "sum", width: 19, align: "right", cell: (order) => sumCell(order, language) },
    { title: "value", width: 7, cell: (order) => shortDayText(order.executionDate, language), from: 70 },
    { title: "state", width: { min: 17, grow: 1 }, cell: (order) => stateCell(order), look: (order) => orderMark(order.state).look },
    { title: "from", width: 28, cell: (order) => order.accounts.join(", "), from: 130 },
    { title: "made", width: 13, cell: (order) => instantText(order.createdAt, nowMs, language), from: 110 },
    { title: "by", width: 10, cell: (order) => order.createdBy, from: 145 },
  ];
}

/** The sum where there is one currency; a second one is hinted at, the order itself shows it. */
function sumCell(order: Order, language: Language): string {
  const [first, ...more] = order.sums;
  if (first === undefined) return "-";
  return more.length === 0 ? moneyText(first, language) : `${moneyText(first, language)}+`;
}

function stateCell(order: Order): string {
  const mark = orderMark(order.state);
  const errors = order.state === "draft" ? order.findings.filter((finding) => finding.severity === "error").length : 0;
  return `${mark.sign} ${errors > 0 ? `${errors} to correct` : mark.title}`;
}
