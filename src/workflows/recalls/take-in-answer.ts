import { counted } from "../../domain/counted.ts";
import type { ConnectionId } from "../../domain/ids.ts";
import { type OrderEvent, orderLife, statesAtBank } from "../../domain/order-life.ts";
import { orderNumberText } from "../../domain/order-number.ts";
import { type RecallOutcome, recallOutcome } from "../../domain/recall-answer.ts";
import type { BatchStatus, StatusReason, StatusReportHeader, TransactionStatus } from "../../domain/status-report.ts";
import { instantNow, type WorkflowContext } from "../context.ts";
import { deliveredOrder, eventOf } from "../intake-status.ts";
import { advanceWhenBooked } from "../match-entries.ts";
import { mustGet } from "../must-get.ts";
import type { CustomerStore } from "../ports/customer-store.ts";
import type { Order } from "../ports/orders.ts";
import type { OrderRecall, StoredRecallAnswer } from "../ports/order-recall.ts";
import { answerText } from "./recall-words.ts";

/** A camt.029 that was read. */
export interface ReadAnswer {
  readonly header: StatusReportHeader;
  readonly batches: readonly BatchStatus[];
  readonly transactions: readonly TransactionStatus[];
  /** Of its bytes. */
  readonly sha256: string;
}

/** So many payments are told one by one. */
const paymentsKept = 1000;

/**
 * Within a transaction: what the bank says to a recall goes to the recall and to the order that it is about. Payments that the bank has
 * cancelled are never booked; those that it does not give back stay as they are.
 * @returns the recall's number, or undefined when no recall here is meant, or several may be
 */
export async function takeInRecallAnswer(context: WorkflowContext, store: CustomerStore, answer: ReadAnswer, connectionId: ConnectionId | undefined): Promise<number | undefined> {
  const at = instantNow(context);
  const meant = await recallsMeant(store, answer.header, connectionId);
  const [recall] = meant;
  const note = (subject: Order | undefined, summary: string): Promise<unknown> => store.journal.append({ at, actor: "bank", action: "recall.answered", subject: subject?.id, summary, detail: { sha256: answer.sha256, confirmation: answer.header.confirmation, groupStatus: answer.header.groupStatus } });
  if (recall?.recall === undefined || meant.length > 1) {
    await note(undefined, meant.length === 0 ? "Answer to a recall that is not known here" : `Answer that fits several recalls (${meant.map((one) => one.number).join(", ")}): none of them was changed; read it and ask the bank which is meant`);
    return undefined;
  }
  const of = await mustGet(store, recall.recall.orderId);
  const stored = await storedAnswer(store, of, recall.recall, answer, at);
  await note(recall, `Recall ${orderNumberText(recall.number)} of order ${orderNumberText(of.number)}: ${answerText(stored)}`);
  await note(of, `The bank's answer to recall ${orderNumberText(recall.number)}: ${answerText(stored)}`);
  await advanceRecall(context, store, recall, stored);
  await cancelPayments(context, store, of, recall, stored);
  return recall.number;
}

/** By the recall's own id where the bank says it; else those of the order that still wait for their answer. */
async function recallsMeant(store: CustomerStore, header: StatusReportHeader, connectionId: ConnectionId | undefined): Promise<readonly Order[]> {
  const there = (order: Order): boolean => order.recall !== undefined && statesAtBank.has(order.state) && (connectionId === undefined || order.connectionId === connectionId);
  const named = header.caseId === undefined ? [] : (await store.orders.findByMessageId(header.caseId)).filter(there);
  if (named.length > 0) return named;
  const recalls: Order[] = [];
  for (const order of await store.orders.findByMessageId(header.originalMessageId)) recalls.push(...(await store.orders.recallsOf(order.id)).filter(there));
  const open = recalls.filter(({ recall }) => recall?.answer === undefined || recall.answer.outcome === "pending");
  return open.length > 0 ? open : recalls;
}

/** The answer by positions of the order. What is said of a batch holds for its payments that are not named. */
async function storedAnswer(store: CustomerStore, of: Order, { payments: asked }: OrderRecall, { header, batches, transactions }: ReadAnswer, at: Order["createdAt"]): Promise<StoredRecallAnswer> {
  const ids = (await store.orders.batches(of.id)).map(({ paymentInformationId }) => paymentInformationId);
  const told: StoredRecallAnswer["payments"][number][] = [];
  for (const one of transactions) {
    const outcome = recallOutcome(one.status);
    const row = outcome === undefined ? undefined : (await store.orders.transactions(of.id, { text: one.originalEndToEndId ?? one.originalInstructionId ?? "", limit: 100 })).find((each) =>
      (one.originalEndToEndId === undefined || each.endToEndId === one.originalEndToEndId) && (one.originalInstructionId === undefined || each.instructionId === one.originalInstructionId) &&
      (one.originalPaymentInformationId === undefined || ids[each.batch] === one.originalPaymentInformationId) && !told.some(({ position }) => position === each.position));
    if (outcome !== undefined && row !== undefined && told.length < paymentsKept) told.push({ position: row.position, outcome, ...reasonOf(one.reasons) });
  }
  const words = [header.groupStatus, ...batches.map(({ status }) => status), ...transactions.map(({ status }) => status)].flatMap((status) => recallOutcome(status) ?? []);
  const overall = recallOutcome(header.confirmation);
  const outcome = words.length > 0 ? together(words) : (overall ?? "pending");
  const first = [...header.reasons, ...batches.flatMap(({ reasons }) => reasons), ...transactions.filter(({ status }) => recallOutcome(status) !== "cancelled").flatMap(({ reasons }) => reasons)][0];
  const rest = asked.kind === "some" && told.length === 0 && outcome !== "partly" ? asked.positions.slice(0, paymentsKept).map((position) => ({ position, outcome })) : [];
  return { at, outcome, ...reasonOf(first === undefined ? [] : [first]), payments: [...told, ...rest] };
}

function together(outcomes: readonly RecallOutcome[]): RecallOutcome {
  const [first = "pending"] = outcomes;
  if (outcomes.includes("pending")) return "pending"; // the last word is still to come
  return outcomes.every((outcome) => outcome === first) ? first : "partly";
}

function reasonOf([reason]: readonly StatusReason[]): { readonly code?: string; readonly text?: string } {
  const text = reason?.text.join(" ").trim() ?? "";
  return { ...(reason?.code === undefined ? {} : { code: reason.code }), ...(text === "" ? {} : { text }) };
}

const events: Readonly<Record<RecallOutcome, OrderEvent>> = { cancelled: "accept", partly: "accept-partly", refused: "refuse", pending: "keep-waiting" };
const codes: Readonly<Record<RecallOutcome, string>> = { cancelled: "CNCL", partly: "PECR", refused: "RJCR", pending: "PDCR" };

async function advanceRecall(context: WorkflowContext, store: CustomerStore, recall: Order, answer: StoredRecallAnswer): Promise<void> {
  const fresh = await deliveredOrder(context, store, recall, answer.at);
  if (fresh?.recall === undefined) return;
  const event = events[answer.outcome];
  if (orderLife[fresh.state][event] === undefined) return;
  await store.orders.advance(fresh.id, fresh.revision, event, { at: answer.at, actor: "bank", note: answerText(answer), set: { recall: { ...fresh.recall, answer }, bankAnswer: { code: codes[answer.outcome], text: answer.outcome === "cancelled" ? "" : answerText(answer), at: answer.at } } });
}

/** What the bank has cancelled is not executed any more: for the order that is as if it had been refused. */
async function cancelPayments(context: WorkflowContext, store: CustomerStore, of: Order, recall: Order, answer: StoredRecallAnswer): Promise<void> {
  const reason = { code: "CNCL", text: `recall ${orderNumberText(recall.number)}` };
  const asked = recall.recall?.payments;
  let cancelled = 0;
  const cancel = async (where: Parameters<CustomerStore["orders"]["setTransactionState"]>[1]): Promise<void> => {
    cancelled += await store.orders.setTransactionState(of.id, where, "refused", reason);
  };
  if (answer.outcome === "cancelled" && asked?.kind === "all") await cancel("all");
  else if (answer.outcome === "cancelled" && asked?.kind === "batch") await cancel({ paymentInformationId: (await store.orders.batches(of.id))[asked.batch]?.paymentInformationId ?? "" });
  else for (const { position, outcome } of answer.payments) if (outcome === "cancelled") await cancel({ position });
  if (cancelled === 0) return;
  const fresh = await mustGet(store, of.id);
  const event = eventOf(await store.orders.transactionStates(of.id));
  if (event !== undefined && orderLife[fresh.state][event] !== undefined) {
    const text = `${counted(cancelled, "payment")} of ${of.transactionCount}, ${reason.text}`;
    await store.orders.advance(of.id, fresh.revision, event, { at: answer.at, actor: "bank", note: `cancelled: ${text}`, set: { bankAnswer: { code: reason.code, text, at: answer.at } } });
  }
  await advanceWhenBooked(context, store, of.id);
}
