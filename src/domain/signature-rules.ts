import type { OperatorId, SignerId } from "./ids.ts";
import type { Money } from "./money.ts";

/** EBICS authorisation level: E single, A first, B second, T transport only. */
export type SignatureClass = "E" | "A" | "B" | "T";

/** A person whose signature counts on an order. Limits are per currency; none for a currency means no limit. */
export interface Signer {
  readonly id: SignerId;
  readonly name: string;
  readonly operatorId: OperatorId | undefined;
  readonly signatureClass: SignatureClass;
  readonly perTransactionLimits: readonly Money[];
  readonly perFileLimits: readonly Money[];
  readonly perDayLimits: readonly Money[];
}

/** Which orders need which signatures. The first rule that fits an order counts. */
export interface SignatureRule {
  readonly id: string;
  readonly title: string;
  /** Account texts it is for; empty = all. */
  readonly accounts: readonly string[];
  /** It is for files of at most this sum per currency; empty = any sum. A file in another currency does not fit. */
  readonly upTo: readonly Money[];
  /** How many valid signatures. 1: one E. 2: one E, or two of which one is E or A (A+A, A+B; B+B is not enough). T never counts. */
  readonly signaturesNeeded: 1 | 2;
  /** Only these signers count; empty = every signer of the customer. */
  readonly signers: readonly SignerId[];
  /** Pairs who may not sign together. */
  readonly exclusions: readonly (readonly [SignerId, SignerId])[];
}

/** What the rules need to know of an order: computed from the very bytes that are signed. */
export interface SignableFacts {
  readonly accounts: readonly string[];
  /** One per currency. */
  readonly sums: readonly Money[];
  /** The largest single transaction per currency. */
  readonly largest: readonly Money[];
  /** True: a file whose content this program does not read. Whatever it moves may be any sum from any account. */
  readonly contentUnknown?: boolean | undefined;
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
  readonly code: "already-signed" | "transport-only" | "not-in-rule" | "excluded" | "over-transaction-limit" | "over-file-limit" | "over-day-limit" | "content-unknown" | "no-rule" | "would-not-count";
  readonly message: string;
}
