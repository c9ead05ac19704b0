import { isAppError } from "../../domain/errors.ts";
import type { ConnectionId } from "../../domain/ids.ts";
import { type Language, sumByCurrency } from "../../domain/money.ts";
import { orderNumberText } from "../../domain/order-number.ts";
import { visibleText } from "../../domain/text.ts";
import type { WorkflowContext } from "../../workflows/context.ts";
import { nextCutOff, queueOrder } from "../../workflows/outbox.ts";
import type { Order } from "../../workflows/ports/orders.ts";
import { isRecall } from "../../workflows/recalls/is-recall.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import type { WorkstationShell } from "../routes.ts";
import { counted, sumsText } from "../wording/amounts.ts";
import { cutOffText, shortDayText } from "../wording/dates.ts";
import { whyNot } from "./order-actions.ts";

/** Orders of one customer that shall leave. */
export interface Outgoing {
  readonly context: WorkflowContext;
  readonly orders: readonly Order[];
}

const detailLinesMax = 12;

/**
 * Asks, puts the orders into the outbox and opens the sending screen. Orders that cannot leave are passed over; the question says so.
 * @returns false when nothing was begun
 */
export async function sendOrders(shell: WorkstationShell, all: readonly Outgoing[], language: Language): Promise<boolean> {
  const ready = all
    .map(({ context, orders }) => ({ context, orders: orders.filter((order) => whyNot("send", order, context.rights) === undefined) }))
    .filter(({ orders }) => orders.length > 0);
  if (ready.length === 0) {
    shell.notice("None of these orders can be sent yet: they need their signatures first.", "warning");
    return false;
  }
  const passedOver = count(all) - count(ready);
  if (!(await shell.confirm(await sendQuestion(ready, passedOver, language)))) return false;

  const customers: { context: WorkflowContext; connectionIds: ConnectionId[] }[] = [];
  for (const { context, orders } of ready) {
    const connectionIds = new Set<ConnectionId>();
    for (const order of orders) {
      const queued = order.state === "queued" || (await queueUnlessRepeated(shell, context, order, language));
      if (queued && order.connectionId !== undefined) connectionIds.add(order.connectionId);
    }
    if (connectionIds.size > 0) customers.push({ context, connectionIds: [...connectionIds] });
  }
  if (customers.length === 0) return false;
  shell.push("send", { customers, send: true, fetch: true });
  return true;
}

/** @returns true when the order is in the outbox now; false when the operator kept it back because it was sent before */
export async function queueUnlessRepeated(shell: WorkstationShell, context: WorkflowContext, order: Order, language: Language, options: { readonly forOthers?: boolean } = {}): Promise<boolean> {
  try {
    await queueOrder(context, order.id, options);
    return true;
  } catch (error) {
    if (!isAppError(error, "workflow", "same-content-sent")) throw error;
    const reason = await askOverride(shell, context, order, Number(error.context.orderNumber), language);
    if (reason === undefined) return false;
    await queueOrder(context, order.id, { ...options, override: { reason } });
    return true;
  }
}

/** The same payments left before: sending them again is the operator's word, with a reason. The harmless answer is the default. */
async function askOverride(shell: WorkstationShell, context: WorkflowContext, order: Order, earlierNumber: number, language: Language): Promise<string | undefined> {
  const earlier = await context.store.orders.byNumber(earlierNumber);
  const yes = await shell.confirm({
    title: "The same payments were sent before",
    customer: customerOf(context),
    consequence: `Sending order ${orderNumberText(order.number)} pays ${sumsText(order.sums, language)} a second time.`,
    details: [
      ...(earlier === undefined ? [] : [`sent before: ${orderLine(earlier, language)}`]),
      `this one:    ${orderLine(order, language)}`,
      "",
      "Send it only if both must be paid. You will be asked for a reason, which stays in the journal.",
    ],
    yes: "pay twice",
    no: "keep it back",
  });
  if (!yes) return undefined;
  const reason = await shell.askText({ title: "Why must both be paid?", label: "reason", details: ["It is kept with the order and in the journal."] });
  return reason === undefined || reason.trim() === "" ? undefined : reason.trim();
}

async function sendQuestion(ready: readonly Outgoing[], passedOver: number, language: Language): Promise<Parameters<WorkstationShell["confirm"]>[0]> {
  const [only] = ready;
  const orders = ready.flatMap((one) => one.orders);
  const details: string[] = [];
  for (const { context, orders: own } of ready) {
    if (ready.length > 1) details.push(`${context.customer.profile.shortName}:`);
    for (const order of own) {
      if (details.length < detailLinesMax) details.push(orderLine(order, language) + (await deadlineText(context, order)));
    }
    const others = await alsoWaiting({ context, orders: own });
    if (others > 0) details.push(`With them go ${counted(others, "order")} of ${context.customer.profile.shortName} already in the outbox.`);
  }
  if (orders.length > detailLinesMax) details.push(`… ${counted(orders.length, "order")} in all`);
  if (passedOver > 0) details.push(`${counted(passedOver, "order")} stay: not signed yet.`);
  return {
    title: "Send to the bank",
    consequence: `${leavingText(orders, language)}${ready.length > 1 ? ` of ${ready.length} customers` : ""}.`,
    details,
    ...(ready.length === 1 && only !== undefined ? { customer: customerOf(only.context) } : {}),
    yes: "send",
    no: "not now",
  };
}

/** `300.00 EUR leave in 2 orders, 25.00 EUR is collected by 1 order, with 1 recall`: what is collected or asked back does not leave. */
export function leavingText(orders: readonly Pick<Order, "sums" | "kinds" | "format">[], language: Language): string {
  const recalls = orders.filter(isRecall), others = orders.filter((order) => !isRecall(order));
  const collecting = others.filter(({ kinds }) => kinds?.length === 1 && kinds[0] === "direct-debit"), paying = others.filter((order) => !collecting.includes(order));
  const sum = (some: typeof orders): string => sumsText(sumByCurrency(some.flatMap(({ sums }) => sums)), language);
  const asked = `${counted(recalls.length, "recall")} of ${sum(recalls)}`;
  if (others.length === 0) return `The bank is asked to give payments back: ${asked}`;
  const moved = [
    ...(paying.length === 0 ? [] : [`${sum(paying)} ${paying.length === 1 ? "leaves in 1 order" : `leave in ${paying.length} orders`}`]),
    ...(collecting.length === 0 ? [] : [`${sum(collecting)} ${collecting.length === 1 ? "is collected by 1 order" : `are collected by ${collecting.length} orders`}`]),
    ...(recalls.length === 0 ? [] : [`with ${asked}`]),
  ];
  return moved.join(", ");
}

function orderLine(order: Order, language: Language): string {
  return `${orderNumberText(order.number)} ${visibleText(order.title)} · ${counted(order.transactionCount, "payment")} · ${sumsText(order.sums, language)} · ${order.kinds?.includes("direct-debit") === true ? "due" : "value"} ${shortDayText(order.executionDate, language)}`;
}

async function deadlineText(context: WorkflowContext, order: Order): Promise<string> {
  const next = await nextCutOff(context, order);
  return next === undefined ? "" : ` · ${cutOffText(next.deadlineMs, context.tools.clock.now(), context.operator.language)}`;
}

/** Orders that the same sessions will take along. */
async function alsoWaiting({ context, orders }: Outgoing): Promise<number> {
  const connections = new Set(orders.map((order) => order.connectionId));
  const queued = await context.store.orders.list({ states: ["queued"], limit: 500 });
  return queued.filter((order) => connections.has(order.connectionId) && !orders.some((own) => own.id === order.id)).length;
}

function count(all: readonly Outgoing[]): number {
  return all.reduce((sum, { orders }) => sum + orders.length, 0);
}
