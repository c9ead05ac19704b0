import { toIsoInstant } from "../../domain/clock.ts";
import { signMessage } from "../auth-signature.ts";
import type { InitialisationMessage, NoPubKeyDigestsMessage, ReceiptMessage, RequestHeader, TransferMessage, UnsecuredMessage, UploadAnnouncement } from "../messages.ts";
import type { AuthenticationKey } from "../subscriber.ts";
import type { XmlElement } from "../xml/element.ts";
import { writeDocument } from "../xml/write.ts";
import { type Dialect, type Vocabulary, authenticated, authenticationRules, messageRoot } from "./dialect.ts";
import { base64, writeEncryptionInfo, writePubKeyDigest } from "./encryption-info.ts";
import { field, optionalField } from "./fields.ts";

/** ebics_keymgmt_request_H00*.xsd, ebicsUnsecuredRequest. */
export function unsecuredRequest(dialect: Dialect, message: UnsecuredMessage): Uint8Array {
  const { h, orderDetails } = dialect;
  const fixed = h("static", [...idElements(dialect, message, []), orderDetails.writeKeyManagement("ebicsUnsecuredRequest", message), securityMedium(dialect)]);
  const body = h("body", [h("DataTransfer", [h("OrderData", base64(message.orderData))])]);
  return writeDocument(messageRoot(dialect, "ebicsUnsecuredRequest", [header(dialect, fixed, h("mutable")), body]));
}

/** ebics_keymgmt_request_H00*.xsd, ebicsNoPubKeyDigestsRequest. */
export function noPubKeyDigestsRequest(dialect: Dialect, message: NoPubKeyDigestsMessage, key: AuthenticationKey): Promise<Uint8Array> {
  const { h, orderDetails } = dialect;
  const fixed = h("static", [...idElements(dialect, message, freshness(dialect, message)), orderDetails.writeKeyManagement("ebicsNoPubKeyDigestsRequest", message), securityMedium(dialect)]);
  return signed(dialect, "ebicsNoPubKeyDigestsRequest", header(dialect, fixed, h("mutable")), h("body"), key);
}

/** ebics_request_H00*.xsd, phase Initialisation. */
export function initialisationRequest(dialect: Dialect, message: InitialisationMessage, key: AuthenticationKey): Promise<Uint8Array> {
  const { h } = dialect;
  const { bankPubKeyDigests: digests, upload } = message;
  const fixed = h("static", [
    ...idElements(dialect, message, freshness(dialect, message)),
    dialect.orderDetails.write(message),
    h("BankPubKeyDigests", [writePubKeyDigest(dialect, "Authentication", digests.authentication), writePubKeyDigest(dialect, "Encryption", digests.encryption)]),
    securityMedium(dialect),
    upload && h("NumSegments", String(upload.segments)),
  ]);
  const mutable = h("mutable", [h("TransactionPhase", "Initialisation")]);
  return signed(dialect, "ebicsRequest", header(dialect, fixed, mutable), h("body", [upload && announcement(dialect, upload)]), key);
}

/** ebics_request_H00*.xsd, phase Transfer. */
export function transferRequest(dialect: Dialect, message: TransferMessage, key: AuthenticationKey): Promise<Uint8Array> {
  const { h } = dialect;
  const mutable = h("mutable", [h("TransactionPhase", "Transfer"), h("SegmentNumber", String(message.segment.number), { lastSegment: String(message.segment.last) })]);
  const data = message.orderData && h("DataTransfer", [h("OrderData", base64(message.orderData))]);
  return signed(dialect, "ebicsRequest", header(dialect, transaction(dialect, message), mutable), h("body", [data]), key);
}

/** ebics_request_H00*.xsd, phase Receipt. */
export function receiptRequest(dialect: Dialect, message: ReceiptMessage, key: AuthenticationKey): Promise<Uint8Array> {
  const { h } = dialect;
  const mutable = h("mutable", [h("TransactionPhase", "Receipt")]);
  const receipt = h("TransferReceipt", [h("ReceiptCode", message.positive ? "0" : "1")], authenticated);
  return signed(dialect, "ebicsRequest", header(dialect, transaction(dialect, message), mutable), h("body", [receipt]), key);
}

async function signed(dialect: Dialect, root: string, head: XmlElement, body: XmlElement, key: AuthenticationKey): Promise<Uint8Array> {
  return writeDocument(await signMessage(authenticationRules(dialect.namespace), (authSignature) => messageRoot(dialect, root, [head, authSignature, body]), key));
}

function header({ h }: Vocabulary, fixed: XmlElement, mutable: XmlElement): XmlElement {
  return h("header", [fixed, mutable], authenticated);
}

function idElements({ h }: Vocabulary, { ids, product }: RequestHeader, between: readonly XmlElement[]): readonly (XmlElement | undefined)[] {
  return [
    field(h, "HostID", ids.hostId),
    ...between,
    field(h, "PartnerID", ids.partnerId),
    field(h, "UserID", ids.userId),
    optionalField(h, "SystemID", ids.systemId),
    product && h("Product", product.name, { Language: product.language, InstituteID: product.instituteId }),
  ];
}

function freshness({ h }: Vocabulary, message: NoPubKeyDigestsMessage): readonly XmlElement[] {
  return [h("Nonce", message.nonce), h("Timestamp", toIsoInstant(message.timestamp))];
}

function announcement(dialect: Dialect, upload: UploadAnnouncement): XmlElement {
  const { h, hasDataDigest } = dialect;
  return h("DataTransfer", [
    writeEncryptionInfo(dialect, upload.encryption),
    h("SignatureData", base64(upload.signatureData), authenticated),
    hasDataDigest ? h("DataDigest", base64(upload.dataDigest.digest), { SignatureVersion: upload.dataDigest.signatureVersion }) : undefined,
  ]);
}

function transaction({ h }: Vocabulary, message: TransferMessage | ReceiptMessage): XmlElement {
  return h("static", [h("HostID", message.hostId), h("TransactionID", message.transactionId)]);
}

/** "Not specified": what all clients seen send. */
function securityMedium({ h }: Vocabulary): XmlElement {
  return h("SecurityMedium", "0000");
}
