import type { DataEncryptionInfo, EbicsResponse, KeyManagementResponse, TransactionPhase } from "../messages.ts";
import type { XmlElement } from "../xml/element.ts";
import { type ChildReader, ShapeError, attributeOf, base64Of, booleanText, childrenOf, countOf, hex16Of, instantOf, matching, textOf } from "../xml/shape.ts";
import type { Dialect, Vocabulary } from "./dialect.ts";
import { readEncryptionInfo } from "./encryption-info.ts";
import { readField, readOptionalField } from "./fields.ts";

/** ebics_response_H00*.xsd. The signature is checked elsewhere. @throws ShapeError */
export function readResponse(dialect: Dialect, root: XmlElement): EbicsResponse {
  const message = openMessage(dialect, root, "ebicsResponse");
  const header = childrenOf(message.required("header"), dialect.namespace, ["authenticate"]);
  const fixed = childrenOf(header.required("static"), dialect.namespace);
  const transactionId = fixed.optional("TransactionID");
  const segments = fixed.optional("NumSegments");
  fixed.end();
  const mutable = childrenOf(header.required("mutable"), dialect.namespace);
  const phase = phaseOf(mutable.required("TransactionPhase"));
  const segment = mutable.optional("SegmentNumber");
  const outcome = readOutcome(dialect, mutable);
  header.end();
  message.required("AuthSignature");
  const body = readBody(dialect, message.required("body"));
  message.end();
  return {
    phase,
    transactionId: transactionId && hex16Of(transactionId),
    segments: segments && countOf(segments, 1),
    segment: segment && segmentOf(dialect, segment),
    ...outcome,
    ...body,
  };
}

/** ebics_keymgmt_response_H00*.xsd. @throws ShapeError */
export function readKeyManagementResponse(dialect: Dialect, root: XmlElement): KeyManagementResponse {
  const message = openMessage(dialect, root, "ebicsKeyManagementResponse");
  const header = childrenOf(message.required("header"), dialect.namespace, ["authenticate"]);
  childrenOf(header.required("static"), dialect.namespace).end();
  const outcome = readOutcome(dialect, childrenOf(header.required("mutable"), dialect.namespace));
  header.end();
  const { data, ...body } = readBody(dialect, message.required("body"));
  message.end();
  if (data === undefined) return { ...outcome, ...body };
  if (data.encryption === undefined) throw new ShapeError("DataTransfer has no DataEncryptionInfo");
  return { ...outcome, ...body, data: { encryption: data.encryption, orderData: data.orderData } };
}

/** @throws ShapeError when it is another message or version */
export function openMessage({ namespace, version }: Vocabulary, root: XmlElement, local: string): ChildReader {
  if (root.local !== local || root.namespace !== namespace) throw new ShapeError(`the message is no ${local} of ${version}`);
  if (attributeOf(root, "Version") !== version) throw new ShapeError(`the message's Version is not ${version}`);
  return childrenOf(root, namespace, ["Version", "Revision"]);
}

/** @throws ShapeError */
export function phaseOf(element: XmlElement): TransactionPhase {
  const phase = matching(element, /^(Initialisation|Transfer|Receipt)$/);
  return phase === "Transfer" || phase === "Receipt" ? phase : "Initialisation";
}

/** SegmentNumber with @lastSegment. @throws ShapeError */
export function segmentOf({ lastSegmentDefault }: Dialect, element: XmlElement): { readonly number: number; readonly last: boolean } {
  const number = countOf(element, 1, ["lastSegment"]);
  return { number, last: booleanText(attributeOf(element, "lastSegment") ?? lastSegmentDefault?.toString(), "lastSegment") };
}

function readOutcome(dialect: Dialect, mutable: ChildReader): { readonly orderId: string | undefined; readonly technical: string; readonly reportText: string } {
  const orderId = dialect.responseHasOrderId ? readOptionalField(mutable.optional("OrderID")) : undefined;
  const technical = readField(mutable.required("ReturnCode"));
  const reportText = textOf(mutable.required("ReportText")).replace(/[\t\n\r]/g, " ");
  mutable.end();
  return { orderId, technical, reportText };
}

function readBody(words: Vocabulary, element: XmlElement): { readonly data: EbicsResponse["data"]; readonly business: string; readonly timestampBankParameter: number | undefined } {
  const body = childrenOf(element, words.namespace);
  const transfer = body.optional("DataTransfer");
  const business = readField(body.required("ReturnCode"), ["authenticate"]);
  const timestamp = body.optional("TimestampBankParameter");
  body.end();
  return { data: transfer && readTransfer(words, transfer), business, timestampBankParameter: timestamp && instantOf(timestamp, ["authenticate"]) };
}

function readTransfer(words: Vocabulary, element: XmlElement): { readonly encryption: DataEncryptionInfo | undefined; readonly orderData: Uint8Array } {
  const children = childrenOf(element, words.namespace);
  const encryption = children.optional("DataEncryptionInfo");
  const orderData = base64Of(children.required("OrderData"));
  children.end();
  return { encryption: encryption && readEncryptionInfo(words, encryption), orderData };
}
