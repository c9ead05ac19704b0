import type { Answer, EbicsStep, Exchange, Rejected } from "../exchange.ts";
import type { EbicsResponse } from "../messages.ts";
import { protocols } from "../protocol.ts";
import { isSuccess, returnCode } from "../return-codes.ts";
import type { OrderContext } from "../subscriber.ts";
import { accepted, isAccepted, readSignedAnswer, recoverySync, rejected, requireUploadAnswer, unexpected } from "./answers.ts";
import type { SegmentStore } from "./segment-store.ts";

/** How far an upload got. With its segments, all that is needed to go on, in another process too. */
export interface UploadState {
  /** `BTU`. */
  readonly order: string;
  readonly transactionId: string;
  readonly bankOrderId: string | undefined;
  readonly segments: number;
  /** So many are known to be at the bank. */
  readonly acknowledged: number;
  /** The last segment may be at the bank already, from an earlier try: the order may be executed whatever the bank answers now about the transaction. */
  readonly lastMayHaveArrived: boolean;
}

/** The bank has all segments. */
export interface SegmentsSent {
  readonly transactionId: string;
  readonly bankOrderId: string | undefined;
  readonly segments: number;
}

/** So often in a row the bank may send us elsewhere before a segment is taken. */
const recoveriesMax = 5;

/**
 * Sends the segments that the bank does not have yet, and goes on where it says (061101). A segment may be sent again as it is: within one
 * transaction the bank takes each once, and makes one order of them at most. EBICS 3.0 §5.5.1.2.
 * @throws AppError ebics on a bad answer
 */
export async function* sendSegments(context: OrderContext, state: UploadState, store: SegmentStore): Exchange<Answer<SegmentsSent>> {
  const { order, transactionId, segments } = state;
  let { bankOrderId, lastMayHaveArrived } = state;
  let recoveries = 0;
  for (let number = state.acknowledged + 1; ; ) {
    const last = number === segments;
    const step: EbicsStep = { order, direction: "upload", phase: "transfer", segment: number, segments, transactionId, bankOrderId, last };
    const message = { hostId: context.ids.hostId, transactionId, segment: { number, last }, orderData: await store.get(number) };
    const bytes = await protocols[context.protocol].transferRequest(message, context.authentication);
    const repeat = async (mayHaveArrived: boolean): Promise<Uint8Array> => {
      lastMayHaveArrived ||= last && mayHaveArrived;
      return bytes;
    };
    const response = readSignedAnswer(context, yield { bytes, step, repeat }, step);
    if (bankOrderId !== undefined && response.orderId !== undefined && response.orderId !== bankOrderId) throw unexpected(step, "It speaks of another order.");
    bankOrderId = response.orderId ?? bankOrderId;
    if (isAccepted(response)) {
      requireUploadAnswer(response, step);
      if (response.segment !== undefined && response.segment.number !== number) throw unexpected(step, "It answers another segment.");
      if (last) return accepted(response, { transactionId, bankOrderId, segments });
      recoveries = 0;
      number++;
      continue;
    }
    const point = recoveryPoint(response);
    if (point === undefined || point >= segments || ++recoveries > recoveriesMax) return refusal(response, { ...step, bankOrderId }, lastMayHaveArrived || (point ?? 0) >= segments);
    number = point + 1;
  }
}

/** @returns the number of the last segment that the bank has, 0 for none; undefined when it says something else */
function recoveryPoint(response: EbicsResponse): number | undefined {
  if (response.technical !== recoverySync) return undefined;
  return response.phase === "Initialisation" ? 0 : response.segment?.number;
}

/** What the bank says of the transaction rules nothing out once the last segment may be there; what it says of the order does. */
function refusal(response: EbicsResponse, step: EbicsStep, lastMayHaveArrived: boolean): Rejected {
  const said = rejected(response, step);
  return lastMayHaveArrived && !isSuccess(returnCode(response.technical)) ? { ...said, mayBeExecuting: true } : said;
}
