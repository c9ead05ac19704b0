import type { HostRequest, ReceiptRequest, SignedHeader, TransferRequest } from "../host/requests.ts";
import type { DataDigest } from "../messages.ts";
import type { EbicsIds } from "../subscriber.ts";
import type { XmlElement } from "../xml/element.ts";
import { type ChildReader, ShapeError, attributeOf, base64Of, childrenOf, countOf, decodeBase64, hex16Of, instantOf, matching, textOf } from "../xml/shape.ts";
import { readEncryptionInfo, readPubKeyDigest } from "./encryption-info.ts";
import type { Dialect } from "./dialect.ts";
import { readField, readOptionalField } from "./fields.ts";
import { openMessage, phaseOf, segmentOf } from "./response-reader.ts";

/** Every request of one protocol version. @throws ShapeError */
export function readRequest(dialect: Dialect, root: XmlElement): HostRequest {
  switch (root.local) {
    case "ebicsUnsecuredRequest":
      return readUnsecured(dialect, root, root.local);
    case "ebicsNoPubKeyDigestsRequest":
      return readNoPubKeyDigests(dialect, root, root.local);
    case "ebicsRequest":
      return readEbicsRequest(dialect, root);
    default:
      throw new ShapeError(`${root.local} is no request`);
  }
}

function readUnsecured(dialect: Dialect, root: XmlElement, local: "ebicsUnsecuredRequest"): HostRequest {
  const message = openMessage(dialect, root, root.local);
  const header = childrenOf(message.required("header"), dialect.namespace, ["authenticate"]);
  const fixed = childrenOf(header.required("static"), dialect.namespace);
  const hostId = readField(fixed.required("HostID"));
  const ids = readIds(hostId, fixed);
  const adminOrderType = dialect.orderDetails.readKeyManagement(local, fixed.required("OrderDetails"));
  readField(fixed.required("SecurityMedium"));
  fixed.end();
  childrenOf(header.required("mutable"), dialect.namespace).end();
  header.end();
  const body = childrenOf(message.required("body"), dialect.namespace);
  const transfer = childrenOf(body.required("DataTransfer"), dialect.namespace);
  const orderData = base64Of(transfer.required("OrderData"));
  transfer.end();
  body.end();
  message.end();
  return { kind: "unsecured", protocol: dialect.version, ids, adminOrderType, orderData };
}

function readNoPubKeyDigests(dialect: Dialect, root: XmlElement, local: "ebicsNoPubKeyDigestsRequest"): HostRequest {
  const message = openMessage(dialect, root, root.local);
  const header = childrenOf(message.required("header"), dialect.namespace, ["authenticate"]);
  const fixed = childrenOf(header.required("static"), dialect.namespace);
  const sender = readSender(readField(fixed.required("HostID")), fixed);
  const adminOrderType = dialect.orderDetails.readKeyManagement(local, fixed.required("OrderDetails"));
  readField(fixed.required("SecurityMedium"));
  fixed.end();
  childrenOf(header.required("mutable"), dialect.namespace).end();
  header.end();
  message.required("AuthSignature");
  childrenOf(message.required("body"), dialect.namespace).end();
  message.end();
  return { kind: "no-pub-key-digests", protocol: dialect.version, ...sender, adminOrderType, document: root };
}

function readEbicsRequest(dialect: Dialect, root: XmlElement): HostRequest {
  const message = openMessage(dialect, root, root.local);
  const header = childrenOf(message.required("header"), dialect.namespace, ["authenticate"]);
  const fixed = childrenOf(header.required("static"), dialect.namespace);
  const mutable = childrenOf(header.required("mutable"), dialect.namespace);
  header.end();
  message.required("AuthSignature");
  const body = childrenOf(message.required("body"), dialect.namespace);
  message.end();
  const phase = phaseOf(mutable.required("TransactionPhase"));
  const segment = mutable.optional("SegmentNumber");
  mutable.end();
  const hostId = readField(fixed.required("HostID"));
  switch (phase) {
    case "Initialisation":
      return readInitialisation(dialect, root, hostId, fixed, body);
    case "Transfer":
      if (segment === undefined) throw new ShapeError("Transfer has no SegmentNumber");
      return readTransfer(dialect, root, hostId, fixed, segmentOf(dialect, segment), body);
    case "Receipt":
      return readReceipt(dialect, root, hostId, fixed, body);
  }
}

function readInitialisation(dialect: Dialect, root: XmlElement, hostId: string, fixed: ChildReader, body: ChildReader): HostRequest {
  const sender = readSender(hostId, fixed);
  const details = dialect.orderDetails.read(fixed.required("OrderDetails"));
  const digests = childrenOf(fixed.required("BankPubKeyDigests"), dialect.namespace);
  const bankPubKeyDigests = { authentication: readPubKeyDigest(digests.required("Authentication")), encryption: readPubKeyDigest(digests.required("Encryption")) };
  digests.end();
  readField(fixed.required("SecurityMedium"));
  const segments = fixed.optional("NumSegments");
  fixed.end();
  const common = { protocol: dialect.version, ...sender, ...details, bankPubKeyDigests, document: root };
  const transfer = body.optional("DataTransfer");
  body.end();
  if (segments === undefined && transfer === undefined) return { kind: "download-initialisation", ...common };
  if (segments === undefined || transfer === undefined) throw new ShapeError("an upload needs NumSegments and DataTransfer");
  return { kind: "upload-initialisation", ...common, segments: countOf(segments, 0), ...readAnnouncement(dialect, transfer) };
}

function readAnnouncement(dialect: Dialect, element: XmlElement): { readonly encryption: ReturnType<typeof readEncryptionInfo>; readonly signatureData: Uint8Array; readonly dataDigest: DataDigest | undefined } {
  const children = childrenOf(element, dialect.namespace);
  const encryption = readEncryptionInfo(dialect, children.required("DataEncryptionInfo"));
  const signatureData = base64Of(children.required("SignatureData"), ["authenticate"]);
  const dataDigest = dialect.hasDataDigest ? readDataDigest(children.required("DataDigest")) : undefined;
  const additional = dialect.hasDataDigest ? children.optional("AdditionalOrderInfo") : undefined;
  if (additional !== undefined) textOf(additional);
  children.end();
  return { encryption, signatureData, dataDigest };
}

function readDataDigest(element: XmlElement): DataDigest {
  const digest = base64Of(element, ["SignatureVersion"]);
  const signatureVersion = attributeOf(element, "SignatureVersion");
  if (signatureVersion !== "A005" && signatureVersion !== "A006") throw new ShapeError("DataDigest names no supported signature version");
  return { digest, signatureVersion };
}

function readTransfer(dialect: Dialect, root: XmlElement, hostId: string, fixed: ChildReader, segment: { readonly number: number; readonly last: boolean }, body: ChildReader): TransferRequest {
  const transactionId = readTransactionId(fixed);
  const transfer = body.optional("DataTransfer");
  body.end();
  const common = { kind: "transfer", protocol: dialect.version, hostId, transactionId, segment: segment.number, lastSegment: segment.last, document: root } as const;
  if (transfer === undefined) return { ...common, orderData: undefined, orderDataCharacters: 0 };
  const children = childrenOf(transfer, dialect.namespace);
  const element = children.required("OrderData");
  children.end();
  const text = textOf(element).trim();
  return { ...common, orderData: decodeBase64(element, text), orderDataCharacters: text.length };
}

function readReceipt(dialect: Dialect, root: XmlElement, hostId: string, fixed: ChildReader, body: ChildReader): ReceiptRequest {
  const transactionId = readTransactionId(fixed);
  const receipt = childrenOf(body.required("TransferReceipt"), dialect.namespace, ["authenticate"]);
  const code = matching(receipt.required("ReceiptCode"), /^[01]$/);
  receipt.end();
  body.end();
  return { kind: "receipt", protocol: dialect.version, hostId, transactionId, positive: code === "0", document: root };
}

function readTransactionId(fixed: ChildReader): string {
  const transactionId = hex16Of(fixed.required("TransactionID"));
  fixed.end();
  return transactionId;
}

/** Nonce, Timestamp and the ids. */
function readSender(hostId: string, fixed: ChildReader): Pick<SignedHeader, "ids" | "nonce" | "timestamp"> {
  const nonce = hex16Of(fixed.required("Nonce"));
  const timestamp = instantOf(fixed.required("Timestamp"));
  return { nonce, timestamp, ids: readIds(hostId, fixed) };
}

function readIds(hostId: string, fixed: ChildReader): EbicsIds {
  const partnerId = readField(fixed.required("PartnerID"));
  const userId = readField(fixed.required("UserID"));
  const systemId = readOptionalField(fixed.optional("SystemID"));
  const product = fixed.optional("Product"); // nothing depends on who made the client
  if (product !== undefined) textOf(product, ["Language", "InstituteID"]);
  return { hostId, partnerId, userId, systemId };
}
