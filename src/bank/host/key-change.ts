import {
  encryptionDigestMatches, openOrderData, openSignatureData, orderDataDigest, type OrderSignature, readNewKeys, segmentBytesLimit, suspensionOrderData, type TransferRequest,
  type UploadInitialisation, verifyOrderSignature,
} from "../../ebics/index.ts";
import { recordEvent } from "../reports/protocol-event.ts";
import { suspendThemselves } from "../subscribers/enrol.ts";
import { keepKeys } from "../subscribers/keys.ts";
import { findSubscriber, type Subscriber } from "../subscribers/subscriber.ts";
import { keysProblem } from "./check-keys.ts";
import { checkContinuation, checkInitialisation, publicKeyOf } from "./check-sender.ts";
import { type Codes, codesFor, ok } from "./codes.ts";
import type { Host } from "./host.ts";
import { forgetKeyChange, type KeptKeyChange, type KeyChangeOrder, keepKeyChange } from "./key-change-record.ts";
import { type Outcome, refusal } from "./outcome.ts";
import { attributeFits } from "./order-attribute.ts";
import { isServed } from "./served-orders.ts";
import { nextOrderId, orderIdProblem } from "./upload-record.ts";

/** New keys are a few kilobytes. */
const orderDataBytesMax = 1024 * 1024;

/** True for the orders with which a user changes their own keys or locks themselves out. */
export function isKeyOrder(adminOrderType: string): adminOrderType is KeyChangeOrder | "SPR" {
  return adminOrderType === "PUB" || adminOrderType === "HCA" || adminOrderType === "HCS" || adminOrderType === "SPR";
}

/**
 * PUB, HCA, HCS, first message; SPR, the only one. Exactly one signature, of this very user, by the signature key that the bank has.
 * EBICS 3.0 §4.5, §4.6.1
 */
export async function initialiseKeyOrder(host: Host, request: UploadInitialisation, order: KeyChangeOrder | "SPR"): Promise<Outcome> {
  const { partnerId, userId } = request.ids;
  const known = { order, partnerId, userId };
  const sender = checkInitialisation(host, request);
  if (sender.kind === "refused") return refusal(sender, known);
  if (!isServed(request.protocol, order, "to the bank")) return refusal("091006", known);
  if (request.params.kind !== "standard") return refusal("091112", known);
  if (!attributeFits(request, order === "SPR" ? "UZHNN" : "OZHNN")) return refusal("091121", known);
  if (!encryptionDigestMatches(request.encryption, host.keys.publicKeys.encryption)) return refusal("091008", known);
  if (request.segments !== (order === "SPR" ? 0 : 1)) return refusal(request.segments > 1 ? "091118" : "091112", known);
  const opened = await openSignatureData(request.protocol, request.signatureData, request.encryption, host.keys.decryption);
  if (opened.kind === "unreadable") return refusal(opened.returnCode, known);
  const [signature, ...more] = opened.value;
  if (signature === undefined || more.length > 0) return refusal("091111", known);
  if (signature.partnerId !== partnerId) return refusal("091120", known);
  if (signature.userId !== userId) return refusal("090003", known);
  const idProblem = orderIdProblem(host.ledger.database, request);
  if (idProblem !== undefined) return refusal(idProblem, known);
  if (order === "SPR") return suspend(host, sender.subscriber, request.orderId, signature, request.dataDigest?.digest);
  const transactionId = Buffer.from(host.randomness.bytes(16)).toString("hex").toUpperCase();
  const orderId = host.ledger.database.transaction(() => {
    const id = request.orderId ?? nextOrderId(host.ledger.database, partnerId);
    keepKeyChange(host.ledger.database, { transactionId, protocol: request.protocol, partnerId, userId, order, orderId: id, encryption: request.encryption, signature, dataDigest: request.dataDigest?.digest }, host.protocolClock.now());
    return id;
  });
  return { ...known, codes: ok, transactionId, orderId };
}

/** The one segment: the keys count from the answer on, all of them or none. */
export async function transferKeyChange(host: Host, request: TransferRequest, change: KeptKeyChange): Promise<Outcome> {
  const segment = { number: request.segment, last: request.lastSegment };
  const known = { order: change.order, partnerId: change.partnerId, userId: change.userId, transactionId: change.transactionId, orderId: change.orderId, segment };
  const sender = checkContinuation(host, request, change);
  if (sender.kind === "refused") return refusal(sender, known);
  if (request.orderData === undefined) return refusal("091113", known);
  if (request.segment !== 1) return refusal("091104", known);
  if (request.orderDataCharacters > segmentBytesLimit) return refusal("091009", known);
  if (!request.lastSegment) return refusal("091113", known);
  return { ...known, codes: await changeKeys(host, change, request.orderData) };
}

async function changeKeys(host: Host, change: KeptKeyChange, segment: Uint8Array): Promise<Codes> {
  const { database } = host.ledger;
  const opened = await openOrderData([segment], change.encryption, host.keys.decryption, orderDataBytesMax);
  const digest = opened.kind === "ok" ? await orderDataDigest(opened.value) : undefined;
  const keys = opened.kind === "ok" ? readNewKeys(change.protocol, change.order, opened.value) : opened;
  return database.transaction(() => {
    forgetKeyChange(database, change.transactionId);
    const subscriber = findSubscriber(database, change.partnerId, change.userId); // as it is now: opening took a while
    if (subscriber?.state !== "ready") return codesFor("091002");
    const code =
      keys.kind === "unreadable" || digest === undefined ? (keys.kind === "unreadable" ? keys.returnCode : "090004")
      : !isAnnounced(change.dataDigest, digest) || !isSigned(subscriber, change.signature, digest) ? "091301"
      : keysProblem(host, subscriber, keys.value);
    tell(host, change, "FILE_UPLOAD", "TS01", "The new keys were received.", change.userId);
    if (code !== undefined || keys.kind === "unreadable") {
      if (code === "091301") tell(host, change, "ES_VERIFICATION", "DS0B", "The signature of the new keys is wrong.", change.userId);
      tell(host, change, "ORDER_HAC_FINAL_NEG", code === "091301" ? "DS0B" : "TD03", "The keys were refused; the old ones stay valid.");
      return codesFor(code ?? "090004");
    }
    tell(host, change, "ES_VERIFICATION", "DS01", "The signature is correct.", change.userId);
    keepKeys(database, subscriber, keys.value, "at-once");
    tell(host, change, "ORDER_HAC_FINAL_POS", "DS05", "The new keys are valid from now on; the old ones are not.");
    return ok;
  });
}

async function suspend(host: Host, subscriber: Subscriber, ownId: string | undefined, signature: OrderSignature, dataDigest: Uint8Array | undefined): Promise<Outcome> {
  const { database } = host.ledger;
  const { partnerId, userId } = subscriber;
  const digest = await orderDataDigest(suspensionOrderData);
  const known = { order: "SPR", partnerId, userId };
  if (!isAnnounced(dataDigest, digest) || !isSigned(subscriber, signature, digest)) return refusal("091301", known);
  const orderId = database.transaction(() => {
    suspendThemselves(database, partnerId, userId);
    const id = ownId ?? nextOrderId(database, partnerId);
    tell(host, { partnerId, order: "SPR", orderId: id }, "ES_VERIFICATION", "DS01", "The signature is correct.", userId);
    tell(host, { partnerId, order: "SPR", orderId: id }, "ORDER_HAC_FINAL_POS", "DS05", `The user ${userId} is suspended at their own wish.`);
    return id;
  });
  return { ...known, codes: ok, orderId };
}

/** What 3.0 announced is what came; older versions announce nothing. */
function isAnnounced(announced: Uint8Array | undefined, digest: Uint8Array): boolean {
  return announced === undefined || Buffer.compare(announced, digest) === 0;
}

function isSigned(subscriber: Subscriber, signature: OrderSignature, digest: Uint8Array): boolean {
  const key = subscriber.signature;
  return key !== undefined && key.version === signature.version && verifyOrderSignature(signature.version, digest, signature.value, publicKeyOf(key));
}

function tell(
  host: Host, { partnerId, order, orderId }: { readonly partnerId: string; readonly order: string; readonly orderId: string },
  action: "FILE_UPLOAD" | "ES_VERIFICATION" | "ORDER_HAC_FINAL_POS" | "ORDER_HAC_FINAL_NEG", reasonCode: string, text: string, userId?: string,
): void {
  recordEvent(host.ledger, { partnerId, userId, action, adminOrderType: order, orderId, reasonCode, text });
}
