import { createHash } from "node:crypto";
import { inflated, decrypted, openTransactionKey, OrderDataDigest, OrderDataError } from "../../ebics/index.ts";
import { decideFate, type Fate, isReleased, keepFindings, keepWaiting } from "../eds/fate.ts";
import { formats } from "../../formats/all.ts";
import { keepDocument } from "../ledger/documents.ts";
import { orderFormat, processOrder } from "../ledger/process-order.ts";
import { recordEvent } from "../reports/protocol-event.ts";
import { type Codes, codesFor, ok } from "./codes.ts";
import type { Host } from "./host.ts";
import { type OrderDigests, type VerifiedOver, verifySignature } from "./signers.ts";
import { offeredOrder } from "../subscribers/offered-orders.ts";
import { findSubscriber } from "../subscribers/subscriber.ts";
import { finishUpload, segmentsOf, type Upload } from "./upload-record.ts";

/**
 * The last segment is here: opens the order, verifies its signatures and keeps it with its customer protocol, all in one atomic step.
 * From then on the order is the bank's, whether the customer hears the answer or not; it is judged before the answer leaves.
 */
export async function takeOrder(host: Host, upload: Upload): Promise<Codes> {
  const { database } = host.ledger;
  const opened = await openOrder(host, upload);
  if (opened.kind !== "ok") return refuse(host, upload, opened.kind === "too-large" ? "091117" : "090004", "TD03", "The order data cannot be decrypted or decompressed.");
  const { digests } = opened;
  const { dataDigest } = upload;
  if (dataDigest !== undefined && ![digests.stripped, digests.asSent].some((digest) => Buffer.compare(digest, dataDigest) === 0)) {
    return refuse(host, upload, "091301", "DS0B", "The data digest is not that of the order data.");
  }
  // Days may lie between the first message and the last: who was suspended meanwhile has not signed.
  if (upload.signatures.some(({ userId }) => findSubscriber(database, upload.partnerId, userId)?.state !== "ready")) return refuse(host, upload, "091305", "DS27", "A signer is not active any more.");
  const verified = upload.signatures.map((signature) => ({ userId: signature.userId, over: verifySignature(host, upload.partnerId, signature, digests) }));
  const wrong = verified.find(({ over }) => over === "wrong");
  if (wrong !== undefined) return refuse(host, upload, "091301", "DS0B", `The signature of ${wrong.userId} is wrong.`);
  if (offeredOrder("BTU", upload.service)?.kind === "document-upload") {
    database.transaction(() => keepDocument(host.ledger, keepOrder(host, upload, opened, verified, { kind: "execute" })));
    return ok;
  }
  if (offeredOrder("BTU", upload.service)?.kind === "recall") {
    if (!formats.some((format) => format.kind === "recalls" && format.id.startsWith("camt.055.") && format.detect(opened.head))) return refuse(host, upload, "090004", "TD03", "The file is not a camt.055 of a version known here.");
    // A recall moves no money away, and this bank keeps none waiting for more signatures.
    if (!isReleased(host, upload)) return refuse(host, upload, "090003", "DS0A", "The signatures are not enough for a recall.");
    const row = database.transaction(() => keepOrder(host, upload, opened, verified, { kind: "execute" }));
    await host.orders.run(() => processOrder(host.ledger, formats, row));
    return ok;
  }
  const format = orderFormat(formats, opened.head);
  if (format === undefined) return refuse(host, upload, "090004", "TD03", "The file is not a pain.001 or pain.008 of a version known here.");
  const fate = await decideFate(host, upload, format, () => contentOf(host, upload, opened.key));
  if (fate.kind === "refuse") return refuse(host, upload, "090003", "DS0A", "The signatures are not enough for what the order debits.");
  const row = database.transaction(() => keepOrder(host, upload, opened, verified, fate));
  if (fate.kind === "wait") return ok;
  await host.orders.run(() => processOrder(host.ledger, formats, row));
  return ok;
}

interface OpenedOrder {
  readonly kind: "ok";
  /** AES key of the segments. */
  readonly key: Uint8Array;
  readonly digests: OrderDigests;
  readonly sizeBytes: number;
  /** As much of the beginning as tells the format. */
  readonly head: Uint8Array;
}
const headBytes = 4096;

/** Reads the order data once, however large they are. */
async function openOrder(host: Host, upload: Upload): Promise<OpenedOrder | { readonly kind: OrderDataError["kind"] }> {
  const stripped = new OrderDataDigest();
  const asSent = createHash("sha256");
  let sizeBytes = 0;
  let head = Buffer.alloc(0);
  try {
    const key = await openTransactionKey(host.keys.decryption, upload.encryption);
    for await (const piece of contentOf(host, upload, key)) {
      stripped.update(piece);
      asSent.update(piece);
      sizeBytes += piece.length;
      if (head.length < headBytes) head = Buffer.concat([head, piece.subarray(0, headBytes)]);
    }
    return { kind: "ok", key, digests: { stripped: stripped.value(), asSent: asSent.digest() }, sizeBytes, head: head.subarray(0, headBytes) };
  } catch (error) {
    if (error instanceof OrderDataError) return { kind: error.kind };
    throw error;
  }
}

function contentOf(host: Host, upload: Upload, key: Uint8Array): AsyncIterable<Uint8Array> {
  return inflated(decrypted(key, segmentsOf(host.ledger.database, upload.transactionId)), { bytesMax: host.limits.orderBytesMax, timesMax: 256 });
}

interface Verified {
  readonly userId: string;
  readonly over: VerifiedOver;
}

function keepOrder(host: Host, upload: Upload, opened: OpenedOrder, verified: readonly Verified[], fate: Fate): bigint {
  const { database, clock } = host.ledger;
  finishUpload(database, upload.transactionId, ok.business, opened.key);
  const { id } = database.run(
    `INSERT INTO customer_order (partner_id, user_id, order_id, order_type, file_name, received_ms, digest, size_bytes, content, transaction_id, signers, state)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, x'', ?, ?, 'received')`,
    upload.partnerId, upload.userId, upload.orderId, JSON.stringify(upload.service), upload.fileName ?? null, clock.now(),
    Buffer.from(opened.digests.stripped).toString("hex"), opened.sizeBytes, upload.transactionId, JSON.stringify(upload.signatures.map((signature) => signature.userId)),
  );
  tell(host, upload, "FILE_UPLOAD", "TS01", "The file was received.", upload.userId);
  for (const { userId, over } of verified) {
    const text = over === "as-sent" ? "The signature is correct, though made over the line ends too, which the specification leaves out." : "The signature is correct.";
    tell(host, upload, "ES_VERIFICATION", "DS01", text, userId);
  }
  if (fate.kind === "wait") {
    keepWaiting(host, id, fate);
    keepFindings(host, id, fate);
    tell(host, upload, "VEU_FORWARDING", "DS06", "The order waits for signatures at the bank.", upload.userId);
  } else {
    if (fate.kind === "execute") keepFindings(host, id, fate);
    tell(host, upload, "ORDER_HAC_FINAL_POS", "DS05", "The order was passed on for execution.");
  }
  return id;
}

/** The bank's no to the whole order; the customer protocol keeps it, for a customer who does not hear the answer. */
function refuse(host: Host, upload: Upload, code: string, reasonCode: "DS0A" | "DS0B" | "DS27" | "TD03", text: string): Codes {
  host.ledger.database.transaction(() => {
    finishUpload(host.ledger.database, upload.transactionId, code, undefined);
    tell(host, upload, "FILE_UPLOAD", reasonCode === "TD03" ? "TD03" : "TS01", reasonCode === "TD03" ? text : "The file was received.", upload.userId);
    if (reasonCode !== "TD03") tell(host, upload, "ES_VERIFICATION", reasonCode, text, upload.userId);
    tell(host, upload, "ORDER_HAC_FINAL_NEG", reasonCode, "The order was refused; nothing of it is executed.");
  });
  return codesFor(code);
}

function tell(
  host: Host, upload: Upload, action: "FILE_UPLOAD" | "ES_VERIFICATION" | "VEU_FORWARDING" | "ORDER_HAC_FINAL_POS" | "ORDER_HAC_FINAL_NEG", reasonCode: string, text: string, userId?: string,
): void {
  recordEvent(host.ledger, { partnerId: upload.partnerId, userId, action, adminOrderType: "BTU", service: upload.service, orderId: upload.orderId, reasonCode, text });
}
