import type { OperatorId, SignerGroupId, SignerId } from "./ids.ts";
import type { Money } from "./money.ts";

/** EBICS authorisation level: E single, A first, B second, T transport only. */
export type SignatureClass = "E" | "A" | "B" | "T";

/**
 * What an order asks the bank to do. `recall`: a file of that message (camt.055), which asks payments back and orders none: its sums are those asked
 * back, its accounts those of their order; without that order its content counts as not known. `unknown`: any other file whose content this program does not read.
 */
export const orderKinds = ["credit-transfer", "direct-debit", "recall", "unknown"] as const;
export type OrderKind = (typeof orderKinds)[number];

/**
 * A person whose signature counts on an order. An empty list of limits means no limit of that sort; a list that is not empty limits every
 * currency: in one that it does not name, the signer may sign nothing.
 */
export interface Signer {
  readonly id: SignerId;
  readonly name: string;
  readonly operatorId: OperatorId | undefined;
  readonly signatureClass: SignatureClass;
  readonly perTransactionLimits: readonly Money[];
  readonly perFileLimits: readonly Money[];
  readonly perDayLimits: readonly Money[];
}

/**
 * Signers who are spoken of together. Its limits are joint ones: for orders on which every signature that counts is a member's. Above them
 * somebody from outside must have signed too. Empty lists and missing currencies as for a signer.
 */
export interface SignerGroup {
  readonly id: SignerGroupId;
  readonly title: string;
  readonly members: readonly SignerId[];
  readonly perFileLimits: readonly Money[];
  /** Of all orders that only members have signed since the bank's midnight. */
  readonly perDayLimits: readonly Money[];
}

/** A signer, or all members of a group. */
export type SigningParty = SignerId | SignerGroupId;

/** Points that must come together. A signer has those of their own line, else those of their class, else none. Class T has none. */
export interface PointsNeeded {
  /** At least 1. */
  readonly points: number;
  readonly ofClass: Readonly<Partial<Record<"E" | "A" | "B", number>>>;
  readonly ofSigner: readonly (readonly [SignerId, number])[];
}

/** Which orders need which signatures. The first rule that fits an order counts. docs/signature-rules.md says it in words. */
export interface SignatureRule {
  readonly id: string;
  readonly title: string;
  /** Account texts it is for; empty = all. */
  readonly accounts: readonly string[];
  /** Kinds of order it is for; empty, and absent in rules of earlier versions = all. */
  readonly kinds?: readonly OrderKind[] | undefined;
  /** It is for files of at most this sum per currency; empty = any sum. A file in another currency does not fit. */
  readonly upTo: readonly Money[];
  /** 1: one E. 2: one E, or two of which one is E or A (A+A, A+B; B+B is not enough). Or points. T never counts. */
  readonly signaturesNeeded: 1 | 2 | PointsNeeded;
  /** Only these count; empty = every signer of the customer. */
  readonly signers: readonly SigningParty[];
  /** Pairs who may not sign together: two signers, a signer and a group, two groups. A group with itself: no two of its members. */
  readonly exclusions: readonly (readonly [SigningParty, SigningParty])[];
}

/** All that is agreed about signatures at one customer. */
export interface SigningPolicy {
  readonly signers: readonly Signer[];
  readonly groups: readonly SignerGroup[];
  readonly rules: readonly SignatureRule[];
}

/** What the rules need to know of an order: computed from the very bytes that are signed. */
export interface SignableFacts {
  readonly accounts: readonly string[];
  /** Not known, as for an order of which the bank only tells a sum: it fits rules for all kinds only. */
  readonly kinds?: readonly OrderKind[] | undefined;
  /** One per currency. */
  readonly sums: readonly Money[];
  /** The largest single transaction per currency. */
  readonly largest: readonly Money[];
  /** True: a file whose content this program does not read. Whatever it moves may be any sum from any account. */
  readonly contentUnknown?: boolean | undefined;
}

/** A signature that stands on the order: who gave it, and the class they had then. */
export interface GivenSignature {
  readonly signerId: SignerId;
  readonly signatureClass: SignatureClass;
}

/** An order that somebody has signed today, and who did, T left out: limits per day are held against these. Several that the same people signed may stand as one, with their sums. */
export interface SignedOrder {
  readonly sums: readonly Money[];
  readonly signers: readonly SignerId[];
}

export interface SignatureVerdict {
  readonly complete: boolean;
  readonly rule: SignatureRule | undefined;
  /** Empty when complete; else one sentence, "why not yet, and who can": "Needs one more signature: Kis Anna (A) or Tóth Éva (E) can give it." */
  readonly explanation: string;
  /** Signers whose signature would count now. */
  readonly whoCan: readonly SignerId[];
}

/** Why this signer may not sign this order, as a sentence; undefined when they may. */
export interface SignerRefusal {
  readonly code:
    | "already-signed" | "transport-only" | "not-in-rule" | "excluded" | "over-transaction-limit" | "over-file-limit" | "over-day-limit" | "currency-without-limit"
    | "content-unknown" | "no-rule" | "over-joint-limit" | "would-not-count";
  readonly message: string;
}
