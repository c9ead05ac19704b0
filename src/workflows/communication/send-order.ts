import { assert, isAppError } from "../../domain/errors.ts";
import type { OrderId, SessionId, TransferId } from "../../domain/ids.ts";
import { orderNumberText } from "../../domain/order-number.ts";
import { judgeSignatures } from "../../domain/signature-verdict.ts";
import { type Answer, type Exchange, orderIdOf, type SegmentsSent, sendSegments, upload, type UploadState } from "../../ebics/index.ts";
import { profileOf } from "../bank-profile.ts";
import { instantNow, newId, requireRightNow, type WorkflowContext } from "../context.ts";
import { whyHeldBack } from "../mandates/hold-back.ts";
import { mustGet } from "../must-get.ts";
import { orderNameOn, uploadOf } from "../order-names.ts";
import { sameContentSent, sentBefore } from "../outbox.ts";
import type { Order, OrderSignature } from "../ports/orders.ts";
import type { Transmission } from "../ports/transmissions.ts";
import { serviceFor } from "../route-order.ts";
import { olderCopyText } from "../older-copy.ts";
import { foundAtBankOutcome } from "./found-at-bank.ts";
import { conclude, concludeAnswer, lostTransaction } from "./conclude-try.ts";
import { converse, type Line, orderContext, sentenceOf } from "./line.ts";
import type { OrderOutcome, ProgressBoard } from "./progress.ts";
import { TransmissionNote } from "./transmission-note.ts";
import { forgetStaleTransfers, resumableUpload, sealOf, segmentsOf } from "./transfers.ts";

/**
 * Brings one queued order to the bank. Every step is written down before it is taken, so that after a crash or a cut line the order is
 * either not at the bank, or known to be there, or "never heard back"; it is never sent twice.
 * The point of no return is the request with the last segment: the bank can execute nothing before it has that one.
 * A transaction that an earlier try had begun is gone on with; where the bank does not know it any more, a new one begins.
 */
export async function sendOrder(context: WorkflowContext, line: Line, sessionId: SessionId, id: OrderId, board: ProgressBoard): Promise<OrderOutcome> {
  const first = await tryToSend(context, line, sessionId, id, board);
  if (!first.transactionLost) return first.outcome;
  return (await tryToSend(context, line, sessionId, id, board)).outcome;
}

interface Tried {
  readonly outcome: OrderOutcome;
  /** The bank has given up the transaction, and nothing of it can be executed: the order is in the outbox again, for a new one. */
  readonly transactionLost: boolean;
}

async function tryToSend(context: WorkflowContext, line: Line, sessionId: SessionId, id: OrderId, board: ProgressBoard): Promise<Tried> {
  const key = `order:${id}`;
  const lost = await context.store.mark.lost();
  if (lost !== undefined) {
    const { number } = await mustGet(context.store, id);
    const outcome: OrderOutcome = { orderId: id, number, kind: "stopped", bankOrderId: undefined, text: olderCopyText };
    board.step(key, { state: "failed", note: outcome.text });
    return { outcome, transactionLost: false };
  }
  const begun = await begin(context, line, sessionId, id);
  if (begun.kind === "stopped") {
    board.step(key, { state: "failed", note: begun.outcome.kind === "held" ? "held back: a mandate was changed" : begun.outcome.text });
    return { outcome: begun.outcome, transactionLost: false };
  }
  const { order } = begun;
  const note = new TransmissionNote(context, order, begun.transmission, (change) => board.step(key, change));
  board.step(key, { state: "running", startedAtMs: context.tools.clock.now(), note: begun.resumed === undefined ? undefined : `going on after segment ${begun.resumed.acknowledged} of ${begun.resumed.segments}` });

  let answer: Answer<SegmentsSent>;
  try {
    await context.store.mark.raise(); // before the first byte leaves: an older copy of the store must be found out whatever comes now
    answer = await converse(line, await exchangeOf(context, line, begun), (request) => note.write(request));
  } catch (error) {
    if (isAppError(error, "workflow", "taken-over")) throw error; // whoever settled it has written down what became of it
    const outcome = await conclude(context, order, note.transmission, note.mayHaveArrived(error) ? "lose-answer" : "not-sent", { code: isAppError(error) ? error.code : "failed", text: sentenceOf(error) });
    if (!isAppError(error, "channel") && !isAppError(error, "signer")) await forgetTransfer(context, note.transmission);
    board.step(key, { state: outcome.kind === "unanswered" ? "unknown" : "failed", note: outcome.text });
    if (outcome.kind === "not-sent") throw new SendingStopped(outcome, error);
    return { outcome, transactionLost: false };
  }
  const outcome = await concludeAnswer(context, order, note.transmission, answer);
  if (outcome.kind !== "unanswered" || (answer.kind === "rejected" && lostTransaction.has(answer.technical.code))) await forgetTransfer(context, note.transmission);
  board.step(key, {
    state: outcome.kind === "delivered" ? "done" : outcome.kind === "unanswered" ? "unknown" : "failed",
    done: outcome.kind === "delivered" ? note.transmission.segments : note.transmission.segmentsAcknowledged,
    note: outcome.kind === "delivered" ? `order id ${outcome.bankOrderId ?? "none given"}` : outcome.text,
  });
  return { outcome, transactionLost: outcome.kind === "not-sent" && answer.kind === "rejected" && lostTransaction.has(answer.technical.code) };
}

/** What was prepared is of no use any more; nor is what earlier tries have left. */
async function forgetTransfer(context: WorkflowContext, { transferId }: Transmission): Promise<void> {
  if (transferId !== undefined) await context.store.transfers.remove(transferId);
  await forgetStaleTransfers(context);
}

/** The line failed with this order certainly not at the bank: the session ends, the order stays in the outbox. */
export class SendingStopped extends Error {
  readonly outcome: OrderOutcome;
  constructor(outcome: OrderOutcome, cause: unknown) {
    super(outcome.text, { cause });
    this.outcome = outcome;
  }
}

type Begun =
  | BegunTry
  | { readonly kind: "stopped"; readonly outcome: OrderOutcome };

interface BegunTry {
  readonly kind: "begun";
  readonly order: Order;
  readonly transmission: Transmission;
  readonly transferId: TransferId;
  readonly signatures: readonly OrderSignature[];
  /** Where an earlier try was. */
  readonly resumed: UploadState | undefined;
}

/** In one transaction: nobody else sends it, the same content has not left, and the try is written down. */
async function begin(context: WorkflowContext, line: Line, sessionId: SessionId, id: OrderId): Promise<Begun> {
  return context.store.transaction(async (store) => {
    await requireRightNow(context, store, "send", "send orders");
    const queued = await mustGet(store, id);
    const stop = (text: string, kind: "stopped" | "held" = "stopped"): Begun => ({ kind: "stopped", outcome: { orderId: id, number: queued.number, kind, bankOrderId: undefined, text } });
    if (queued.state !== "queued") return stop(`Order ${orderNumberText(queued.number)} is not in the outbox any more. Nothing was sent.`);
    const earlier = await sentBefore(store, queued);
    if (earlier !== undefined) return stop(sentenceOf(sameContentSent(queued, earlier)));
    const signatures = await store.orders.signatures(id);
    if (signatures.length === 0 || signatures.some((one) => one.digest !== queued.signedDigest)) return stop("Its signatures do not fit its content any more. Nothing was sent. Withdraw them and sign again.");
    const verdict = judgeSignatures(await store.signers.policy(), signatures, queued);
    if (!verdict.complete && queued.forOthers === undefined) return stop(`The signatures of order ${orderNumberText(queued.number)} are not enough any more, by the rules and signers as they are now. ${verdict.explanation} Nothing was sent. Take it out of the outbox, withdraw its signatures and sign again.`);
    const heldBack = await whyHeldBack(context, store, queued, signatures);
    if (heldBack !== undefined) return stop(heldBack, "held");
    const tries = await store.transmissions.ofOrder(id);
    if (tries.some((one) => one.outcome === foundAtBankOutcome)) return stop(`The bank has order ${orderNumberText(queued.number)} already, as its customer protocol says. Nothing was sent; sending it would pay twice. Cancel this order.`);
    const attempt = tries.length + 1;
    const at = instantNow(context);
    const seal = sealOf(queued, signatures, line.subscriber);
    const resumable = await resumableUpload(store, tries, seal);
    const transferId = resumable?.transferId ?? newId<"TransferId">(context);
    if (resumable === undefined) await store.transfers.put({ kind: "upload", id: transferId, orderId: id, seal });
    const resumed = resumable?.state;
    const transmission: Transmission = {
      orderId: id, attempt, sessionId, subscriberId: line.subscriber.id, startedAt: at, phase: resumed === undefined ? "initialising" : "transferring",
      orderType: resumed?.order, transactionId: resumed?.transactionId, bankOrderId: resumed?.bankOrderId, segments: resumed?.segments ?? 0,
      segmentsAcknowledged: resumed?.acknowledged ?? 0, transferId, outcome: undefined,
    };
    const order = await store.orders.advance(id, queued.revision, "start-sending", { at, actor: context.operator.name, note: attempt === 1 ? undefined : `try ${attempt}` });
    await store.transmissions.put(transmission);
    await store.journal.append({ at, actor: context.operator.name, action: "order.sending", subject: id, summary: `Order ${orderNumberText(order.number)} is being sent, try ${attempt}${resumed === undefined ? "" : `, going on after segment ${resumed.acknowledged} of ${resumed.segments}`}`, detail: { digest: order.signedDigest, connection: line.connection.title } });
    return { kind: "begun", order, transmission, transferId, signatures, resumed };
  });
}

async function exchangeOf(context: WorkflowContext, line: Line, { order, signatures, transferId, resumed }: BegunTry): Promise<Exchange<Answer<SegmentsSent>>> {
  const segments = segmentsOf(context.store.transfers, transferId);
  if (resumed !== undefined) return sendSegments(orderContext(context, line), resumed, segments);
  assert(order.fileId !== undefined && order.signedDigest !== undefined, "a queued order has a file and a digest");
  const profile = profileOf(context.tools.banks, line.connection.bankProfile);
  const service = order.sendAs === undefined ? serviceFor({ profile, protocol: line.connection.protocol }, order, await context.store.orders.batches(order.id)) : undefined;
  const name = order.sendAs ?? (service && orderNameOn(line.connection, service.order));
  assert(name !== undefined, "a checked order has a name at the bank");
  const subscribers = await context.store.connections.subscribers(line.connection.id);
  return upload(orderContext(context, line), {
    ...uploadOf(name),
    orderId: orderIdOf(order.number),
    orderData: context.store.files.read(order.fileId),
    orderDataDigest: Buffer.from(order.signedDigest, "hex"),
    signatures: signatures.map((one) => {
      const signer = subscribers.find((subscriber) => subscriber.id === one.subscriberId);
      assert(signer !== undefined, "a signature belongs to a subscriber of the connection");
      return { partnerId: line.connection.partnerId, userId: signer.userId, version: one.mechanism, value: one.signature };
    }),
    signatureFlag: (order.sendAs ?? service)?.signatures !== "transport",
    requestEds: order.forOthers !== undefined && (order.sendAs ?? service)?.signatures !== "transport",
    segmentBytesMax: context.tools.segmentBytesMax,
  }, segments);
}
