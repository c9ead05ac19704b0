import type { ReturnCode } from "./return-codes.ts";

/** Where in an order's transaction a request stands. The caller writes it down before the bytes leave. */
export interface EbicsStep {
  /** AdminOrderType or OrderType: `BTU`, `CCT`, `HPB`; `HEV` for the version question. */
  readonly order: string;
  /** Which way the order data go; not of key management. */
  readonly direction?: "upload" | "download" | undefined;
  readonly phase: "initialisation" | "transfer" | "receipt" | "key-management";
  /** SegmentNumber, counts from 1; of transfer requests. */
  readonly segment?: number | undefined;
  /** How many there are in all, once known. */
  readonly segments?: number | undefined;
  /** Upper-case hex, 32 digits, once the bank gave it. */
  readonly transactionId?: string | undefined;
  /** The bank's OrderID, once it gave it. */
  readonly bankOrderId?: string | undefined;
  /** True on the upload request that carries the last segment: after it left, the order may be executed. */
  readonly last?: boolean | undefined;
}

/** One request, ready to leave. */
export interface EbicsRequest {
  readonly bytes: Uint8Array;
  readonly step: EbicsStep;
  /**
   * What to send once more when no answer came and the line is up again: an initialisation made anew, for its nonce counts once; a segment or
   * receipt as it is, for a transaction takes each once. Undefined where a repeat is not known to be harmless.
   * @param mayHaveArrived false only when it is certain that the bank got nothing of the try before
   */
  readonly repeat?: ((mayHaveArrived: boolean) => Promise<Uint8Array>) | undefined;
}

/**
 * A conversation with the bank without any I/O: `next()` gives the first request, `next(answerBytes)` each following one,
 * and the return value is the result. A bad answer throws AppError area "ebics" and never gives data.
 */
export type Exchange<T> = AsyncGenerator<EbicsRequest, T, Uint8Array>;

/** What the bank answered in the end. */
export type Answer<T> = Accepted<T> | Rejected | NoData;

export interface Accepted<T> {
  readonly kind: "ok";
  readonly value: T;
  readonly technical: ReturnCode;
  readonly business: ReturnCode;
  /** The bank's own words; outside text, not filtered. */
  readonly reportText: string;
}

/** The bank said no. */
export interface Rejected {
  readonly kind: "rejected";
  readonly technical: ReturnCode;
  /** Undefined where the answer has only one code (HEV). */
  readonly business: ReturnCode | undefined;
  /** The code that says why: the business code when the technical one is fine. */
  readonly decisive: ReturnCode;
  readonly reportText: string;
  /** The request that was refused. */
  readonly step: EbicsStep;
  /**
   * True when the order may be executed all the same: the last segment was answered with a code that does not rule it out.
   * The order is then "never heard back" and must be asked for, not sent again.
   */
  readonly mayBeExecuting: boolean;
}

/** 090005: nothing to fetch. Not an error. */
export interface NoData {
  readonly kind: "no-data";
  readonly technical: ReturnCode;
  readonly business: ReturnCode;
  readonly reportText: string;
}
