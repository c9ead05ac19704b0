import { isAppError } from "../../domain/errors.ts";
import type { EdsDialect } from "../eds/dialect.ts";
import type { EdsParams } from "../eds/params.ts";
import { readEdsDetails, readEdsList, readEdsState } from "../eds/order-data-reader.ts";
import type { EdsDetails, EdsListEntry, EdsOrderRef, EdsState } from "../eds/values.ts";
import { ebicsError } from "../errors.ts";
import type { Answer, EbicsStep, Exchange } from "../exchange.ts";
import { bankPubKeyDigests } from "../key-digest.ts";
import type { DataDigest, InitialisationMessage, OrderSignature } from "../messages.ts";
import { newTransactionKey } from "../order-data.ts";
import { protocols } from "../protocol.ts";
import type { OrderContext } from "../subscriber.ts";
import type { XmlElement } from "../xml/element.ts";
import { orderDataLimits, parseXml } from "../xml/parse.ts";
import { accepted, isAccepted, readAnswer, readSignedAnswer, rejected, requireUploadAnswer } from "./answers.ts";
import { download, type DownloadWhat } from "./download.ts";
import { freshness } from "./freshness.ts";
import { requireSpoken } from "./spoken.ts";

/**
 * The orders that wait at the bank and that this user may see: HVU, or with more about each HVZ. EBICS 3.0 §8.3.
 * What is read is acknowledged at once: the bank gives it again at every request.
 */
export async function* edsList(context: OrderContext, kind: "HVU" | "HVZ"): Exchange<Answer<readonly EdsListEntry[]>> {
  return yield* fetched(context, kind, { kind, filters: [] }, readEdsList);
}

/** HVD: who signed one order, the digest of its data, its accompanying note. */
export async function* edsState(context: OrderContext, order: EdsOrderRef): Exchange<Answer<EdsState>> {
  return yield* fetched(context, "HVD", { kind: "HVD", order }, readEdsState);
}

/** HVT: payments of one order as the bank reads them. @param page.limit 0: all */
export async function* edsDetails(context: OrderContext, order: EdsOrderRef, page: { readonly limit: number; readonly offset: number }): Exchange<Answer<EdsDetails>> {
  return yield* fetched(context, "HVT", { kind: "HVT", order, completeOrderData: false, fetchLimit: page.limit, fetchOffset: page.offset }, readEdsDetails);
}

/** HVT: the order's file as it was uploaded, however large; to be downloaded. The caller compares its digest, stores it and gives the receipt. */
export function wholeOrderAtBank(order: EdsOrderRef): DownloadWhat {
  return { order: "HVT", params: { kind: "HVT", order, completeOrderData: true, fetchLimit: 0, fetchOffset: 0 } };
}

async function* fetched<T>(
  context: OrderContext, order: "HVU" | "HVZ" | "HVD" | "HVT", params: EdsParams, read: (dialect: EdsDialect, root: XmlElement) => T,
): Exchange<Answer<T>> {
  const dialect = protocols[context.protocol].eds;
  if (dialect === undefined) throw ebicsError("bad-order", `Orders that wait at the bank are not spoken of in ${context.protocol} here.`, "Nothing was sent.", "Use another version of EBICS with this bank.");
  const answer = yield* download(context, { order, params });
  if (answer.kind !== "ok") return answer;
  const step: EbicsStep = { order, phase: "transfer", transactionId: answer.value.transactionId };
  let value: T;
  try {
    ({ value } = readAnswer(answer.value.data, step, (root) => read(dialect, root), (bytes) => parseXml(bytes, orderDataLimits)));
  } catch (error) {
    if (isAppError(error, "ebics")) yield* answer.value.receipt(false);
    throw error;
  }
  yield* answer.value.receipt(true);
  return { ...answer, value };
}

/**
 * HVE: one more signature on an order that waits at the bank; HVS: its cancellation for good. Both carry a signature over the digest of the
 * order's data and nothing else, so that one request does everything. EBICS 3.0 §8.3, NumSegments 0.
 * @param digest as it was compared with the order's data, or as the bank gave it where it gives no data
 */
export async function* signAtBank(context: OrderContext, kind: "HVE" | "HVS", order: EdsOrderRef, digest: Uint8Array, signature: OrderSignature): Exchange<Answer<undefined>> {
  requireSpoken(context.protocol, kind, "to the bank");
  using key = newTransactionKey(context.bank.encryption, context.randomness);
  const dataDigest: DataDigest = { signatureVersion: signature.version, digest };
  const signatureData = await key.encrypt(protocols[context.protocol].signatureData([signature]));
  const message: InitialisationMessage = {
    ids: context.ids,
    product: context.product,
    ...freshness(context),
    adminOrderType: kind,
    params: { kind, order },
    bankPubKeyDigests: bankPubKeyDigests(context.bank, context.bankDigestRule ?? protocols[context.protocol].bankDigestRule),
    upload: { segments: 0, encryption: key.encryption, signatureData, dataDigest },
  };
  const step: EbicsStep = { order: kind, direction: "upload", phase: "initialisation", bankOrderId: order.orderId, segments: 0, last: true };
  const bytes = await protocols[context.protocol].initialisationRequest(message, context.authentication);
  const response = readSignedAnswer(context, yield { bytes, step }, step);
  if (!isAccepted(response)) return rejected(response, step);
  requireUploadAnswer(response, step);
  return accepted(response, undefined);
}
