import type { EdsState, HacEvent } from "../../ebics/index.ts";
import { daysSince, fetchProtocol } from "../communication/fetch-protocol.ts";
import type { Line } from "../communication/line.ts";
import { instantNow, type WorkflowContext } from "../context.ts";
import type { CustomerStore } from "../ports/customer-store.ts";
import type { EdsOrder, EdsOutcome } from "../ports/eds-orders.ts";
import { askState, signersOf } from "./fetch-content.ts";
import { mustGetEds } from "./sheet.ts";

/** Asks the bank what became of signatures and cancellations that were never answered: those of this session's user. */
export async function settleAttempts(context: WorkflowContext, line: Line): Promise<void> {
  for (const order of await context.store.eds.list({ connectionId: line.connection.id })) {
    if (order.attempt?.userId === line.subscriber.userId) await settleAttempt(context, line, order);
  }
}

/** Who signed, by the bank's word; where it knows the order no more, by its customer protocol. What is not found there never arrived, or may be repeated. */
export async function settleAttempt(context: WorkflowContext, line: Line, shown: EdsOrder): Promise<void> {
  const { attempt } = await mustGetEds(context.store, shown.connectionId, shown.bankOrderId);
  if (attempt === undefined || (attempt.phase !== "leaving" && attempt.phase !== "unanswered")) return;
  const asked = await askState(context, line, shown);
  let arrived: boolean;
  if (asked.kind === "state") {
    const { signers } = await noteSigners(context, shown, asked.state);
    arrived = attempt.action === "sign" && signers.some((one) => one.userId === attempt.userId);
  } else {
    const { events } = await fetchProtocol(context, line, daysSince(context, line, attempt.at));
    arrived = events.some((event) => event.orderId === shown.bankOrderId && event.userId === attempt.userId && (attempt.action === "sign" ? isSignature(event) : event.action === "VEU_CANCEL_ORDER"));
  }
  await context.store.transaction(async (store) => {
    const order = await mustGetEds(store, shown.connectionId, shown.bankOrderId);
    const text = arrived ? "the bank has it" : "the bank does not have it";
    await store.eds.put({ ...order, attempt: { ...attempt, phase: arrived ? "done" : "refused", text } });
    await store.journal.append({ at: instantNow(context), actor: "bank", action: "eds.settled", subject: order.bankOrderId, summary: `${attempt.action === "sign" ? "Signature" : "Cancellation"} of order ${order.bankOrderId} that was never answered: ${text}` });
  });
}

/** Who has signed by now. */
export async function noteSigners(context: WorkflowContext, shown: EdsOrder, state: EdsState): Promise<EdsOrder> {
  return context.store.transaction(async (store) => {
    const order = await mustGetEds(store, shown.connectionId, shown.bankOrderId);
    const seen = { ...order, signers: signersOf(state) };
    await store.eds.put(seen);
    return seen;
  });
}

function isSignature(event: HacEvent): boolean {
  return (event.action === "VEU_VERIFICATION" || event.action === "ES_VERIFICATION") && event.reasonCode === "DS01";
}

/** Within a transaction: what the customer protocol says of an order that waits. Saying it twice changes nothing. */
export async function noteEdsEvent(store: CustomerStore, line: Line, event: HacEvent, at: EdsOutcome["at"]): Promise<void> {
  if (event.orderId === undefined) return;
  const order = await store.eds.get(line.connection.id, event.orderId);
  if (order === undefined || (order.outcome !== undefined && order.outcome.kind !== "gone")) return;
  const happened = Date.parse(event.timestamp);
  if (!Number.isNaN(happened) && happened < Date.parse(order.originator.at) - dayMs) return; // of an earlier order with this id
  const kind = outcomeKind(event);
  if (kind === undefined) return;
  const text = [outcomeWords[kind], event.userId === undefined ? "" : `(${event.userId})`, ...event.text].filter((part) => part !== "").join(" ");
  await store.eds.put({ ...order, outcome: { kind, at, text } });
  await store.journal.append({ at, actor: "bank", action: `eds.${kind}`, subject: order.bankOrderId, summary: `Order ${order.bankOrderId} at ${line.connection.title}: ${text}` });
}
const dayMs = 86_400_000;

const outcomeWords: Readonly<Record<EdsOutcome["kind"], string>> = { released: "Released.", cancelled: "Cancelled.", deleted: "Deleted, because nobody released it in time.", gone: "" };

function outcomeKind(event: HacEvent): EdsOutcome["kind"] | undefined {
  switch (event.action) {
    case "VEU_VERIFICATION_END":
      return event.reasonCode === "DS24" ? "deleted" : event.reasonCode === "DS05" || event.reasonCode === "DS01" ? "released" : undefined;
    case "VEU_CANCEL_ORDER":
      return event.reasonCode === "DS02" ? "cancelled" : undefined;
    case "ORDER_HAC_FINAL_POS":
      return "released";
    case "ORDER_HAC_FINAL_NEG":
      return event.reasonCode === "DS24" || event.reasonCode === "DS25" ? "deleted" : "cancelled";
    default:
      return undefined;
  }
}
