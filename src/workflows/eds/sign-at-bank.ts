import { counted } from "../../domain/counted.ts";
import { AppError, assert, isAppError } from "../../domain/errors.ts";
import type { SubscriberId } from "../../domain/ids.ts";
import type { Secret } from "../../domain/secret.ts";
import { signAtBank as exchange } from "../../ebics/index.ts";
import { fetchProtocol } from "../communication/fetch-protocol.ts";
import { converse, type Line, orderContext, rejectionText, sentenceOf } from "../communication/line.ts";
import { withLine } from "../communication/with-line.ts";
import { instantNow, requireRight, requireRightNow, type WorkflowContext } from "../context.ts";
import { openDevice, releaseDevice } from "../devices.ts";
import { withCardPin } from "../transport-keys.ts";
import { whyNotThisKey } from "../keys/own-keys.ts";
import { mustGetConnection } from "../must-get.ts";
import type { CustomerStore } from "../ports/customer-store.ts";
import type { Subscriber } from "../ports/subscribers.ts";
import type { EdsAttempt, EdsOrder } from "../ports/eds-orders.ts";
import type { SigningDevice } from "../ports/signing-device.ts";
import { requireCustomerCode } from "../require-customer-code.ts";
import { matterAtBank } from "../signed-matter.ts";
import { assertOwnCertificate } from "../sign-orders.ts";
import { askState, contradict, refOf } from "./fetch-content.ts";
import { fetchEdsList } from "./fetch-list.ts";
import { noteSigners, settleAttempt } from "./settle.ts";
import { type EdsSheet, mustGetEds, ownKeys } from "./sheet.ts";

/** How signing or cancelling one order at the bank came out. */
export interface EdsResult {
  readonly kind: "done" | "already" | "refused" | "unanswered" | "not-sent";
  readonly order: EdsOrder;
  /** One or two sentences: what happened, what it means for the money, what to do. */
  readonly text: string;
  /** Of one that was refused because the bank contradicts itself. */
  readonly contradiction?: AppError | undefined;
}

export interface EdsSigning {
  readonly action: "sign" | "cancel";
  readonly subscriberId: SubscriberId;
  /** Is not kept. */
  readonly pin: Secret;
  /** The key's device, open already: it is used instead of the PIN and stays open. */
  readonly device?: SigningDevice | undefined;
  readonly customerCode?: string | undefined;
  /** The operator was told that the content is not known here, and signs the digest all the same. */
  readonly withoutContent?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Signs the order that the sheet shows at the bank (HVE), or cancels it there for good (HVS), in a session of its own. The bank is asked once
 * more what it wants signed; the digest must be the one shown. What leaves is written down before. A repeat does no harm: the bank knows who signed.
 * @throws AppError signer/* when the device does not open; workflow/`eds-contradiction`; nothing is signed then
 */
export async function signAtBank(context: WorkflowContext, sheet: EdsSheet, by: EdsSigning): Promise<EdsResult> {
  const [result] = await signAllAtBank(context, [sheet], by);
  assert(result !== undefined, "one order has one result");
  if (result.contradiction !== undefined) throw result.contradiction;
  return result;
}

/**
 * The same for several orders of one bank, in one session and with one opening of the device. What goes wrong with one order holds up no other.
 * @param run.stop ends it before the next order, and a line that is being dialled at once; what was not begun has no result @param run.onResult hears each result, also when a later order throws
 * @throws AppError as `signAtBank`; channel/* when the line does not come up or breaks between two orders
 */
export async function signAllAtBank(
  context: WorkflowContext, sheets: readonly EdsSheet[], by: EdsSigning, run: { readonly stop?: AbortSignal | undefined; readonly onResult?: ((result: EdsResult) => void) | undefined } = {},
): Promise<readonly EdsResult[]> {
  requireRight(context, "sign", by.action === "sign" ? "sign orders at the bank" : "cancel orders at the bank");
  const [first] = sheets;
  if (first === undefined) return [];
  const { subscriber } = ownKeyOf(first, by);
  for (const sheet of sheets) await requireShown(context, sheet, by);
  const connection = await mustGetConnection(context.store, first.order.connectionId);
  const device = by.device ?? (await openDevice(context, subscriber.device, by.pin));
  const acted: EdsResult[] = [];
  let listed = false; // since they were signed
  const told = (): Promise<readonly EdsResult[]> => Promise.all(acted.map((one) => (one.kind === "done" ? asItIsNow(context, one, by.action, listed) : one)));
  try {
    assertOwnCertificate(subscriber, device);
    await releaseDevice(context, device, matterAtBank(sheets, by.action)); // before the line is up: people are slow, and lines cost money
    await withLine(withCardPin(context, subscriber, by.pin), connection, by.signal, async (line) => {
      for (const sheet of sheets) if (run.stop?.aborted !== true) acted.push(await oneInSession(context, line, sheet, by, device));
      if (acted.some(({ kind }) => kind === "done")) listed = await learnMore(context, line);
      return told();
    }, (results) => (results.length === 1 ? (results[0]?.text ?? "") : `${counted(results.length, "order")} at the bank: ${results.filter(({ kind }) => kind === "done").length} done`), { subscriber, stopDialling: run.stop });
    return await told();
  } finally {
    for (const one of await told()) run.onResult?.(one);
    if (by.device === undefined) await device.close();
  }
}

function ownKeyOf(sheet: EdsSheet, by: EdsSigning): EdsSheet["own"][number] {
  const own = sheet.own.find(({ subscriber }) => subscriber.id === by.subscriberId);
  if (own === undefined) throw new AppError("rights", "not-your-key", "This signing key is not yours.", { meaning: "Nothing was signed." });
  return own;
}

/** The key is the operator's, the customer was confirmed where that is wanted, and what is signed was shown. */
async function requireShown(context: WorkflowContext, sheet: EdsSheet, by: EdsSigning): Promise<void> {
  ownKeyOf(sheet, by);
  await requireCustomerCode(context, sheet.needsCustomerCode, by.customerCode);
  if (by.action === "sign" && sheet.facts === undefined && by.withoutContent !== true) {
    throw new AppError("workflow", "eds-blind", `What stands in order ${sheet.order.bankOrderId} is not known here: only its digest can be signed.`, { meaning: "Nothing was signed.", next: "Sign it without its content only when you know from elsewhere what it is." });
  }
}

/** A contradiction of the bank's is written down and concerns this order alone. */
async function oneInSession(context: WorkflowContext, line: Line, sheet: EdsSheet, by: EdsSigning, device: SigningDevice): Promise<EdsResult> {
  try {
    return await inSession(context, line, sheet, by, device);
  } catch (error) {
    if (!isAppError(error, "workflow", "eds-contradiction")) throw error;
    return { kind: "refused", order: sheet.order, text: `${error.message} Nothing was signed.`, contradiction: error };
  }
}

async function inSession(context: WorkflowContext, line: Line, sheet: EdsSheet, by: EdsSigning, device: SigningDevice): Promise<EdsResult> {
  const { bankOrderId } = sheet.order;
  await settleAttempt(context, line, sheet.order);
  const asked = await askState(context, line, sheet.order);
  if (asked.kind === "gone") return { kind: "refused", order: sheet.order, text: `Order ${bankOrderId} waits no more, or not for you: ${asked.code} ${asked.text} Nothing was signed.` };
  if (Buffer.from(asked.state.dataDigest.digest).toString("hex") !== sheet.digest) await contradict(context, sheet.order, "The bank now asks a signature for another content than the one that was shown.");
  const seen = await noteSigners(context, sheet.order, asked.state);
  if (by.action === "sign" && seen.signers.some((one) => one.userId === line.subscriber.userId)) return { kind: "already", order: seen, text: `You have signed order ${bankOrderId} already; the bank has your signature.` };

  const before = await mayIt(context, context.store, sheet, line.subscriber, by.action);
  if (typeof before === "string") return { kind: "refused", order: seen, text: before };
  const signature = await device.sign(line.subscriber.signatureVersion, Buffer.from(sheet.digest, "hex"));
  const begun = await writeDown(context, sheet, line.subscriber, by.action);
  if (typeof begun === "string") return { kind: "refused", order: seen, text: begun };
  const what = exchange(orderContext(context, line), by.action === "sign" ? "HVE" : "HVS", refOf(sheet.order), Buffer.from(sheet.digest, "hex"), {
    partnerId: line.connection.partnerId, userId: line.subscriber.userId, version: line.subscriber.signatureVersion, value: signature,
  });
  try {
    const answer = await converse(line, what);
    if (answer.kind === "ok") await done(context, sheet, line.subscriber, by.action, signature, device.describe().title);
    else {
      const words = rejectionText(answer);
      if (words.code === duplicateSignature) return { kind: "already", order: await end(context, begun, "done", "the bank has the signature already"), text: `You have signed order ${bankOrderId} already; the bank has your signature.` };
      if (answer.kind === "rejected" && answer.mayBeExecuting) return unanswered(context, begun, `${words.code} ${words.text}`);
      return { kind: "refused", order: await end(context, begun, "refused", `${words.code} ${words.text}`), text: `The bank did not take it: ${words.code} ${words.text} Order ${bankOrderId} is as it was.` };
    }
  } catch (error) {
    const left = !isAppError(error, "channel") || error.context.requestMayHaveArrived !== false;
    if (left) return unanswered(context, begun, sentenceOf(error));
    return { kind: "not-sent", order: await end(context, begun, "refused", "the line did not come up"), text: `Nothing reached the bank: ${sentenceOf(error)}` };
  }
  return { kind: "done", order: sheet.order, text: "The bank has it." };
}

/** With what the bank said after it. */
async function asItIsNow(context: WorkflowContext, { order: { connectionId, bankOrderId } }: EdsResult, action: EdsSigning["action"], listed: boolean): Promise<EdsResult> {
  const order = await mustGetEds(context.store, connectionId, bankOrderId);
  return { kind: "done", order, text: doneText(order, action, listed) };
}

const duplicateSignature = "091306";

/** Whether the operator's key may do it, by everything as it is now. @returns why not, as a sentence */
async function mayIt(context: WorkflowContext, store: CustomerStore, sheet: EdsSheet, subscriber: Subscriber, action: EdsSigning["action"]): Promise<EdsOrder | string> {
  await requireRightNow(context, store, "sign", action === "sign" ? "sign orders at the bank" : "cancel orders at the bank");
  const order = await mustGetEds(store, sheet.order.connectionId, sheet.order.bankOrderId);
  if (order.outcome !== undefined) return `Order ${order.bankOrderId} waits no more: ${order.outcome.text}`;
  if (order.content === undefined || order.content.kind === "contradiction" || order.content.digest !== sheet.digest) return "The order was changed after you looked at it. Look again, then sign.";
  const own = (await ownKeys(context, store, order, sheet.facts)).find((one) => one.subscriber.id === subscriber.id);
  if (own === undefined) return "This signing key is not yours any more.";
  const problem = whyNotThisKey(subscriber, own.subscriber);
  if (problem !== undefined) return problem;
  return action === "sign" && own.refusal !== undefined ? own.refusal : order;
}

async function writeDown(context: WorkflowContext, sheet: EdsSheet, subscriber: Subscriber, action: EdsSigning["action"]): Promise<EdsOrder | string> {
  return context.store.transaction(async (store) => {
    const order = await mayIt(context, store, sheet, subscriber, action);
    if (typeof order === "string") return order;
    const at = instantNow(context);
    const attempt: EdsAttempt = { action, signerId: subscriber.signerId, userId: subscriber.userId, at, phase: "leaving", text: "" };
    const begun = { ...order, attempt };
    await store.eds.put(begun);
    await store.journal.append({ at, actor: context.operator.name, action: `eds.${action}ing`, subject: order.bankOrderId, summary: `${action === "sign" ? "Signature" : "Cancellation"} of order ${order.bankOrderId} is leaving for the bank`, detail: { digest: sheet.digest, userId: subscriber.userId } });
    return begun;
  });
}

async function done(context: WorkflowContext, sheet: EdsSheet, subscriber: Subscriber, action: EdsSigning["action"], signature: Uint8Array, device: string): Promise<void> {
  await context.store.transaction(async (store) => {
    const at = instantNow(context);
    const { connectionId, bankOrderId } = sheet.order;
    const order = await mustGetEds(store, connectionId, bankOrderId);
    const signer = (await store.signers.all()).find((one) => one.id === subscriber.signerId);
    const attempt: EdsAttempt = { action, signerId: subscriber.signerId, userId: subscriber.userId, at, phase: "done", text: "" };
    if (action === "cancel") {
      await store.eds.put({ ...order, attempt, outcome: { kind: "cancelled", at, text: `Cancelled by ${subscriber.userId}.` } });
    } else {
      const ours = { userId: subscriber.userId, name: signer?.name, signatureClass: signer?.signatureClass ?? "T", at } as const;
      await store.eds.put({ ...order, attempt, signers: [...order.signers.filter((one) => one.userId !== ours.userId), ours] });
      await store.eds.addSignature({ connectionId, bankOrderId, signerId: subscriber.signerId, at, mechanism: subscriber.signatureVersion, digest: sheet.digest, signature, device, sums: sheet.facts?.sums ?? (order.sum === undefined ? [] : [order.sum]) });
    }
    await store.journal.append({
      at, actor: context.operator.name, action: action === "sign" ? "eds.signed" : "eds.cancelled", subject: bankOrderId,
      summary: `Order ${bankOrderId} ${action === "sign" ? `signed at the bank by ${signer?.name ?? subscriber.userId}` : `cancelled at the bank by ${signer?.name ?? subscriber.userId}`}`,
      detail: { digest: sheet.digest, mechanism: subscriber.signatureVersion, device },
    });
  });
}

async function end(context: WorkflowContext, begun: EdsOrder, phase: EdsAttempt["phase"], text: string): Promise<EdsOrder> {
  return context.store.transaction(async (store) => {
    const order = await mustGetEds(store, begun.connectionId, begun.bankOrderId);
    const ended = { ...order, attempt: begun.attempt === undefined ? undefined : { ...begun.attempt, phase, text } };
    await store.eds.put(ended);
    await store.journal.append({ at: instantNow(context), actor: context.operator.name, action: `eds.${phase}`, subject: begun.bankOrderId, summary: `Order ${begun.bankOrderId} at the bank: ${text}` });
    return ended;
  });
}

async function unanswered(context: WorkflowContext, begun: EdsOrder, text: string): Promise<EdsResult> {
  const order = await end(context, begun, "unanswered", text);
  return { kind: "unanswered", order, text: `Never heard back: ${text} The bank may have it. The next session asks; to do it again does no harm.` };
}

/** What became of it stands in the customer protocol; a bank that gives neither now gives it in the next session. @returns whether it listed what waits */
async function learnMore(context: WorkflowContext, line: Line): Promise<boolean> {
  try {
    await fetchProtocol(context, line);
    return (await fetchEdsList(context, line)).kind === "listed";
  } catch (error) {
    if (!isAppError(error)) throw error;
    line.log.push(`after signing: ${error.area}/${error.code}`);
    return false;
  }
}

function doneText(order: EdsOrder, action: EdsSigning["action"], listed: boolean): string {
  if (action === "cancel") return `Order ${order.bankOrderId} was cancelled at the bank. It will not be executed.`;
  switch (order.outcome?.kind) {
    case "gone":
      return `You have signed order ${order.bankOrderId}. It waits no more at the bank; its customer protocol will say what became of it.`;
    case "released":
      return `You have signed order ${order.bankOrderId}; it is complete, and the bank executes it.`;
    case "cancelled":
    case "deleted":
      return `You have signed order ${order.bankOrderId}, but it was ended: ${order.outcome.text}`;
    case undefined:
      if (!listed) return `You have signed order ${order.bankOrderId}; the bank has your signature. The next session learns what became of it.`;
      return `You have signed order ${order.bankOrderId}. It waits at the bank for ${counted(Math.max(1, order.signaturesRequired - order.signaturesDone), "more signature")}.`;
  }
}
