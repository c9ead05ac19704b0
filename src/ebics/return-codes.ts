/** What an answer with this code means for the order it answers, when it answers the last segment. */
export type MoneyMeaning =
  | "taken" // the bank has the order
  | "not-executed" // certain: this order will not be executed
  | "unclear"; // it may or may not be; ask the bank

/** An EBICS return code with its meaning. EBICS 3.0 annex 1. */
export interface ReturnCode {
  /** 6 digits. */
  readonly code: string;
  /** `EBICS_OK`; `EBICS_UNKNOWN` for a code that is in no list. */
  readonly name: string;
  readonly class: "information" | "note" | "warning" | "error";
  /** technical: stands in header/mutable; business: in body. */
  readonly level: "technical" | "business" | "both";
  /** For the operator. */
  readonly sentence: string;
  readonly money: MoneyMeaning;
  /** The same request may succeed later. */
  readonly retryHelps: boolean;
}
/** @returns the meaning of a code; an unknown one is an error with unclear money */
export function returnCode(_code: string): ReturnCode {
  throw new Error("being written");
}
/** True for codes that mean success: 00…, 01…, 03…. */
export function isSuccess(code: ReturnCode): boolean {
  return code.class !== "error";
}
