import { olderNames, returnCodeTable } from "./return-code-table.ts";

/** What an answer with this code to the last segment means for the order. */
export type MoneyMeaning =
  | "taken" // the bank has the order
  | "not-executed" // certain: this transmission of the order will not be executed
  | "unclear"; // it may or may not be; ask the bank

/** An EBICS return code with its meaning. EBICS 3.0 annex 1. */
export interface ReturnCode {
  /** 6 digits. */
  readonly code: string;
  /** `EBICS_OK`; `EBICS_UNKNOWN_CODE` for one that is in no list. */
  readonly name: string;
  /** By the first two digits: 00 information, 01 note, 03 warning, all others error. */
  readonly class: "information" | "note" | "warning" | "error";
  /** technical: stands in header/mutable; business: in body. */
  readonly level: "technical" | "business" | "both";
  /** Its name in EBICS 2.4 and 2.5, where that is another one. */
  readonly olderName: string | undefined;
  /** What happened, for the operator. */
  readonly sentence: string;
  /** What to do next, for the operator. */
  readonly next: string;
  readonly money: MoneyMeaning;
  /** The same request may succeed later without anything being changed. */
  readonly retryHelps: boolean;
}

/** @param code 6 digits @returns its meaning; an unknown code is an error with unclear money, whatever its first digits say */
export function returnCode(code: string): ReturnCode {
  const known = returnCodes.get(code);
  if (known !== undefined) return known;
  return {
    code,
    name: "EBICS_UNKNOWN_CODE",
    olderName: undefined,
    class: "error",
    level: "both",
    sentence: `The bank answered with the code ${code}, which is in no list.`,
    next: "Ask the bank what it means, and whether it has the order, before anything is sent again.",
    money: "unclear",
    retryHelps: false,
  };
}

/** All known codes, in numeric order. */
export const returnCodes: ReadonlyMap<string, ReturnCode> = new Map(
  returnCodeTable.map(([code, name, level, money, retry, sentence, next]) => [
    code,
    {
      code, name: `EBICS_${name}`, olderName: Object.hasOwn(olderNames, code) ? `EBICS_${olderNames[code]}` : undefined, class: classOf(code), level, sentence, next, money,
      retryHelps: retry === "retry",
    },
  ]),
);

/** What a code means for the money, in a sentence: as the answer to an order's last segment. */
export function moneySentence(money: MoneyMeaning): string {
  switch (money) {
    case "taken":
      return "The bank has it.";
    case "not-executed":
      return "Nothing of it will be executed.";
    case "unclear":
      return "The bank may have it: it must not be sent again before the bank was asked.";
  }
}

/** The bank's own words in a ReportText: without the conventional name in front. Outside text, not filtered; empty when there are none. */
export function bankWords(reportText: string): string {
  const words = reportText.replace(/^\s*\[EBICS_[A-Z0-9_]+\]/, "").replace(/\s+/g, " ").trim();
  return /^(ok\.?|-)$/i.test(words) ? "" : words;
}

/** True when what was asked was done. Not the same as "no error": 011101 is a note, and yet the order is not complete. */
export function isSuccess(code: ReturnCode): boolean {
  return code.money === "taken";
}

/** The conventional ReportText: `[EBICS_OK] text`, at most 256 characters. */
export function reportTextOf(code: ReturnCode): string {
  return `[${code.name}] ${code.sentence}`.slice(0, 256);
}

function classOf(code: string): ReturnCode["class"] {
  switch (code.slice(0, 2)) {
    case "00":
      return "information";
    case "01":
      return "note";
    case "03":
      return "warning";
    default:
      return "error";
  }
}
