import type { Answer, EbicsStep, Exchange } from "../exchange.ts";
import { encryptionDigestMatches } from "../key-digest.ts";
import type { DataEncryptionInfo, EbicsResponse } from "../messages.ts";
import { openedOrderData } from "../order-data.ts";
import { type InflateLimit, OrderDataError } from "../order-data-stream.ts";
import { protocols } from "../protocol.ts";
import type { OrderContext } from "../subscriber.ts";
import { accepted, failure, isAccepted, readSignedAnswer, rejected, unexpected } from "./answers.ts";
import type { SegmentStore } from "./segment-store.ts";

/** A download that the bank has opened. With its segments, all that is needed to go on, in another process too. */
export interface DownloadState {
  /** `BTD`. */
  readonly order: string;
  readonly transactionId: string;
  readonly segments: number;
  readonly encryption: DataEncryptionInfo;
}

/** All segments are here, but the bank still holds the data. */
export interface ReceivedDownload {
  readonly state: DownloadState;
  /** Ciphertext of one. @param number from 1 */
  segment(number: number): Promise<Uint8Array>;
  /**
   * Decrypts and inflates, piece by piece.
   * @throws AppError ebics/`undecryptable-answer`, `answer-too-large`; what came before is not to be used then
   */
  content(limit?: InflateLimit): AsyncGenerator<Uint8Array>;
  /**
   * Tells the bank. Run it only after the content is stored durably: many banks deliver once.
   * @param positive true: it may forget them; false: it keeps them for the next fetch
   */
  receipt(positive: boolean): Exchange<Answer<undefined>>;
}

/**
 * Fetches the segments that are not here yet. Any may be asked for again.
 * @param first the first that is missing
 * @throws AppError ebics on a bad answer
 */
export async function* fetchSegments(context: OrderContext, state: DownloadState, first: number, store: SegmentStore): Exchange<Answer<ReceivedDownload>> {
  const { order, transactionId, segments } = state;
  for (let number = first; number <= segments; number++) {
    const step: EbicsStep = { order, direction: "download", phase: "transfer", segment: number, segments, transactionId };
    const message = { hostId: context.ids.hostId, transactionId, segment: { number, last: number === segments } };
    const bytes = await protocols[context.protocol].transferRequest(message, context.authentication);
    const response = readSignedAnswer(context, yield { bytes, step, repeat: async () => bytes }, step);
    if (!isAccepted(response)) return rejected(response, step);
    await store.put(number, segmentOf(response, number, segments, step));
  }
  return accepted({ technical: "000000", business: "000000", reportText: "" }, receivedDownload(context, state, store));
}

/** A download all of whose segments are here. */
export function receivedDownload(context: OrderContext, state: DownloadState, store: SegmentStore): ReceivedDownload {
  return {
    state,
    segment: (number) => store.get(number),
    content: (limit) => contentOf(context, state, store, limit),
    receipt: (positive) => receipt(context, state, positive),
  };
}

export function segmentOf(response: EbicsResponse, number: number, segments: number, step: EbicsStep): Uint8Array {
  if (response.segment?.number !== number || response.segment.last !== (number === segments)) throw unexpected(step, "It brings another segment than the one asked for.");
  if (response.data === undefined) throw unexpected(step, "It brings no data.");
  return response.data.orderData;
}

/** @throws AppError ebics/`undecryptable-answer` */
export function requireOurKey(context: OrderContext, encryption: DataEncryptionInfo, step: EbicsStep): void {
  if (encryptionDigestMatches(encryption, context.encryption)) return;
  throw failure("undecryptable-answer", step, "The bank encrypted the data for a key that is not ours.", "Ask the bank which encryption key it has for this user.");
}

async function* contentOf(context: OrderContext, state: DownloadState, store: SegmentStore, limit: InflateLimit | undefined): AsyncGenerator<Uint8Array> {
  const { order, transactionId, segments, encryption } = state;
  const step: EbicsStep = { order, direction: "download", phase: segments === 1 ? "initialisation" : "transfer", segment: segments, segments, transactionId };
  const all = async function* (): AsyncGenerator<Uint8Array> {
    for (let number = 1; number <= segments; number++) yield await store.get(number);
  };
  try {
    yield* openedOrderData(context.encryption, encryption, all(), limit);
  } catch (cause) {
    if (!(cause instanceof OrderDataError)) throw cause;
    if (cause.kind === "too-large") throw failure("answer-too-large", step, "The bank's data inflate to more than is taken.", "Fetch a shorter period; if it stays so, ask the bank what it sent.", cause);
    throw failure("undecryptable-answer", step, "The bank's data cannot be decrypted; they are damaged.", "Fetch them again; if it stays so, tell the bank.", cause);
  }
}

/** The last word of a download. 011000 and 011001 are both success. */
async function* receipt(context: OrderContext, { order, transactionId }: DownloadState, positive: boolean): Exchange<Answer<undefined>> {
  const step: EbicsStep = { order, direction: "download", phase: "receipt", transactionId };
  const bytes = await protocols[context.protocol].receiptRequest({ hostId: context.ids.hostId, transactionId, positive }, context.authentication);
  const response = readSignedAnswer(context, yield { bytes, step, repeat: async () => bytes }, step);
  return isAccepted(response) ? accepted(response, undefined) : rejected(response, step);
}
