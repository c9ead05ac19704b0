import type { IsoDate } from "./ids.ts";
import { parseIsoDate } from "./iso-date.ts";
import type { MandateCollection, MandateScheme, MandateState, RegisteredMandate, RegisterEntry } from "./mandate.ts";
import { statesAtBank } from "./order-life.ts";
import type { MandateAmendment, SequenceType } from "./order.ts";

/**
 * What the rulebooks say of mandates and sequence types.
 * Source: EPC016-06 (SDD Core) and EPC222-07 (SDD B2B), 2016 and later: FRST is no longer asked for, RCUR is right from the first on.
 */

/** The last day on which a collection may be presented: 36 months after the last one, be it refused, or after the signature where there was none. */
export function lastDayOf(lastUsedOn: IsoDate): IsoDate {
  const then = `${String(Number(lastUsedOn.slice(0, 4)) + 3).padStart(4, "0")}${lastUsedOn.slice(4)}`;
  return parseIsoDate(then) ?? (then.replace(/29$/, "28") as IsoDate); // 29 February
}

/** Those last used before this day are expired on `today`: the same as `lastDayOf(…) < today`. */
export function expiredBefore(today: IsoDate): IsoDate {
  const then = `${String(Number(today.slice(0, 4)) - 3).padStart(4, "0")}${today.slice(4)}`;
  return parseIsoDate(then) ?? (then.replace(/02-29$/, "03-01") as IsoDate);
}

export function mandateStateOn({ mandate, lastUsedOn }: Pick<RegisterEntry, "mandate" | "lastUsedOn">, today: IsoDate): MandateState {
  return mandate.state !== "cancelled" && mandate.state !== "used-up" && lastDayOf(lastUsedOn) < today ? "expired" : mandate.state;
}

/** It went to the bank and was not turned down before it was booked: one that came back after was a collection all the same. */
function counts(collection: MandateCollection): boolean {
  return statesAtBank.has(collection.orderState) && (collection.state !== "refused" || collection.wasBooked);
}

/** The debtor's bank has seen it: what it is known by is amended from then on, and not merely corrected. */
export function isKnownToBank({ mandate, collections }: Pick<RegisterEntry, "mandate" | "collections">): boolean {
  return mandate.collectedBefore !== undefined || collections.some(counts);
}

/** The next collection's place in the series. A first one that was refused before its booking stays to be the first. @param last no other follows */
export function nextSequenceType(entry: Pick<RegisterEntry, "mandate" | "collections">, last = false): SequenceType {
  if (entry.mandate.type === "one-off") return "OOFF";
  if (last) return "FNAL";
  return isKnownToBank(entry) ? "RCUR" : "FRST";
}

/** What the next collection has to say of changes: until one that said so was taken. */
export function amendmentToTell({ mandate, collections }: Pick<RegisterEntry, "mandate" | "collections">): MandateAmendment | undefined {
  const { amendment } = mandate;
  const told = amendment !== undefined && collections.some((one) => one.amended && one.createdAt >= amendment.at && counts(one));
  return told ? undefined : amendment?.details;
}

/** A single collection that counts, or a last one, leaves nothing to collect. */
export function usesUp({ type }: Pick<RegisteredMandate, "type">, collection: MandateCollection): boolean {
  return (type === "one-off" || collection.sequenceType === "OOFF" || collection.sequenceType === "FNAL") && counts(collection);
}

/**
 * What a bank's refusal or return says of the mandate itself, not of one collection only.
 * @returns what to do before it is collected again, as a sentence; undefined where the next collection may go as planned
 */
export function refusalStops(scheme: MandateScheme, code: string): string | undefined {
  if (scheme === "B2B" && code === "MD06") return "A B2B collection cannot be claimed back, yet it was: ask the debtor whether the debtor's bank has the mandate, and whether B2B was agreed.";
  return stops[code];
}

const newAccount = "Ask the debtor for the account to be debited, amend the mandate (a), and resume it.";
const stops: Readonly<Record<string, string>> = {
  AC01: newAccount,
  AC04: newAccount,
  AC06: "The account is blocked: ask the debtor for another, or until when; then amend or resume the mandate.",
  AC13: "It is a consumer's account: B2B is not for it. Have a Core mandate signed, and cancel this one.",
  AG01: "Direct debits are not allowed on this account: ask the debtor for another, and amend the mandate (a).",
  MD01: "The debtor's bank says that there is no mandate: find the signed one, and have a new one signed where there is none. Resume it only then.",
  MD02: "The debtor's bank has other data of the mandate: compare them with the signed one, correct or amend it, and resume it.",
  MD07: "The debtor has died: collect nothing more. Cancel the mandate, and write to the heirs.",
  SL01: "The debtor has told the debtor's bank not to pay you: settle it with the debtor, then resume the mandate.",
};
