import { toIsoInstant } from "../../domain/clock.ts";
import { signMessage } from "../auth-signature.ts";
import type { InitialisationMessage, NoPubKeyDigestsMessage, ReceiptMessage, RequestHeader, TransferMessage, UnsecuredMessage, UploadAnnouncement } from "../messages.ts";
import type { AuthenticationKey } from "../subscriber.ts";
import type { XmlElement } from "../xml/element.ts";
import { writeDocument } from "../xml/write.ts";
import { base64, writeEncryptionInfo, writePubKeyDigest } from "./encryption-info.ts";
import { field, optionalField } from "./fields.ts";
import { authenticated, h, h005Authentication, messageRoot } from "./namespaces.ts";
import { writeAdminOrderType, writeOrderDetails } from "./order-details.ts";

/** ebics_keymgmt_request_H005.xsd, ebicsUnsecuredRequest. */
export function unsecuredRequest(message: UnsecuredMessage): Uint8Array {
  const fixed = h("static", [...idElements(message, []), writeAdminOrderType(message.adminOrderType), securityMedium()]);
  const body = h("body", [h("DataTransfer", [h("OrderData", base64(message.orderData))])]);
  return writeDocument(messageRoot("ebicsUnsecuredRequest", [header(fixed, h("mutable")), body]));
}

/** ebics_keymgmt_request_H005.xsd, ebicsNoPubKeyDigestsRequest. */
export function noPubKeyDigestsRequest(message: NoPubKeyDigestsMessage, key: AuthenticationKey): Promise<Uint8Array> {
  const fixed = h("static", [...idElements(message, freshness(message)), writeAdminOrderType(message.adminOrderType), securityMedium()]);
  return signed("ebicsNoPubKeyDigestsRequest", header(fixed, h("mutable")), h("body"), key);
}

/** ebics_request_H005.xsd, phase Initialisation. */
export function initialisationRequest(message: InitialisationMessage, key: AuthenticationKey): Promise<Uint8Array> {
  const { bankPubKeyDigests: digests, upload } = message;
  const fixed = h("static", [
    ...idElements(message, freshness(message)),
    writeOrderDetails(message),
    h("BankPubKeyDigests", [writePubKeyDigest("Authentication", digests.authentication), writePubKeyDigest("Encryption", digests.encryption)]),
    securityMedium(),
    upload && h("NumSegments", String(upload.segments)),
  ]);
  const mutable = h("mutable", [h("TransactionPhase", "Initialisation")]);
  return signed("ebicsRequest", header(fixed, mutable), h("body", [upload && announcement(upload)]), key);
}

/** ebics_request_H005.xsd, phase Transfer. */
export function transferRequest(message: TransferMessage, key: AuthenticationKey): Promise<Uint8Array> {
  const mutable = h("mutable", [h("TransactionPhase", "Transfer"), h("SegmentNumber", String(message.segment.number), { lastSegment: String(message.segment.last) })]);
  const data = message.orderData && h("DataTransfer", [h("OrderData", base64(message.orderData))]);
  return signed("ebicsRequest", header(transaction(message), mutable), h("body", [data]), key);
}

/** ebics_request_H005.xsd, phase Receipt. */
export function receiptRequest(message: ReceiptMessage, key: AuthenticationKey): Promise<Uint8Array> {
  const mutable = h("mutable", [h("TransactionPhase", "Receipt")]);
  const receipt = h("TransferReceipt", [h("ReceiptCode", message.positive ? "0" : "1")], authenticated);
  return signed("ebicsRequest", header(transaction(message), mutable), h("body", [receipt]), key);
}

async function signed(root: string, head: XmlElement, body: XmlElement, key: AuthenticationKey): Promise<Uint8Array> {
  return writeDocument(await signMessage(h005Authentication, (authSignature) => messageRoot(root, [head, authSignature, body]), key));
}

function header(fixed: XmlElement, mutable: XmlElement): XmlElement {
  return h("header", [fixed, mutable], authenticated);
}

function idElements({ ids, product }: RequestHeader, between: readonly XmlElement[]): readonly (XmlElement | undefined)[] {
  return [
    field("HostID", ids.hostId),
    ...between,
    field("PartnerID", ids.partnerId),
    field("UserID", ids.userId),
    optionalField("SystemID", ids.systemId),
    product && h("Product", product.name, { Language: product.language, InstituteID: product.instituteId }),
  ];
}

function freshness(message: NoPubKeyDigestsMessage): readonly XmlElement[] {
  return [h("Nonce", message.nonce), h("Timestamp", toIsoInstant(message.timestamp))];
}

function announcement(upload: UploadAnnouncement): XmlElement {
  return h("DataTransfer", [
    writeEncryptionInfo(upload.encryption),
    h("SignatureData", base64(upload.signatureData), authenticated),
    h("DataDigest", base64(upload.dataDigest.digest), { SignatureVersion: upload.dataDigest.signatureVersion }),
  ]);
}

function transaction(message: TransferMessage | ReceiptMessage): XmlElement {
  return h("static", [h("HostID", message.hostId), h("TransactionID", message.transactionId)]);
}

/** "Not specified": what all clients seen send. */
function securityMedium(): XmlElement {
  return h("SecurityMedium", "0000");
}
