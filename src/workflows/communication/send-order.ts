import { AppError, assert, isAppError } from "../../domain/errors.ts";
import type { OrderId, SessionId } from "../../domain/ids.ts";
import type { OrderEvent } from "../../domain/order-life.ts";
import { judgeSignatures } from "../../domain/signature-verdict.ts";
import { type Answer, type EbicsRequest, upload, type UploadReceipt } from "../../ebics/index.ts";
import { numberText } from "../attention.ts";
import { profileOf } from "../bank-profile.ts";
import { instantNow, requireRightNow, type WorkflowContext } from "../context.ts";
import { mustGet } from "../must-get.ts";
import { orderNameOn, uploadOf } from "../order-names.ts";
import { sameContentSent, sentBefore } from "../outbox.ts";
import type { CustomerStore, Order, OrderSignature, Transmission } from "../ports/customer-store.ts";
import { serviceFor } from "../route-order.ts";
import { foundAtBankOutcome } from "./found-at-bank.ts";
import { learnPayees } from "./learn-payees.ts";
import { converse, type Line, orderContext, rejectionText, sentenceOf } from "./line.ts";
import type { OrderOutcome, ProgressBoard } from "./progress.ts";

/**
 * Brings one queued order to the bank. Every step is written down before it is taken, so that after a crash or a cut line the order is
 * either not at the bank, or known to be there, or "never heard back"; it is never sent twice.
 * The point of no return is the request with the last segment: the bank can execute nothing before it has that one.
 */
export async function sendOrder(context: WorkflowContext, line: Line, sessionId: SessionId, id: OrderId, board: ProgressBoard): Promise<OrderOutcome> {
  const key = `order:${id}`;
  const begun = await begin(context, line, sessionId, id);
  if (begun.kind === "stopped") {
    board.step(key, { state: "failed", note: begun.outcome.text });
    return begun.outcome;
  }
  const { order, signatures } = begun;
  let transmission = begun.transmission;
  board.step(key, { state: "running", startedAtMs: context.tools.clock.now() });

  const writeDown = async (request: EbicsRequest): Promise<void> => {
    const { step } = request;
    const next: Transmission = {
      ...transmission,
      transactionId: step.transactionId,
      bankOrderId: step.bankOrderId,
      segments: step.segments ?? 0,
      segmentsAcknowledged: Math.max(0, (step.segment ?? 1) - 1),
      phase: step.last === true ? "last-segment-leaving" : step.phase === "initialisation" ? "initialising" : "transferring",
    };
    await stillMine(context, order, transmission, (store) => store.transmissions.put(next));
    transmission = next; // Only now: a request whose note could not be written does not leave.
    board.step(key, { done: transmission.segmentsAcknowledged, total: step.segments, note: step.bankOrderId === undefined ? undefined : `order id ${step.bankOrderId}` });
  };

  let answer: Answer<UploadReceipt>;
  try {
    answer = await converse(line, await exchangeOf(context, line, order, signatures), writeDown);
  } catch (error) {
    if (isAppError(error, "workflow", "taken-over")) throw error; // whoever settled it has written down what became of it
    const mayHaveArrived = transmission.phase === "last-segment-leaving" && !(isAppError(error, "channel") && error.context.requestMayHaveArrived === false);
    const outcome = await conclude(context, order, transmission, mayHaveArrived ? "lose-answer" : "not-sent", { code: isAppError(error) ? error.code : "failed", text: sentenceOf(error) });
    board.step(key, { state: outcome.kind === "unanswered" ? "unknown" : "failed", note: outcome.text });
    if (outcome.kind === "not-sent") throw new SendingStopped(outcome, error);
    return outcome;
  }
  const outcome = await concludeAnswer(context, order, transmission, answer);
  board.step(key, {
    state: outcome.kind === "delivered" ? "done" : outcome.kind === "unanswered" ? "unknown" : "failed",
    done: outcome.kind === "delivered" ? transmission.segments : transmission.segmentsAcknowledged,
    note: outcome.kind === "delivered" ? `order id ${outcome.bankOrderId ?? "none given"}` : outcome.text,
  });
  return outcome;
}

/**
 * Another process may have taken this one for dead (stopped, asleep, in another container) and settled the order: then no further
 * request leaves, or the order could go out twice.
 */
async function stillMine(context: WorkflowContext, order: Order, transmission: Transmission, work: (store: CustomerStore) => Promise<void>): Promise<void> {
  await context.store.transaction(async (store) => {
    const now = await store.orders.get(order.id);
    const last = (await store.transmissions.ofOrder(order.id)).at(-1);
    if (now?.state !== "sending" || now.revision !== order.revision || last?.attempt !== transmission.attempt || last.phase === "abandoned") {
      throw new AppError("workflow", "taken-over", `Sending order ${numberText(order)} was broken off: meanwhile another process settled what became of it.`, {
        meaning: "No further part of it left.", next: "Look at the order: its state says whether the bank may have it.",
      });
    }
    await work(store);
  });
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
  | { readonly kind: "begun"; readonly order: Order; readonly transmission: Transmission; readonly signatures: readonly OrderSignature[] }
  | { readonly kind: "stopped"; readonly outcome: OrderOutcome };

/** In one transaction: nobody else sends it, the same content has not left, and the try is written down. */
async function begin(context: WorkflowContext, line: Line, sessionId: SessionId, id: OrderId): Promise<Begun> {
  return context.store.transaction(async (store) => {
    await requireRightNow(context, store, "send", "send orders");
    const queued = await mustGet(store, id);
    const stop = (text: string): Begun => ({ kind: "stopped", outcome: { orderId: id, number: queued.number, kind: "stopped", bankOrderId: undefined, text } });
    if (queued.state !== "queued") return stop(`Order ${numberText(queued)} is not in the outbox any more. Nothing was sent.`);
    const earlier = await sentBefore(store, queued);
    if (earlier !== undefined) return stop(sentenceOf(sameContentSent(queued, earlier)));
    const signatures = await store.orders.signatures(id);
    if (signatures.length === 0 || signatures.some((one) => one.digest !== queued.signedDigest)) return stop("Its signatures do not fit its content any more. Nothing was sent. Withdraw them and sign again.");
    const verdict = judgeSignatures(await store.signers.rules(), await store.signers.all(), signatures, queued);
    if (!verdict.complete && queued.forOthers === undefined) return stop(`The signatures of order ${numberText(queued)} are not enough any more, by the rules and signers as they are now. ${verdict.explanation} Nothing was sent. Take it out of the outbox, withdraw its signatures and sign again.`);
    const tries = await store.transmissions.ofOrder(id);
    if (tries.some((one) => one.outcome === foundAtBankOutcome)) return stop(`The bank has order ${numberText(queued)} already, as its customer protocol says. Nothing was sent; sending it would pay twice. Cancel this order.`);
    const attempt = tries.length + 1;
    const at = instantNow(context);
    const transmission: Transmission = {
      orderId: id, attempt, sessionId, subscriberId: line.subscriber.id, startedAt: at, phase: "initialising",
      transactionId: undefined, bankOrderId: undefined, segments: 0, segmentsAcknowledged: 0, outcome: undefined,
    };
    const order = await store.orders.advance(id, queued.revision, "start-sending", { at, actor: context.operator.name, note: attempt === 1 ? undefined : `try ${attempt}` });
    await store.transmissions.put(transmission);
    await store.journal.append({ at, actor: context.operator.name, action: "order.sending", subject: id, summary: `Order ${order.number} is being sent, try ${attempt}`, detail: { digest: order.signedDigest, connection: line.connection.title } });
    return { kind: "begun", order, transmission, signatures };
  });
}

async function exchangeOf(context: WorkflowContext, line: Line, order: Order, signatures: readonly OrderSignature[]) {
  assert(order.fileId !== undefined && order.signedDigest !== undefined, "a queued order has a file and a digest");
  const profile = profileOf(context.tools.banks, line.connection.bankProfile);
  const service = order.sendAs === undefined ? serviceFor(profile, order, await context.store.orders.batches(order.id)) : undefined;
  const name = order.sendAs ?? (service && orderNameOn(line.connection, service.order));
  assert(name !== undefined, "a checked order has a name at the bank");
  const subscribers = await context.store.connections.subscribers(line.connection.id);
  return upload(orderContext(context, line.connection, line.subscriber), {
    ...uploadOf(name),
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
  });
}

async function concludeAnswer(context: WorkflowContext, order: Order, transmission: Transmission, answer: Answer<UploadReceipt>): Promise<OrderOutcome> {
  if (answer.kind === "ok") {
    const bankOrderId = answer.value.bankOrderId ?? transmission.bankOrderId;
    return conclude(context, order, { ...transmission, bankOrderId, segmentsAcknowledged: answer.value.segments }, "deliver", { code: answer.business.code, text: "delivered" });
  }
  const words = rejectionText(answer);
  if (answer.kind === "rejected" && answer.mayBeExecuting) return conclude(context, order, transmission, "lose-answer", words);
  const tryLater = answer.kind === "rejected" && answer.decisive.retryHelps;
  return conclude(context, order, transmission, tryLater ? "not-sent" : "refuse", words);
}

const outcomeKinds = { deliver: "delivered", refuse: "refused", "lose-answer": "unanswered", "not-sent": "not-sent" } as const;

/** Writes down how the try ended: the order's state, the try, the journal, all or nothing. */
async function conclude(
  context: WorkflowContext, order: Order, transmission: Transmission, event: keyof typeof outcomeKinds & OrderEvent, words: { readonly code: string; readonly text: string; readonly next?: string | undefined },
): Promise<OrderOutcome> {
  const at = instantNow(context);
  const text = outcomeText(order, event, transmission, words);
  await context.store.transaction(async (store) => {
    await store.orders.advance(order.id, order.revision, event, {
      at, actor: context.operator.name, note: event === "deliver" ? `order id ${transmission.bankOrderId ?? "none given"}` : words.text,
      set: { bankOrderId: event === "not-sent" ? undefined : transmission.bankOrderId, ...(event === "deliver" ? {} : { bankAnswer: { code: words.code, text: words.text, at } }) },
    });
    await store.transmissions.put({ ...transmission, phase: event === "not-sent" ? "abandoned" : event === "lose-answer" ? transmission.phase : "answered", outcome: words.code });
    await store.journal.append({
      at, actor: context.operator.name, action: `order.${outcomeKinds[event]}`, subject: order.id, summary: text,
      detail: { transactionId: transmission.transactionId, bankOrderId: transmission.bankOrderId, code: words.code },
    });
    if (event === "deliver") await learnPayees(store, context, order.id);
  });
  return { orderId: order.id, number: order.number, kind: outcomeKinds[event], bankOrderId: transmission.bankOrderId, text };
}

function outcomeText(order: Order, event: keyof typeof outcomeKinds, transmission: Transmission, words: { readonly code: string; readonly text: string; readonly next?: string | undefined }): string {
  const name = `Order ${numberText(order)}`;
  switch (event) {
    case "deliver":
      return `${name} was delivered as ${transmission.bankOrderId ?? "(no order id)"}.`;
    case "refuse":
      return `${name} was refused: ${words.code} ${words.text} It will not be executed.${words.next === undefined ? "" : ` ${words.next}`}`;
    case "not-sent":
      return `${name} did not go out: ${words.text} Nothing of it can be executed; it stays in the outbox.${words.next === undefined ? "" : ` ${words.next}`}`;
    case "lose-answer":
      return `${name}: never heard back. The bank may have it. Do not send it again: ask the bank.`;
  }
}
