import type { DataEncryptionInfo, EbicsResponse, KeyManagementResponse, TransactionPhase } from "../messages.ts";
import type { XmlElement } from "../xml/element.ts";
import { type ChildReader, ShapeError, attributeOf, base64Of, booleanText, childrenOf, countOf, hex16Of, instantOf, matching, textOf } from "../xml/shape.ts";
import { readEncryptionInfo } from "./encryption-info.ts";
import { readField, readOptionalField } from "./fields.ts";
import { h005Namespace } from "./namespaces.ts";

/** ebics_response_H005.xsd. The signature is checked elsewhere. @throws ShapeError */
export function readResponse(root: XmlElement): EbicsResponse {
  const message = openMessage(root, "ebicsResponse");
  const header = childrenOf(message.required("header"), h005Namespace, ["authenticate"]);
  const fixed = childrenOf(header.required("static"), h005Namespace);
  const transactionId = fixed.optional("TransactionID");
  const segments = fixed.optional("NumSegments");
  fixed.end();
  const mutable = childrenOf(header.required("mutable"), h005Namespace);
  const phase = phaseOf(mutable.required("TransactionPhase"));
  const segment = mutable.optional("SegmentNumber");
  const outcome = readOutcome(mutable);
  header.end();
  message.required("AuthSignature");
  const body = readBody(message.required("body"));
  message.end();
  return {
    phase,
    transactionId: transactionId && hex16Of(transactionId),
    segments: segments && countOf(segments, 1),
    segment: segment && segmentOf(segment),
    ...outcome,
    ...body,
  };
}

/** ebics_keymgmt_response_H005.xsd. @throws ShapeError */
export function readKeyManagementResponse(root: XmlElement): KeyManagementResponse {
  const message = openMessage(root, "ebicsKeyManagementResponse");
  const header = childrenOf(message.required("header"), h005Namespace, ["authenticate"]);
  childrenOf(header.required("static"), h005Namespace).end();
  const outcome = readOutcome(childrenOf(header.required("mutable"), h005Namespace));
  header.end();
  const { data, ...body } = readBody(message.required("body"));
  message.end();
  if (data === undefined) return { ...outcome, ...body };
  if (data.encryption === undefined) throw new ShapeError("DataTransfer has no DataEncryptionInfo");
  return { ...outcome, ...body, data: { encryption: data.encryption, orderData: data.orderData } };
}

/** @throws ShapeError when it is another message or version */
export function openMessage(root: XmlElement, local: string): ChildReader {
  if (root.local !== local || root.namespace !== h005Namespace) throw new ShapeError(`the message is no ${local} of H005`);
  if (attributeOf(root, "Version") !== "H005") throw new ShapeError("the message's Version is not H005");
  return childrenOf(root, h005Namespace, ["Version", "Revision"]);
}

/** @throws ShapeError */
export function phaseOf(element: XmlElement): TransactionPhase {
  const phase = matching(element, /^(Initialisation|Transfer|Receipt)$/);
  return phase === "Transfer" || phase === "Receipt" ? phase : "Initialisation";
}

/** SegmentNumber with @lastSegment. @throws ShapeError */
export function segmentOf(element: XmlElement): { readonly number: number; readonly last: boolean } {
  const number = countOf(element, 1, ["lastSegment"]);
  return { number, last: booleanText(attributeOf(element, "lastSegment"), "lastSegment") };
}

function readOutcome(mutable: ChildReader): { readonly orderId: string | undefined; readonly technical: string; readonly reportText: string } {
  const orderId = readOptionalField(mutable.optional("OrderID"));
  const technical = readField(mutable.required("ReturnCode"));
  const reportText = textOf(mutable.required("ReportText")).replace(/[\t\n\r]/g, " ");
  mutable.end();
  return { orderId, technical, reportText };
}

function readBody(element: XmlElement): { readonly data: EbicsResponse["data"]; readonly business: string; readonly timestampBankParameter: number | undefined } {
  const body = childrenOf(element, h005Namespace);
  const transfer = body.optional("DataTransfer");
  const business = readField(body.required("ReturnCode"), ["authenticate"]);
  const timestamp = body.optional("TimestampBankParameter");
  body.end();
  return { data: transfer && readTransfer(transfer), business, timestampBankParameter: timestamp && instantOf(timestamp, ["authenticate"]) };
}

function readTransfer(element: XmlElement): { readonly encryption: DataEncryptionInfo | undefined; readonly orderData: Uint8Array } {
  const children = childrenOf(element, h005Namespace);
  const encryption = children.optional("DataEncryptionInfo");
  const orderData = base64Of(children.required("OrderData"));
  children.end();
  return { encryption: encryption && readEncryptionInfo(encryption), orderData };
}
