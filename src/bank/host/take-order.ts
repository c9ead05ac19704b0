import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { deflate } from "node:zlib";
import { openOrderData, orderDataDigest } from "../../ebics/index.ts";
import { formats } from "../../formats/all.ts";
import { orderFormat, processOrder } from "../ledger/process-order.ts";
import { recordEvent } from "../reports/protocol-event.ts";
import { type Codes, codesFor, ok } from "./codes.ts";
import type { Host } from "./host.ts";
import { type OrderDigests, type VerifiedOver, verifySignature } from "./signers.ts";
import { forgetUpload, segmentsOf, type Upload } from "./upload-record.ts";

/**
 * The last segment is here: opens the order, verifies its signatures and keeps it with its customer protocol, all in one atomic step.
 * From then on the order is the bank's, whether the customer hears the answer or not; it is judged before the answer leaves.
 */
export async function takeOrder(host: Host, upload: Upload, lastSegment: Uint8Array): Promise<Codes> {
  const { database } = host.ledger;
  const opened = await openOrderData([...segmentsOf(database, upload.transactionId), lastSegment], upload.encryption, host.keys.decryption, host.orderBytesMax);
  if (opened.kind === "unreadable") return refuse(host, upload, opened.returnCode, "TD03", "The order data cannot be decrypted or decompressed.");
  const content = opened.value;
  const digests: OrderDigests = { stripped: await orderDataDigest(content), asSent: createHash("sha256").update(content).digest() };
  if (![digests.stripped, digests.asSent].some((digest) => Buffer.compare(digest, upload.dataDigest) === 0)) {
    return refuse(host, upload, "091301", "DS0B", "The data digest is not that of the order data.");
  }
  const verified = upload.signatures.map((signature) => ({ userId: signature.userId, over: verifySignature(host, upload.partnerId, signature, digests) }));
  const wrong = verified.find(({ over }) => over === "wrong");
  if (wrong !== undefined) return refuse(host, upload, "091301", "DS0B", `The signature of ${wrong.userId} is wrong.`);
  if (orderFormat(formats, content) === undefined) return refuse(host, upload, "090004", "TD03", "The file is not a pain.001 of a version known here.");

  const compressed = await promisify(deflate)(content);
  const row = database.transaction(() => keepOrder(host, upload, compressed, content.length, digests.stripped, verified));
  await host.orders.run(() => processOrder(host.ledger, formats, row));
  return ok;
}

interface Verified {
  readonly userId: string;
  readonly over: VerifiedOver;
}

function keepOrder(host: Host, upload: Upload, compressed: Uint8Array, sizeBytes: number, digest: Uint8Array, verified: readonly Verified[]): bigint {
  const { database, clock } = host.ledger;
  forgetUpload(database, upload.transactionId);
  const { id } = database.run(
    `INSERT INTO customer_order (partner_id, user_id, order_id, order_type, file_name, received_ms, digest, size_bytes, content, signers, state)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'received')`,
    upload.partnerId, upload.userId, upload.orderId, JSON.stringify(upload.service), upload.fileName ?? null, clock.now(),
    Buffer.from(digest).toString("hex"), sizeBytes, compressed, JSON.stringify(upload.signatures.map((signature) => signature.userId)),
  );
  tell(host, upload, "FILE_UPLOAD", "TS01", "The file was received.", upload.userId);
  for (const { userId, over } of verified) {
    const text = over === "as-sent" ? "The signature is correct, though made over the line ends too, which the specification leaves out." : "The signature is correct.";
    tell(host, upload, "ES_VERIFICATION", "DS01", text, userId);
  }
  tell(host, upload, "ORDER_HAC_FINAL_POS", "DS05", "The order was passed on for execution.");
  return id;
}

/** The bank's no to the whole order; the customer protocol keeps it, for a customer who does not hear the answer. */
function refuse(host: Host, upload: Upload, code: string, reasonCode: "DS0B" | "TD03", text: string): Codes {
  host.ledger.database.transaction(() => {
    forgetUpload(host.ledger.database, upload.transactionId);
    tell(host, upload, "FILE_UPLOAD", reasonCode === "TD03" ? "TD03" : "TS01", reasonCode === "TD03" ? text : "The file was received.", upload.userId);
    if (reasonCode === "DS0B") tell(host, upload, "ES_VERIFICATION", reasonCode, text, upload.userId);
    tell(host, upload, "ORDER_HAC_FINAL_NEG", reasonCode, "The order was refused; nothing of it is executed.");
  });
  return codesFor(code);
}

function tell(
  host: Host, upload: Upload, action: "FILE_UPLOAD" | "ES_VERIFICATION" | "ORDER_HAC_FINAL_POS" | "ORDER_HAC_FINAL_NEG", reasonCode: string, text: string, userId?: string,
): void {
  recordEvent(host.ledger, { partnerId: upload.partnerId, userId, action, adminOrderType: "BTU", service: upload.service, orderId: upload.orderId, reasonCode, text });
}
