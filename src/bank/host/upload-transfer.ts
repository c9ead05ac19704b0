import { btfText, segmentBytesLimit, type TransferRequest } from "../../ebics/index.ts";
import { checkContinuation } from "./check-sender.ts";
import { codesFor, ok } from "./codes.ts";
import type { Host } from "./host.ts";
import { type Outcome, refusal } from "./outcome.ts";
import { takeOrder } from "./take-order.ts";
import { countRecovery, forgetUpload, keepSegment, segmentOf, type Upload } from "./upload-record.ts";

/**
 * One segment of an upload; the last one makes it an order. Who sends the last one again, because the answer was lost, hears the same answer
 * again; who sends another than the next one is sent to the recovery point. EBICS 3.0 §5.5.1.2.
 */
export async function transferUpload(host: Host, request: TransferRequest, upload: Upload): Promise<Outcome> {
  const { database } = host.ledger;
  const { transactionId } = upload;
  const segment = { number: request.segment, last: request.lastSegment };
  const known = { order: `BTU ${btfText(upload.service)}`, partnerId: upload.partnerId, userId: upload.userId, transactionId, orderId: upload.orderId, segment };
  const sender = checkContinuation(host, request, upload);
  if (sender.kind === "refused") return refusal(sender, known);
  const { orderData } = request;
  if (orderData === undefined) return refusal("091113", known);
  if (request.segment > upload.segments) return refusal("091104", known);
  if (isLastAgain(host, request, upload, orderData)) return { ...known, codes: upload.finishedCode === undefined ? await takeOrder(host, upload) : codesFor(upload.finishedCode) };
  if (upload.finishedCode !== undefined) return refusal("091101", known); // the transaction is over
  if (request.segment !== upload.received + 1) {
    if (countRecovery(database, transactionId) > host.limits.recoveriesMax) {
      forgetUpload(database, transactionId);
      return refusal("091102", known);
    }
    return refusal("061101", { ...known, ...recoveryPoint(upload) });
  }
  if (request.orderDataCharacters > segmentBytesLimit) return refusal("091009", known);
  if (request.lastSegment !== (request.segment === upload.segments)) return refusal("091113", known);
  if (upload.receivedBytes + orderData.length > host.limits.uploadBytesMax) {
    forgetUpload(database, transactionId);
    return refusal("091117", known);
  }
  keepSegment(database, transactionId, request.segment, orderData);
  return { ...known, codes: request.lastSegment ? await takeOrder(host, upload) : ok };
}

/** The very bytes of the last segment that is here already: its answer was lost, or the bank was stopped before it could give one. */
function isLastAgain(host: Host, request: TransferRequest, upload: Upload, orderData: Uint8Array): boolean {
  if (!request.lastSegment || request.segment !== upload.segments || upload.received !== upload.segments) return false;
  const kept = segmentOf(host.ledger.database, upload.transactionId, request.segment);
  return kept !== undefined && Buffer.compare(kept, orderData) === 0;
}

/** The last step that the bank has; the customer goes on after it. */
function recoveryPoint(upload: Upload): Partial<Outcome> {
  if (upload.received === 0) return { phase: "Initialisation", segment: undefined };
  return { segment: { number: upload.received, last: upload.received === upload.segments } };
}
