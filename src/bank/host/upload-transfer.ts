import { btfText, segmentBytesLimit, type TransferRequest } from "../../ebics/index.ts";
import { checkContinuation } from "./check-sender.ts";
import { ok } from "./codes.ts";
import type { Host } from "./host.ts";
import { type Outcome, refusal } from "./outcome.ts";
import { takeOrder } from "./take-order.ts";
import { countRecovery, forgetUpload, keepSegment, receivedBytes, type Upload } from "./upload-record.ts";

/** Ciphertext of one upload; beyond it 091117. */
const orderBytesMax = 256 * 1024 * 1024;
/** So often in a row a customer may be sent back to the recovery point; then the transaction ends with 091102. */
const recoveriesMax = 10;

/** One segment of an upload; the last one makes it an order. */
export async function transferUpload(host: Host, request: TransferRequest, upload: Upload): Promise<Outcome> {
  const { database } = host.ledger;
  const { transactionId } = upload;
  const segment = { number: request.segment, last: request.lastSegment };
  const known = { order: `BTU ${btfText(upload.service)}`, partnerId: upload.partnerId, userId: upload.userId, transactionId, orderId: upload.orderId, segment };
  const sender = checkContinuation(host, request, upload);
  if (sender.kind === "refused") return refusal(sender.code, known);
  if (request.orderData === undefined) return refusal("091113", known);
  if (request.segment > upload.segments) return refusal("091104", known);
  if (request.segment !== upload.received + 1) {
    if (countRecovery(database, transactionId) > recoveriesMax) {
      forgetUpload(database, transactionId);
      return refusal("091102", known);
    }
    return refusal("061101", { ...known, ...recoveryPoint(upload) });
  }
  if (request.orderDataCharacters > segmentBytesLimit) return refusal("091009", known);
  if (request.lastSegment !== (request.segment === upload.segments)) return refusal("091113", known);
  if (receivedBytes(database, transactionId) + request.orderData.length > orderBytesMax) {
    forgetUpload(database, transactionId);
    return refusal("091117", known);
  }
  if (!request.lastSegment) {
    keepSegment(database, transactionId, request.segment, request.orderData);
    return { ...known, codes: ok };
  }
  return { ...known, codes: await takeOrder(host, upload, request.orderData) };
}

/** The last segment the bank has; the customer goes on after it. No segment: from the first one. */
function recoveryPoint(upload: Upload): Partial<Outcome> {
  return { segment: upload.received === 0 ? undefined : { number: upload.received, last: false } };
}
