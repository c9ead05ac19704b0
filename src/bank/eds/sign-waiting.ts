import { encryptionDigestMatches, openSignatureData, type UploadInitialisation, verifyOrderSignature } from "../../ebics/index.ts";
import { isAllowed, offeredOrder } from "../subscribers/offered-orders.ts";
import { findSubscriber, type Subscriber } from "../subscribers/subscriber.ts";
import { publicKeyOf } from "../host/check-sender.ts";
import { ok } from "../host/codes.ts";
import type { Host } from "../host/host.ts";
import { attributeFits } from "../host/order-attribute.ts";
import { type Outcome, refusal } from "../host/outcome.ts";
import { expireWaiting } from "./expire.ts";
import { judgeReleased, releaseWhenSigned, tellOfWaiting } from "./release.ts";
import { addSignature, findWaiting, visibleTo, type WaitingOrder } from "./waiting-order.ts";

/** HVE: one more signature on an order that waits. HVS: it is cancelled for good. One message does everything; there is no order data. */
export async function signWaiting(host: Host, request: UploadInitialisation, subscriber: Subscriber): Promise<Outcome> {
  const { ledger } = host;
  const { params } = request;
  const known = { order: request.adminOrderType, partnerId: subscriber.partnerId, userId: subscriber.userId };
  if (params.kind !== "HVE" && params.kind !== "HVS") return refusal("091006", known);
  const about = { ...known, order: `${params.kind} ${params.order.orderId}`, orderId: params.order.orderId };
  const offered = offeredOrder(params.kind, undefined);
  if (offered === undefined || !isAllowed(subscriber, offered)) return refusal("090003", about);
  if (!attributeFits(request, "UZHNN")) return refusal("091121", about);
  if (request.segments !== 0) return refusal("091112", about);
  if (!encryptionDigestMatches(request.encryption, host.keys.publicKeys.encryption)) return refusal("091008", about);
  if (params.order.partnerId !== subscriber.partnerId) return refusal("091120", about);
  const opened = await openSignatureData(request.protocol, request.signatureData, request.encryption, host.keys.decryption);
  if (opened.kind === "unreadable") return refusal(opened.returnCode, about);
  const [signature, ...more] = opened.value;
  // One person, one signature, brought by themselves: nobody can pass on a signature that was given for something else.
  if (signature === undefined || more.length > 0) return refusal("091111", about);
  if (signature.partnerId !== subscriber.partnerId || signature.userId !== subscriber.userId) return refusal("091304", about);

  expireWaiting(ledger);
  const released = ledger.database.transaction((): bigint | undefined | { readonly code: string } => {
    const order = findWaiting(ledger.database, request.protocol, params.order);
    if (order === undefined) return { code: "091114" };
    if (findSubscriber(ledger.database, subscriber.partnerId, subscriber.userId)?.state !== "ready") return { code: "091002" }; // suspended while the signature was opened
    const code = whyNot(subscriber, order, params.kind === "HVE");
    if (code !== undefined) return { code };
    const key = subscriber.signature;
    const isRight =
      key !== undefined && signature.version === key.version && (request.dataDigest === undefined || Buffer.compare(request.dataDigest.digest, order.digest) === 0) && verifyOrderSignature(key.version, order.digest, signature.value, publicKeyOf(key));
    if (!isRight) {
      tellOfWaiting(ledger, order, params.kind, "VEU_VERIFICATION", "DS0B", `The signature of ${subscriber.userId} is wrong; the order waits on.`, subscriber.userId);
      return { code: "091301" };
    }
    return params.kind === "HVE" ? addToOrder(host, order, subscriber) : cancelOrder(host, order, subscriber);
  });
  if (typeof released === "object") return refusal(released.code, about);
  if (released !== undefined) await judgeReleased(ledger, host.orders, released);
  return { ...about, codes: ok };
}

/** The code, when this user may not do it with this order. */
function whyNot(subscriber: Subscriber, order: WaitingOrder, signing: boolean): string | undefined {
  if (visibleTo(subscriber, order) === undefined || subscriber.signatureClass === "T") return "090003";
  if (subscriber.accounts.length > 0 && !order.survey.accounts.every((account) => subscriber.accounts.includes(account))) return "091302";
  return signing && order.signatures.some((one) => one.userId === subscriber.userId) ? "091306" : undefined;
}

/** @returns the order's row when this was the last signature that it needed */
function addToOrder(host: Host, order: WaitingOrder, subscriber: Subscriber): bigint | undefined {
  const { ledger } = host;
  const signedMs = ledger.clock.now();
  addSignature(ledger.database, order.row, subscriber, signedMs);
  tellOfWaiting(ledger, order, "HVE", "ES_UPLOAD", "TS01", "A signature was received.", subscriber.userId);
  tellOfWaiting(ledger, order, "HVE", "VEU_VERIFICATION", "DS01", "The signature is correct.", subscriber.userId);
  const { userId, name, signatureClass } = subscriber;
  if (releaseWhenSigned(ledger, order, [...order.signatures, { userId, name, signatureClass, signedMs }])) return order.row;
  tellOfWaiting(ledger, order, "HVE", "VEU_FORWARDING", "DS06", "The order waits for further signatures.");
  return undefined;
}

function cancelOrder(host: Host, order: WaitingOrder, subscriber: Subscriber): undefined {
  const { ledger } = host;
  ledger.database.run("UPDATE customer_order SET state = 'cancelled', reason_code = 'DS02', reason_text = ? WHERE id = ?", `Cancelled by ${subscriber.userId}.`, order.row);
  tellOfWaiting(ledger, order, "HVS", "VEU_CANCEL_ORDER", "DS02", `The order was cancelled by ${subscriber.userId} (${subscriber.name}).`, subscriber.userId);
  tellOfWaiting(ledger, order, "BTU", "ORDER_HAC_FINAL_NEG", "DS02", `The order was cancelled by ${subscriber.userId}; nothing of it is executed.`);
}
