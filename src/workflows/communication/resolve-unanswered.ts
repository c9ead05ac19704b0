import type { OrderId } from "../../domain/ids.ts";
import { orderNumberText } from "../../domain/order-number.ts";
import { visibleLine } from "../../domain/text.ts";
import { type HacEvent, hacVerdict } from "../../ebics/index.ts";
import { profileOf } from "../bank-profile.ts";
import { instantNow, requireRight, type WorkflowContext } from "../context.ts";
import { followCollections } from "../mandates/follow-collections.ts";
import { mustGet, mustGetConnection } from "../must-get.ts";
import type { Order } from "../ports/orders.ts";
import { daysSince, fetchProtocol } from "./fetch-protocol.ts";
import { notAtBank } from "./found-at-bank.ts";
import { goOnUnanswered } from "./go-on-unanswered.ts";
import type { Line } from "./line.ts";
import type { OrderOutcome } from "./progress.ts";
import { withLine } from "./with-line.ts";

/** Asks the bank what became of an order that was never answered, in a session of its own: by its last segment, else by the customer protocol. */
export async function resolveUnanswered(context: WorkflowContext, id: OrderId, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<OrderOutcome> {
  requireRight(context, "send", "ask the bank about orders");
  const order = await mustGet(context.store, id);
  const connection = await mustGetConnection(context.store, order.connectionId);
  return withLine(context, connection, options.signal, async (line) => (await goOnUnanswered(context, line, id)) ?? askBank(context, line, id));
}

/**
 * Asks for the customer protocol of all days since the order left. Found: delivered. Not found, although the bank answers and enough time has
 * passed: it never had the whole order, which goes back to "signed" and may be queued again on purpose.
 */
export async function askBank(context: WorkflowContext, line: Line, id: OrderId): Promise<OrderOutcome> {
  const before = await mustGet(context.store, id);
  if (before.state !== "unanswered") return outcomeOf(before, "delivered", `Order ${orderNumberText(before.number)} has been answered already.`);
  const sent = (await context.store.transmissions.ofOrder(id)).at(-1);
  const { events, gap } = await fetchProtocol(context, line, daysSince(context, line, sent?.startedAt ?? before.createdAt));
  const after = await mustGet(context.store, id);
  if (after.state === "refused") return outcomeOf(after, "refused", `The bank refused order ${orderNumberText(after.number)}. It will not be executed.`);
  if (after.state !== "unanswered") return outcomeOf(after, "delivered", `The bank has order ${orderNumberText(after.number)} as ${after.bankOrderId ?? ""}.`);
  if (gap !== undefined) return outcomeOf(after, "unanswered", `${gap} Whether it has order ${orderNumberText(after.number)} is not known: do not send it again. Ask again later, or ask the bank by telephone.`);
  if (after.bankOrderId !== undefined && events.some((event) => event.orderId === after.bankOrderId)) return outcomeOf(after, "unanswered", `The bank knows order ${orderNumberText(after.number)} but has not said yet what became of it. Ask again later.`);
  const unplaced = after.bankOrderId === undefined ? await unplacedUploads(context, line, events) : [];
  if (unplaced.length > 0) {
    return outcomeOf(after, "unanswered", `The bank never told the order id of order ${orderNumberText(after.number)}, and it has files that belong to no order here (${unplaced.join(", ")}): one may be this order. Do not send it again; ask the bank what they are.`);
  }

  const waitMs = profileOf(context.tools.banks, line.connection.bankProfile).answerWithinMinutes * 60_000;
  const leftMs = Date.parse(sent?.startedAt ?? before.createdAt) + waitMs - context.tools.clock.now();
  if (leftMs > 0) return outcomeOf(after, "unanswered", `The bank does not know order ${orderNumberText(after.number)} yet. It may still be taking it in: ask again in ${Math.ceil(leftMs / 60_000)} minutes.`);
  return outcomeOf(await proveAbsent(context, after), "not-sent", `The bank never had the whole of order ${orderNumberText(after.number)}. Nothing of it was executed; you may send it again.`);
}

/** Order ids of files that the bank took from this customer and that no order here has: without an order id, ours may be one of them. */
async function unplacedUploads(context: WorkflowContext, line: Line, events: readonly HacEvent[]): Promise<readonly string[]> {
  const ids = new Set<string>();
  for (const event of events) {
    const verdict = hacVerdict(event);
    if (event.orderId === undefined || (verdict !== "received" && verdict !== "accepted")) continue;
    if ((await context.store.orders.findByBankOrderId(line.connection.id, event.orderId)) === undefined) ids.add(visibleLine(event.orderId, 10));
  }
  return [...ids];
}

async function proveAbsent(context: WorkflowContext, order: Order): Promise<Order> {
  return context.store.transaction(async (store) => {
    const at = instantNow(context);
    for (const transmission of await store.transmissions.ofOrder(order.id)) {
      if (transmission.phase === "last-segment-leaving") await store.transmissions.put({ ...transmission, phase: "abandoned", outcome: notAtBank });
    }
    await store.journal.append({ at, actor: context.operator.name, action: "order.proved-absent", subject: order.id, summary: `Order ${orderNumberText(order.number)} is not at the bank: its protocol does not know ${order.bankOrderId ?? "it"}` });
    const absent = await store.orders.advance(order.id, order.revision, order.forOthers === undefined ? "prove-absent" : "prove-absent-for-others", { at, actor: context.operator.name, note: "the bank's protocol does not know it" }); // the bank's id stays: should it speak of it later, the order is stopped
    await followCollections(context, store, absent);
    return absent;
  });
}

function outcomeOf(order: Order, kind: OrderOutcome["kind"], text: string): OrderOutcome {
  return { orderId: order.id, number: order.number, kind, bankOrderId: order.bankOrderId, text };
}
