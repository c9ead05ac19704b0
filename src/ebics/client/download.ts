import type { FileFormat } from "../bank-data/customer-data.ts";
import type { BtfService, DateRange } from "../btf.ts";
import type { EdsParams } from "../eds/params.ts";
import type { Answer, EbicsStep, Exchange } from "../exchange.ts";
import { bankPubKeyDigests } from "../key-digest.ts";
import type { InitialisationMessage } from "../messages.ts";
import { inflatedBytesLimit } from "../order-data.ts";
import { protocols } from "../protocol.ts";
import type { OrderContext } from "../subscriber.ts";
import { accepted, failure, isAccepted, noData, readSignedAnswer, rejected, unexpected } from "./answers.ts";
import { type DownloadState, type ReceivedDownload, fetchSegments, requireOurKey, segmentOf } from "./download-segments.ts";
import { freshness } from "./freshness.ts";
import { type SegmentStore, segmentsInMemory } from "./segment-store.ts";
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
export interface Download extends Pick<ReceivedDownload, "receipt"> {
  readonly transactionId: string;
  readonly data: Uint8Array;
}

/**
 * The same for data that are small by nature: held in memory, and opened.
 * @throws AppError ebics on a bad answer; the bank still holds the data then
 */
export async function* download(context: OrderContext, order: DownloadOrder): Exchange<Answer<Download>> {
  const bytesMax = order.inflatedBytesMax ?? inflatedBytesLimit;
  const answer = yield* downloadSegments(context, order, async () => segmentsInMemory(), bytesMax);
  if (answer.kind !== "ok") return answer;
  const { state, content, receipt } = answer.value;
  return { ...answer, value: { transactionId: state.transactionId, data: Buffer.concat(await Array.fromAsync(content({ bytesMax }))), receipt } };
}

/**
 * BTD, FDL, downloads by order type and the administrative ones: initialisation with the first segment, then the others. The receipt is a second exchange.
 * EBICS 3.0 §5.5.2.
 * @param begin is told what the bank has opened, and gives where its segments are put; `fetchSegments` goes on with them
 * @param ciphertextBytesMax refused beyond this
 * @throws AppError ebics on a bad answer; the bank still holds the data then
 */
export async function* downloadSegments(
  context: OrderContext, order: DownloadWhat, begin: (state: DownloadState) => Promise<SegmentStore>, ciphertextBytesMax: number = Number.POSITIVE_INFINITY,
): Exchange<Answer<ReceivedDownload>> {
  const { adminOrderType, params } = nameOf(order);
  requireSpoken(context.protocol, adminOrderType, "from the bank");
  const first: EbicsStep = { order: adminOrderType, direction: "download", phase: "initialisation" };
  const make = (): Promise<Uint8Array> => initialisation(context, adminOrderType, params);
  const initial = readSignedAnswer(context, yield { bytes: await make(), step: first, repeat: make }, first);
  const nothing = noData(initial);
  if (nothing !== undefined) return nothing;
  if (!isAccepted(initial)) return rejected(initial, first);
  const { transactionId, segments } = initial;
  const encryption = initial.data?.encryption;
  if (transactionId === undefined || segments === undefined || encryption === undefined) throw unexpected(first, "It opens no transmission of data.");
  const segment = segmentOf(initial, 1, segments, first);
  requireOurKey(context, encryption, first);
  const state: DownloadState = { order: adminOrderType, transactionId, segments, encryption };
  const store = limited(await begin(state), ciphertextBytesMax, first);
  await store.put(1, segment);
  const received = yield* fetchSegments(context, state, 2, store);
  return received.kind === "ok" ? accepted(initial, received.value) : received;
}

function limited(store: SegmentStore, bytesMax: number, step: EbicsStep): SegmentStore {
  let sizeBytes = 0;
  return {
    get: (number) => store.get(number),
    put: (number, ciphertext) => {
      sizeBytes += ciphertext.length;
      if (sizeBytes > bytesMax) throw failure("answer-too-large", step, `The bank's data are larger than ${bytesMax} bytes.`, "Fetch a shorter period.");
      return store.put(number, ciphertext);
    },
  };
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
