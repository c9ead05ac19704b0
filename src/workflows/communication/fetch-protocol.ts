import { addDays, todayIn } from "../../domain/iso-date.ts";
import { orderNumberText } from "../../domain/order-number.ts";
import type { BatchStatus } from "../../domain/status-report.ts";
import { type DateRange, download, type HacEvent, hacReasonSentence, hacVerdict, readHac } from "../../ebics/index.ts";
import { profileOf } from "../bank-profile.ts";
import { once } from "../bytes.ts";
import { instantNow, type WorkflowContext } from "../context.ts";
import { statusFormat } from "../format-by-id.ts";
import { noteEdsEvent } from "../eds/settle.ts";
import type { CustomerStore } from "../ports/customer-store.ts";
import type { Order } from "../ports/orders.ts";
import { foundAtBank, foundAtBankOutcome, notAtBank } from "./found-at-bank.ts";
import { converse, type Line, orderContext, rejectionText } from "./line.ts";

/** What the customer protocol says. */
export interface Protocol {
  /** In the bank's order. */
  readonly events: readonly HacEvent[];
  /** Why a missing event proves nothing: the bank refused the request or ignored the dates, or its answer could not be read whole. */
  readonly gap: string | undefined;
}

/**
 * Fetches the customer protocol (HAC) and takes its events over. Without a range: what is new; with one: everything of these days.
 * Only without a `gap` the absence of an event may be taken for a proof.
 */
export async function fetchProtocol(context: WorkflowContext, line: Line, dateRange?: DateRange): Promise<Protocol> {
  const answer = await converse(line, download(orderContext(context, line), { order: "HAC", dateRange }));
  if (answer.kind === "no-data") return { events: [], gap: undefined };
  if (answer.kind === "rejected") {
    const { code, text, next } = rejectionText(answer);
    return { events: [], gap: `The bank did not give its customer protocol: ${code} ${text} ${next}` };
  }
  const { data } = answer.value;
  const { events, readable } = await readEvents(data);
  await context.store.transaction(async (store) => {
    const file = await store.files.add({ kind: "protocol", name: `HAC-${instantNow(context)}.xml`, at: instantNow(context), content: once(data) });
    for (const event of events) await takeOver(context, store, line, event);
    await store.journal.append({ at: instantNow(context), actor: "bank", action: "protocol.fetched", subject: file.id, summary: `${events.length} events in the customer protocol of ${line.connection.title}`, detail: { sha256: file.sha256 } });
  });
  await converse(line, answer.value.receipt(true));
  const datesIgnored = dateRange !== undefined && answer.technical.code === paramsIgnored;
  return { events, gap: readable ? (datesIgnored ? "The bank gave its customer protocol, but not for the days that were asked for." : undefined) : "The bank's customer protocol could not be read whole." };
}
/** EBICS_ORDER_PARAMS_IGNORED: the bank gave what it liked instead of the days asked for. */
const paramsIgnored = "031001";

async function readEvents(data: Uint8Array): Promise<{ readonly events: readonly HacEvent[]; readonly readable: boolean }> {
  const batches: BatchStatus[] = [];
  let hasHeader = false;
  let damaged = false;
  await statusFormat("pain.002.001.03").read(once(data), {
    header: () => { hasHeader = true; },
    batchStatus: (status) => batches.push(status),
    transactionStatus: () => undefined,
    // What cannot be read leaves the order as it is; the document itself is kept.
    finding: ({ severity }) => { damaged ||= severity === "error"; },
  });
  return { events: readHac(batches), readable: hasHeader && !damaged };
}

/** One event of the bank's, applied to our order. Events that say nothing new change nothing, so fetching twice is harmless. */
async function takeOver(context: WorkflowContext, store: CustomerStore, line: Line, event: HacEvent): Promise<void> {
  if (event.orderId === undefined || (event.partnerId !== undefined && event.partnerId !== line.connection.partnerId)) return;
  await noteEdsEvent(store, line, event, instantNow(context));
  const order = await store.orders.findByBankOrderId(line.connection.id, event.orderId);
  if (order === undefined || !(await isOfItsTime(store, order, event))) return;
  const at = instantNow(context);
  const reason = event.reasonCode ?? "";
  const text = [hacReasonSentence(reason) ?? "", ...event.text].filter((part) => part !== "").join(" ");
  const step = { at, actor: "bank", note: `${event.action} ${reason} ${text}`.trim() };
  switch (hacVerdict(event)) {
    case "received":
    case "accepted":
      if (order.state === "unanswered") await foundAtBank(context, store, order, step);
      else if (order.state === "signed" || order.state === "partly-signed" || order.state === "queued") await foundTooLate(store, order, step);
      else if (order.state === "waiting-at-bank" && hacVerdict(event) === "accepted") await releasedAtBank(store, order, step);
      return;
    case "waiting-for-signatures":
      if (order.state === "delivered") await store.orders.advance(order.id, order.revision, "wait-at-bank", step);
      return;
    case "refused":
      if (order.state === "unanswered" || order.state === "delivered" || order.state === "waiting-at-bank") {
        await store.orders.advance(order.id, order.revision, "refuse", { ...step, set: { bankAnswer: { code: reason, text, at } } });
        await store.orders.setTransactionState(order.id, "all", "refused", { code: reason, text });
        await store.journal.append({ at, actor: "bank", action: "order.refused", subject: order.id, summary: `Order ${orderNumberText(order.number)} was refused by the bank: ${reason} ${text}`.trim() });
      }
      return;
    case "signature-verified":
    case "signature-refused":
    case "information":
      return;
  }
}

/** The others have signed: the bank has released the order. What it makes of each payment comes with its status reports. */
async function releasedAtBank(store: CustomerStore, order: Order, step: { readonly at: Order["createdAt"]; readonly actor: string; readonly note: string }): Promise<void> {
  await store.orders.advance(order.id, order.revision, "accept", step);
  await store.journal.append({ at: step.at, actor: "bank", action: "order.released-at-bank", subject: order.id, summary: `Order ${orderNumberText(order.number)} has all its signatures at the bank` });
}

/**
 * Order ids have four characters and come round again: an event long before or after the order's last try speaks of another one.
 * Where the bank's timestamp cannot be read, the event is believed.
 */
async function isOfItsTime(store: CustomerStore, order: Order, event: HacEvent): Promise<boolean> {
  const sent = (await store.transmissions.ofOrder(order.id)).at(-1);
  const happened = Date.parse(event.timestamp);
  if (sent === undefined || Number.isNaN(happened)) return true;
  const after = happened - Date.parse(sent.startedAt);
  return after >= -dayMs && after <= 180 * dayMs;
}
const dayMs = 86_400_000;

/** The bank speaks of an order of which it had proved to know nothing: it must not leave again. `sendOrder` stops it by this note. */
async function foundTooLate(store: CustomerStore, order: Order, step: { readonly at: Order["createdAt"] }): Promise<void> {
  const sent = (await store.transmissions.ofOrder(order.id)).at(-1);
  if (sent === undefined || sent.outcome !== notAtBank) return;
  await store.transmissions.put({ ...sent, phase: "answered", outcome: foundAtBankOutcome });
  await store.journal.append({
    at: step.at, actor: "bank", action: "order.found-too-late", subject: order.id,
    summary: `Order ${orderNumberText(order.number)} is at the bank as ${order.bankOrderId ?? ""} after all, although its protocol did not know it before: it must not be sent again`,
  });
}

/**
 * The days to ask for, from the day before an instant until today, as the bank counts them: by its own zone, where midnight is not ours,
 * and with a day to spare for a clock that was wrong.
 */
export function daysSince(context: WorkflowContext, line: Line, instant: string): DateRange {
  const { timeZone } = profileOf(context.tools.banks, line.connection.bankProfile);
  return { start: addDays(todayIn(timeZone, Date.parse(instant)), -1), end: todayIn(timeZone, context.tools.clock.now()) };
}
