import type { FileFormat } from "../bank-data/customer-data.ts";
import type { BtfService, DateRange } from "../btf.ts";
import type { EdsParams } from "../eds/params.ts";
import type { Answer, EbicsStep, Exchange } from "../exchange.ts";
import { bankPubKeyDigests, encryptionDigestMatches } from "../key-digest.ts";
import type { DataEncryptionInfo, EbicsResponse, InitialisationMessage } from "../messages.ts";
import { decryptOrderData, inflatedBytesLimit } from "../order-data.ts";
import { protocols } from "../protocol.ts";
import type { OrderContext } from "../subscriber.ts";
import { accepted, failure, isAccepted, noData, readSignedAnswer, rejected, unexpected } from "./answers.ts";
import { freshness } from "./freshness.ts";
import { requireSpoken } from "./spoken.ts";

/** What to fetch. */
export type DownloadOrder = DownloadWhat & {
  /** Refused beyond this size after decompression. Default 512 MiB. */
  readonly inflatedBytesMax?: number | undefined;
};
export type DownloadWhat =
  | { readonly order: "BTD"; readonly service: BtfService; readonly dateRange?: DateRange | undefined }
  | { readonly order: "FDL"; readonly fileFormat: FileFormat; readonly dateRange?: DateRange | undefined }
  /** By an order type of three letters, in 2.4 and 2.5: `C53`, `STA`. */
  | { readonly order: "classic"; readonly orderType: string; readonly dateRange?: DateRange | undefined }
  | { readonly order: "HTD" | "HKD" | "HPD" | "HAA" | "HAC" | "PTK"; readonly dateRange?: DateRange | undefined }
  | { readonly order: "HVU" | "HVZ" | "HVD" | "HVT"; readonly params: EdsParams };

/** The data are here, verified and decrypted, but the bank still holds them. */
export interface Download {
  readonly transactionId: string;
  readonly data: Uint8Array;
  /**
   * Tells the bank. Run it only after `data` are stored durably: many banks deliver once.
   * @param positive true: it may forget them; false: it keeps them for the next fetch
   */
  receipt(positive: boolean): Exchange<Answer<undefined>>;
}

/**
 * BTD, FDL, downloads by order type and the administrative ones: initialisation with the first segment, then the others. The receipt is a second exchange.
 * EBICS 3.0 §5.5.2.
 * @throws AppError ebics on a bad answer; the bank still holds the data then
 */
export async function* download(context: OrderContext, order: DownloadOrder): Exchange<Answer<Download>> {
  const { adminOrderType, params } = nameOf(order);
  requireSpoken(context.protocol, adminOrderType, "from the bank");
  const first: EbicsStep = { order: adminOrderType, direction: "download", phase: "initialisation" };
  const initial = readSignedAnswer(context, yield { bytes: await initialisation(context, adminOrderType, params), step: first }, first);
  const nothing = noData(initial);
  if (nothing !== undefined) return nothing;
  if (!isAccepted(initial)) return rejected(initial, first);
  const { transactionId, segments } = initial;
  const encryption = initial.data?.encryption;
  if (transactionId === undefined || segments === undefined || encryption === undefined) throw unexpected(first, "It opens no transmission of data.");
  const collected = [segmentOf(initial, 1, segments, first)];
  let step: EbicsStep = { ...first, segment: 1, segments, transactionId };
  const sizeMax = order.inflatedBytesMax ?? inflatedBytesLimit;
  let sizeBytes = collected[0]?.length ?? 0;
  for (let number = 2; number <= segments; number++) {
    step = { order: adminOrderType, direction: "download", phase: "transfer", segment: number, segments, transactionId };
    const message = { hostId: context.ids.hostId, transactionId, segment: { number, last: number === segments } };
    const response = readSignedAnswer(context, yield { bytes: await protocols[context.protocol].transferRequest(message, context.authentication), step }, step);
    if (!isAccepted(response)) return rejected(response, step);
    const segment = segmentOf(response, number, segments, step);
    sizeBytes += segment.length;
    if (sizeBytes > sizeMax) throw tooLarge(step, sizeMax);
    collected.push(segment);
  }
  const data = await open(context, encryption, collected, sizeMax, step);
  return accepted(initial, { transactionId, data, receipt: (positive) => receipt(context, adminOrderType, transactionId, positive) });
}

function nameOf(order: DownloadWhat): Pick<InitialisationMessage, "adminOrderType" | "params"> {
  if ("params" in order) return { adminOrderType: order.order, params: order.params };
  const { dateRange } = order;
  switch (order.order) {
    case "BTD":
      return { adminOrderType: "BTD", params: { kind: "BTD", service: order.service, dateRange } };
    case "FDL":
      return { adminOrderType: "FDL", params: { kind: "FDL", fileFormat: order.fileFormat, dateRange } };
    case "classic":
      return { adminOrderType: order.orderType, params: { kind: "standard", dateRange } };
    default:
      return { adminOrderType: order.order, params: { kind: "standard", dateRange } };
  }
}

function initialisation(context: OrderContext, adminOrderType: string, params: InitialisationMessage["params"]): Promise<Uint8Array> {
  const message: InitialisationMessage = {
    ids: context.ids,
    product: context.product,
    ...freshness(context),
    adminOrderType,
    params,
    bankPubKeyDigests: bankPubKeyDigests(context.bank, context.bankDigestRule ?? protocols[context.protocol].bankDigestRule),
  };
  return protocols[context.protocol].initialisationRequest(message, context.authentication);
}

function segmentOf(response: EbicsResponse, number: number, segments: number, step: EbicsStep): Uint8Array {
  if (response.segment?.number !== number || response.segment.last !== (number === segments)) throw unexpected(step, "It brings another segment than the one asked for.");
  if (response.data === undefined) throw unexpected(step, "It brings no data.");
  return response.data.orderData;
}

async function open(context: OrderContext, encryption: DataEncryptionInfo, segments: readonly Uint8Array[], sizeMax: number, step: EbicsStep): Promise<Uint8Array> {
  if (!encryptionDigestMatches(encryption, context.encryption)) {
    throw failure("undecryptable-answer", step, "The bank encrypted the data for a key that is not ours.", "Ask the bank which encryption key it has for this user.");
  }
  const opened = await decryptOrderData(context.encryption, encryption, segments, sizeMax);
  switch (opened.kind) {
    case "ok":
      return opened.data;
    case "too-large":
      throw tooLarge(step, sizeMax);
    case "undecryptable":
      throw failure("undecryptable-answer", step, "The bank's data cannot be decrypted; they are damaged.", "Fetch them again; if it stays so, tell the bank.");
  }
}

function tooLarge(step: EbicsStep, sizeMax: number): Error {
  return failure("answer-too-large", step, `The bank's data are larger than ${sizeMax} bytes.`, "Fetch a shorter period.");
}

/** The last word of a download. 011000 and 011001 are both success. */
async function* receipt(context: OrderContext, order: string, transactionId: string, positive: boolean): Exchange<Answer<undefined>> {
  const step: EbicsStep = { order, direction: "download", phase: "receipt", transactionId };
  const bytes = await protocols[context.protocol].receiptRequest({ hostId: context.ids.hostId, transactionId, positive }, context.authentication);
  const response = readSignedAnswer(context, yield { bytes, step }, step);
  return isAccepted(response) ? accepted(response, undefined) : rejected(response, step);
}
