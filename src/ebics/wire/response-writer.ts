import { toIsoInstant } from "../../domain/clock.ts";
import { signMessage } from "../auth-signature.ts";
import type { EbicsResponse, KeyManagementResponse } from "../messages.ts";
import { reportTextOf, returnCode } from "../return-codes.ts";
import type { AuthenticationKey } from "../subscriber.ts";
import type { XmlElement } from "../xml/element.ts";
import { writeDocument } from "../xml/write.ts";
import { type Dialect, type Vocabulary, authenticated, authenticationRules, messageRoot } from "./dialect.ts";
import { base64, writeEncryptionInfo } from "./encryption-info.ts";

/** ebics_response_H00*.xsd, signed with the bank's X002 key. */
export async function ebicsResponse(dialect: Dialect, response: EbicsResponse, key: AuthenticationKey): Promise<Uint8Array> {
  const { h } = dialect;
  const fixed = h("static", [response.transactionId === undefined ? undefined : h("TransactionID", response.transactionId), response.segments === undefined ? undefined : h("NumSegments", String(response.segments))]);
  const { segment } = response;
  const mutable = h("mutable", [
    h("TransactionPhase", response.phase),
    segment && h("SegmentNumber", String(segment.number), { lastSegment: String(segment.last) }),
    ...outcome(dialect, response),
  ]);
  const head = h("header", [fixed, mutable], authenticated);
  const body = bodyOf(dialect, response);
  return writeDocument(await signMessage(authenticationRules(dialect.namespace), (authSignature) => messageRoot(dialect, "ebicsResponse", [head, authSignature, body]), key));
}

/** ebics_keymgmt_response_H00*.xsd; unsigned. */
export function keyManagementResponse(dialect: Dialect, response: KeyManagementResponse): Uint8Array {
  const { h } = dialect;
  const head = h("header", [h("static"), h("mutable", outcome(dialect, response))], authenticated);
  return writeDocument(messageRoot(dialect, "ebicsKeyManagementResponse", [head, bodyOf(dialect, response)]));
}

function outcome({ h, responseHasOrderId }: Dialect, response: Pick<EbicsResponse, "orderId" | "technical" | "reportText">): readonly (XmlElement | undefined)[] {
  return [
    response.orderId === undefined || !responseHasOrderId ? undefined : h("OrderID", response.orderId),
    h("ReturnCode", response.technical),
    h("ReportText", response.reportText?.slice(0, 256) ?? reportTextOf(returnCode(response.technical))),
  ];
}

function bodyOf(words: Vocabulary, response: Pick<EbicsResponse, "data" | "business" | "timestampBankParameter">): XmlElement {
  const { h } = words;
  const { data, timestampBankParameter } = response;
  return h("body", [
    data && h("DataTransfer", [data.encryption && writeEncryptionInfo(words, data.encryption), h("OrderData", base64(data.orderData))]),
    h("ReturnCode", response.business, authenticated),
    timestampBankParameter === undefined ? undefined : h("TimestampBankParameter", toIsoInstant(timestampBankParameter), authenticated),
  ]);
}
