import type { BatchStatus, StatusReason, StatusReportHeader, TransactionStatus } from "../domain/status-report.ts";
import { reasonWords } from "../domain/reason-codes.ts";
import type { ConnectionId } from "../domain/ids.ts";
import { type OrderEvent, orderLife, statesAtBank } from "../domain/order-life.ts";
import { orderNumberText } from "../domain/order-number.ts";
import type { StatusFormat } from "../formats/format.ts";
import { foundAtBank } from "./communication/found-at-bank.ts";
import { instantNow, type WorkflowContext } from "./context.ts";
import type { OrderFileSource } from "./import-orders.ts";
import { advanceWhenBooked } from "./match-entries.ts";
import { followCollections } from "./mandates/follow-collections.ts";
import { isRecall } from "./recalls/is-recall.ts";
import { takeInRecallAnswer } from "./recalls/take-in-answer.ts";
import type { CustomerStore } from "./ports/customer-store.ts";
import type { Order } from "./ports/orders.ts";

const accepting: ReadonlySet<string> = new Set(["ACTC", "ACCP", "ACSP", "ACSC", "ACWC", "ACWP", "ACFC", "ACCC"]);

/** Verification of payee: match, close match, no match, not possible. The order waits at the bank where a name differs, to be released or cancelled. */
const payeeChecks: ReadonlySet<string> = new Set(["RCVC", "RVMC", "RVNM", "RVNA"]);

/** Banks write the name that is known into the reason's text. */
function offeredText(one: TransactionStatus): string | undefined {
  const name = one.reasons.flatMap((reason) => reason.text).join(" ").trim();
  return name === "" ? reasonWords(one.status) : `the payee's bank knows the name: ${name}`;
}

/**
 * Within a transaction: keeps a status report (pain.002) or the answer to a recall (camt.029) and applies it to the order it speaks of.
 * @param connectionId over which it came: another bank's word counts for nothing. None: by another road than a bank's line
 * @returns the order's number, or undefined when no order there has that message id, or several may be meant
 */
export async function takeInStatus(context: WorkflowContext, store: CustomerStore, format: StatusFormat, source: OrderFileSource, connectionId?: ConnectionId): Promise<number | undefined> {
  const at = instantNow(context);
  const file = await store.files.add({ kind: "status-report", name: source.name, at, content: source.open() });
  let header: StatusReportHeader | undefined;
  const batches: BatchStatus[] = [];
  const transactions: TransactionStatus[] = [];
  await format.read(store.files.read(file.id), {
    header: (one) => { header = one; },
    batchStatus: (one) => batches.push(one),
    transactionStatus: (one) => transactions.push(one),
    finding: () => undefined, // The bytes are kept; what cannot be read changes no order.
  });
  if (header === undefined) return undefined;
  if (format.id.startsWith("camt.029.")) return takeInRecallAnswer(context, store, { header, batches, transactions, sha256: file.sha256 }, connectionId);
  const candidates = await ordersMeant(store, header, connectionId);
  const order = candidates.length === 1 ? candidates[0] : undefined;
  await store.journal.append({
    at, actor: "bank", action: "status.received", subject: order?.id,
    summary: order === undefined ? unknownText(candidates) : `Status report for order ${orderNumberText(order.number)}: ${header.groupStatus ?? "per batch"}, ${transactions.length} payments named`,
    detail: { sha256: file.sha256, groupStatus: header.groupStatus },
  });
  if (order === undefined) return undefined;
  await applyStatus(context, store, order, header, batches, transactions);
  return order.number;
}

/**
 * Message ids repeat, also among the orders of one customer. Meant is an order that was on its way before the report was written: one that
 * was not judged yet, else one that was. More than one: nobody can tell, and a wrong refusal would be paid again.
 */
async function ordersMeant(store: CustomerStore, header: StatusReportHeader, connectionId: ConnectionId | undefined): Promise<readonly Order[]> {
  const sent: Order[] = [];
  for (const order of await store.orders.findByMessageId(header.originalMessageId)) {
    if ((connectionId === undefined || order.connectionId === connectionId) && statesAtBank.has(order.state) && (await leftBefore(store, order, header.createdAt))) sent.push(order);
  }
  const unjudged = sent.filter((order) => ["sending", "unanswered", "delivered", "waiting-at-bank"].includes(order.state));
  const open = unjudged.length > 0 ? unjudged : sent.filter((order) => order.state !== "booked");
  return open.length > 0 ? open : sent;
}

/** A day is allowed for clocks and for banks that write local time. */
async function leftBefore(store: CustomerStore, order: Order, reportCreatedAt: string | undefined): Promise<boolean> {
  const left = (await store.transmissions.ofOrder(order.id)).at(-1)?.startedAt;
  const reported = Date.parse(reportCreatedAt ?? "");
  return left === undefined || Number.isNaN(reported) || reported >= Date.parse(left) - 86_400_000;
}

function unknownText(candidates: readonly Order[]): string {
  if (candidates.length === 0) return "Status report for an unknown message";
  return `Status report that fits several orders (${candidates.map((order) => order.number).join(", ")}): none of them was changed; read the report and ask the bank which is meant`;
}

async function applyStatus(context: WorkflowContext, store: CustomerStore, order: Order, header: StatusReportHeader, batches: readonly BatchStatus[], transactions: readonly TransactionStatus[]): Promise<void> {
  if (isRecall(order)) return applyToRecall(context, store, order, header);
  const { orders } = store;
  if (header.groupStatus !== undefined && accepting.has(header.groupStatus)) await orders.setTransactionState(order.id, "all", "accepted");
  if (header.groupStatus === "RJCT") await orders.setTransactionState(order.id, "all", "refused", reasonOf(header.reasons));
  for (const batch of batches) {
    const where = { paymentInformationId: batch.originalPaymentInformationId };
    if (batch.status === "RJCT") await orders.setTransactionState(order.id, where, "refused", reasonOf(batch.reasons));
    else if (batch.status !== undefined && (accepting.has(batch.status) || batch.status === "PART")) await orders.setTransactionState(order.id, where, "accepted");
  }
  for (const one of transactions) {
    const where = {
      ...(one.originalEndToEndId === undefined ? {} : { endToEndId: one.originalEndToEndId }),
      ...(one.originalInstructionId === undefined ? {} : { instructionId: one.originalInstructionId }),
      ...(one.originalPaymentInformationId === undefined ? {} : { paymentInformationId: one.originalPaymentInformationId }),
    };
    if (Object.keys(where).length === 0) continue;
    if (one.status === "RJCT") await orders.setTransactionState(order.id, where, "refused", reasonOf(one.reasons));
    else if (accepting.has(one.status)) await orders.setTransactionState(order.id, where, "accepted");
    else if (payeeChecks.has(one.status)) await orders.setTransactionState(order.id, where, "open", { code: one.status, text: offeredText(one) });
  }
  const states = await orders.transactionStates(order.id);
  // A group that is partly accepted names only the refused ones: the others are accepted.
  if (header.groupStatus === "PART" && batches.length === 0 && states.refused > 0) await orders.setTransactionState(order.id, "all", "accepted");
  await advance(context, store, order, header, batches, transactions);
  await followCollections(context, store, order);
  await advanceWhenBooked(context, store, order.id); // the statement may have come before the report
}

/** A recall has no payments of its own. That the bank has read it is not its answer; that it could not is. */
async function applyToRecall(context: WorkflowContext, store: CustomerStore, order: Order, header: StatusReportHeader): Promise<void> {
  if (header.groupStatus !== "RJCT") return;
  const at = instantNow(context);
  const fresh = await deliveredOrder(context, store, order, at);
  if (fresh === undefined || orderLife[fresh.state].refuse === undefined) return;
  const { code = "RJCT", text = "refused" } = reasonOf(header.reasons);
  await store.orders.advance(order.id, fresh.revision, "refuse", { at, actor: "bank", note: code, set: { bankAnswer: { code, text, at } } });
}

async function advance(context: WorkflowContext, store: CustomerStore, order: Order, header: StatusReportHeader, batches: readonly BatchStatus[], transactions: readonly TransactionStatus[]): Promise<void> {
  const states = await store.orders.transactionStates(order.id);
  const at = instantNow(context);
  const event = eventOf(states);
  if (event === undefined) return;
  const first = [...header.reasons, ...batches.flatMap((one) => one.reasons), ...transactions.filter((one) => one.status === "RJCT").flatMap((one) => one.reasons)][0];
  const reason = first === undefined ? undefined : reasonOf([first]);
  const fresh = await deliveredOrder(context, store, order, at);
  if (fresh === undefined || orderLife[fresh.state][event] === undefined) return;
  const note = states.refused === 0 ? (header.groupStatus ?? "accepted") : `${states.refused} of ${order.transactionCount} payments refused${reason?.code === undefined ? "" : `, first: ${reason.code}`}`;
  await store.orders.advance(order.id, fresh.revision, event, {
    at, actor: "bank", note, set: states.refused === 0 ? {} : { bankAnswer: { code: reason?.code ?? "RJCT", text: `${reason?.text ?? "refused"} · ${states.refused} of ${order.transactionCount} payments`, at } },
  });
}

/** The bank speaks of it, so it has it: that answers "never heard back". While another process is sending it, it is left alone. */
export async function deliveredOrder(context: WorkflowContext, store: CustomerStore, order: Order, at: Order["createdAt"]): Promise<Order | undefined> {
  const fresh = await store.orders.get(order.id);
  if (fresh?.state === "unanswered") {
    await foundAtBank(context, store, fresh, { at, actor: "bank", note: "named in a status report" });
    return store.orders.get(order.id);
  }
  return fresh?.state === "sending" ? undefined : fresh;
}

export function eventOf(states: { open: number; accepted: number; refused: number; booked: number }): OrderEvent | undefined {
  if (states.refused > 0 && states.open + states.accepted + states.booked === 0) return "refuse";
  if (states.refused > 0) return "accept-partly";
  if (states.open === 0) return "accept";
  return undefined;
}

function reasonOf(reasons: readonly StatusReason[]): { code?: string | undefined; text?: string | undefined } {
  const [reason] = reasons;
  if (reason === undefined) return {};
  const own = reason.text.join(" ").trim();
  return { code: reason.code, text: own !== "" ? own : reason.code === undefined ? undefined : reasonWords(reason.code) };
}
