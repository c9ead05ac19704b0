import type { IsoDate } from "../../domain/ids.ts";
import type { BatchStatus } from "../../domain/status-report.ts";
import { type DateRange, download, type HacEvent, hacReasonSentence, hacVerdict, readHac } from "../../ebics/index.ts";
import { once } from "../bytes.ts";
import { instantNow, type WorkflowContext } from "../context.ts";
import { statusFormat } from "../format-by-id.ts";
import type { CustomerStore, Order } from "../ports/customer-store.ts";
import { learnPayees } from "./learn-payees.ts";
import { converse, type Line, orderContext } from "./line.ts";

/**
 * Fetches the customer protocol (HAC) and takes its events over. Without a range: what is new; with one: everything of these days.
 * @returns the events, in the bank's order
 */
export async function fetchProtocol(context: WorkflowContext, line: Line, dateRange?: DateRange): Promise<readonly HacEvent[]> {
  const answer = await converse(line, download(orderContext(context, line.connection, line.subscriber), { order: "HAC", dateRange }));
  if (answer.kind !== "ok") return [];
  const { data } = answer.value;
  const events = await readEvents(data);
  await context.store.transaction(async (store) => {
    const file = await store.files.add({ kind: "protocol", name: `HAC-${instantNow(context)}.xml`, at: instantNow(context), content: once(data) });
    for (const event of events) await takeOver(context, store, line, event);
    await store.journal.append({ at: instantNow(context), actor: "bank", action: "protocol.fetched", subject: file.id, summary: `${events.length} events in the customer protocol of ${line.connection.title}`, detail: { sha256: file.sha256 } });
  });
  await converse(line, answer.value.receipt(true));
  return events;
}

async function readEvents(data: Uint8Array): Promise<readonly HacEvent[]> {
  const batches: BatchStatus[] = [];
  await statusFormat("pain.002.001.03").read(once(data), {
    header: () => undefined,
    batchStatus: (status) => batches.push(status),
    transactionStatus: () => undefined,
    finding: () => undefined, // What cannot be read leaves the order as it is; the document itself is kept.
  });
  return readHac(batches);
}

/** One event of the bank's, applied to our order. Events that say nothing new change nothing, so fetching twice is harmless. */
async function takeOver(context: WorkflowContext, store: CustomerStore, line: Line, event: HacEvent): Promise<void> {
  if (event.orderId === undefined || (event.partnerId !== undefined && event.partnerId !== line.connection.partnerId)) return;
  const order = await store.orders.findByBankOrderId(line.connection.id, event.orderId);
  if (order === undefined) return;
  const at = instantNow(context);
  const reason = event.reasonCode ?? "";
  const text = [hacReasonSentence(reason) ?? "", ...event.text].filter((part) => part !== "").join(" ");
  const step = { at, actor: "bank", note: `${event.action} ${reason} ${text}`.trim() };
  switch (hacVerdict(event)) {
    case "received":
      if (order.state === "unanswered") await foundAtBank(context, store, order, step);
      return;
    case "waiting-for-signatures":
      if (order.state === "delivered") await store.orders.advance(order.id, order.revision, "wait-at-bank", step);
      return;
    case "accepted":
      if (order.state === "unanswered") await foundAtBank(context, store, order, step);
      return;
    case "refused":
      if (order.state === "unanswered" || order.state === "delivered" || order.state === "waiting-at-bank") {
        await store.orders.advance(order.id, order.revision, "refuse", { ...step, set: { bankAnswer: { code: reason, text, at } } });
        await store.orders.setTransactionState(order.id, "all", "refused", { code: reason, text });
      }
      return;
    case "signature-verified":
    case "signature-refused":
    case "information":
      return;
  }
}

/** "Never heard back" is over: the bank has it. */
export async function foundAtBank(context: WorkflowContext, store: CustomerStore, order: Order, step: { readonly at: Order["createdAt"]; readonly actor: string; readonly note: string }): Promise<void> {
  await store.orders.advance(order.id, order.revision, "deliver", step);
  for (const transmission of await store.transmissions.ofOrder(order.id)) {
    if (transmission.phase === "last-segment-leaving") await store.transmissions.put({ ...transmission, phase: "answered", outcome: "found-at-bank" });
  }
  await store.journal.append({ at: step.at, actor: "bank", action: "order.found-at-bank", subject: order.id, summary: `Order ${order.number} was found at the bank as ${order.bankOrderId ?? ""}` });
  await learnPayees(store, context, order.id);
}

/** The day of an instant, and of now: the range to ask for. */
export function daysSince(context: WorkflowContext, instant: string): DateRange {
  return { start: instant.slice(0, 10) as IsoDate, end: instantNow(context).slice(0, 10) as IsoDate };
}
