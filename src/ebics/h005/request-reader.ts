import type { HostRequest, ReceiptRequest, SignedHeader, TransferRequest } from "../host/requests.ts";
import type { DataDigest, OrderParams } from "../messages.ts";
import type { EbicsIds } from "../subscriber.ts";
import type { XmlElement } from "../xml/element.ts";
import { type ChildReader, ShapeError, attributeOf, base64Of, childrenOf, countOf, decodeBase64, hex16Of, instantOf, matching, textOf } from "../xml/shape.ts";
import { readEncryptionInfo, readPubKeyDigest } from "./encryption-info.ts";
import { h005Namespace } from "./namespaces.ts";
import { readField, readOptionalField } from "./fields.ts";
import { readAdminOrderType, readOrderDetails } from "./order-details.ts";
import { openMessage, phaseOf, segmentOf } from "./response-reader.ts";

/** Every request of H005. @throws ShapeError */
export function readRequest(root: XmlElement): HostRequest {
  switch (root.local) {
    case "ebicsUnsecuredRequest":
      return readUnsecured(root);
    case "ebicsNoPubKeyDigestsRequest":
      return readNoPubKeyDigests(root);
    case "ebicsRequest":
      return readEbicsRequest(root);
    default:
      throw new ShapeError(`${root.local} is no request`);
  }
}

function readUnsecured(root: XmlElement): HostRequest {
  const message = openMessage(root, root.local);
  const header = childrenOf(message.required("header"), h005Namespace, ["authenticate"]);
  const fixed = childrenOf(header.required("static"), h005Namespace);
  const hostId = readField(fixed.required("HostID"));
  const ids = readIds(hostId, fixed);
  const adminOrderType = readAdminOrderType(fixed.required("OrderDetails"));
  readField(fixed.required("SecurityMedium"));
  fixed.end();
  childrenOf(header.required("mutable"), h005Namespace).end();
  header.end();
  const body = childrenOf(message.required("body"), h005Namespace);
  const transfer = childrenOf(body.required("DataTransfer"), h005Namespace);
  const orderData = base64Of(transfer.required("OrderData"));
  transfer.end();
  body.end();
  message.end();
  return { kind: "unsecured", ids, adminOrderType, orderData };
}

function readNoPubKeyDigests(root: XmlElement): HostRequest {
  const message = openMessage(root, root.local);
  const header = childrenOf(message.required("header"), h005Namespace, ["authenticate"]);
  const fixed = childrenOf(header.required("static"), h005Namespace);
  const sender = readSender(readField(fixed.required("HostID")), fixed);
  const adminOrderType = readAdminOrderType(fixed.required("OrderDetails"));
  readField(fixed.required("SecurityMedium"));
  fixed.end();
  childrenOf(header.required("mutable"), h005Namespace).end();
  header.end();
  message.required("AuthSignature");
  childrenOf(message.required("body"), h005Namespace).end();
  message.end();
  return { kind: "no-pub-key-digests", ...sender, adminOrderType, document: root };
}

function readEbicsRequest(root: XmlElement): HostRequest {
  const message = openMessage(root, root.local);
  const header = childrenOf(message.required("header"), h005Namespace, ["authenticate"]);
  const fixed = childrenOf(header.required("static"), h005Namespace);
  const mutable = childrenOf(header.required("mutable"), h005Namespace);
  header.end();
  message.required("AuthSignature");
  const body = childrenOf(message.required("body"), h005Namespace);
  message.end();
  const phase = phaseOf(mutable.required("TransactionPhase"));
  const segment = mutable.optional("SegmentNumber");
  mutable.end();
  const hostId = readField(fixed.required("HostID"));
  switch (phase) {
    case "Initialisation":
      return readInitialisation(root, hostId, fixed, body);
    case "Transfer":
      if (segment === undefined) throw new ShapeError("Transfer has no SegmentNumber");
      return readTransfer(root, hostId, fixed, segmentOf(segment), body);
    case "Receipt":
      return readReceipt(root, hostId, fixed, body);
  }
}

function readInitialisation(root: XmlElement, hostId: string, fixed: ChildReader, body: ChildReader): HostRequest {
  const sender = readSender(hostId, fixed);
  const { adminOrderType, params } = readOrderDetails(fixed.required("OrderDetails"));
  const digests = childrenOf(fixed.required("BankPubKeyDigests"), h005Namespace);
  const bankPubKeyDigests = { authentication: readPubKeyDigest(digests.required("Authentication")), encryption: readPubKeyDigest(digests.required("Encryption")) };
  digests.end();
  readField(fixed.required("SecurityMedium"));
  const segments = fixed.optional("NumSegments");
  fixed.end();
  expectParams(adminOrderType, params);
  const common = { ...sender, adminOrderType, params, bankPubKeyDigests, document: root };
  const transfer = body.optional("DataTransfer");
  body.end();
  if (segments === undefined && transfer === undefined) return { kind: "download-initialisation", ...common };
  if (segments === undefined || transfer === undefined) throw new ShapeError("an upload needs NumSegments and DataTransfer");
  return { kind: "upload-initialisation", ...common, segments: countOf(segments, 0), ...readAnnouncement(transfer) };
}

function readAnnouncement(element: XmlElement): { readonly encryption: ReturnType<typeof readEncryptionInfo>; readonly signatureData: Uint8Array; readonly dataDigest: DataDigest } {
  const children = childrenOf(element, h005Namespace);
  const encryption = readEncryptionInfo(children.required("DataEncryptionInfo"));
  const signatureData = base64Of(children.required("SignatureData"), ["authenticate"]);
  const dataDigest = readDataDigest(children.required("DataDigest"));
  const additional = children.optional("AdditionalOrderInfo");
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

function readTransfer(root: XmlElement, hostId: string, fixed: ChildReader, segment: { readonly number: number; readonly last: boolean }, body: ChildReader): TransferRequest {
  const transactionId = readTransactionId(fixed);
  const transfer = body.optional("DataTransfer");
  body.end();
  const common = { kind: "transfer", hostId, transactionId, segment: segment.number, lastSegment: segment.last, document: root } as const;
  if (transfer === undefined) return { ...common, orderData: undefined, orderDataCharacters: 0 };
  const children = childrenOf(transfer, h005Namespace);
  const element = children.required("OrderData");
  children.end();
  const text = textOf(element).trim();
  return { ...common, orderData: decodeBase64(element, text), orderDataCharacters: text.length };
}

function readReceipt(root: XmlElement, hostId: string, fixed: ChildReader, body: ChildReader): ReceiptRequest {
  const transactionId = readTransactionId(fixed);
  const receipt = childrenOf(body.required("TransferReceipt"), h005Namespace, ["authenticate"]);
  const code = matching(receipt.required("ReceiptCode"), /^[01]$/);
  receipt.end();
  body.end();
  return { kind: "receipt", hostId, transactionId, positive: code === "0", document: root };
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

/** BTU, BTD and the orders of distributed signature each have parameters of their own. */
function expectParams(adminOrderType: string, params: OrderParams): void {
  const own = ownParams.find((kind) => kind === adminOrderType);
  if (own === undefined ? ownParams.some((kind) => kind === params.kind) : params.kind !== own) {
    throw new ShapeError(`${adminOrderType} has the order parameters of another order type`);
  }
}
const ownParams: readonly OrderParams["kind"][] = ["BTU", "BTD", "HVU", "HVZ", "HVD", "HVT", "HVE", "HVS"];
