import type { DataEncryptionInfo, TransactionPhase } from "../../ebics/index.ts";
import { type Codes, codesFor } from "./codes.ts";

/** What the bank answers to one request of a transaction, before it is written and signed. */
export interface Outcome {
  readonly codes: Codes;
  /** Where the transaction stands, when that is not the phase of the request: the recovery point. */
  readonly phase?: TransactionPhase | undefined;
  /** For the trace: what was ordered. */
  readonly order?: string | undefined;
  readonly partnerId?: string | undefined;
  readonly userId?: string | undefined;
  readonly transactionId?: string | undefined;
  readonly orderId?: string | undefined;
  /** For the trace: why it was refused, in the host's own words. The customer is told the code's sentence only. */
  readonly reason?: string | undefined;
  readonly segments?: number | undefined;
  readonly segment?: { readonly number: number; readonly last: boolean } | undefined;
  readonly data?: { readonly encryption?: DataEncryptionInfo | undefined; readonly orderData: Uint8Array } | undefined;
}

/** @param why the code, with the host's own words where it has any */
export function refusal(why: string | { readonly code: string; readonly reason?: string | undefined }, known: Partial<Outcome> = {}): Outcome {
  return typeof why === "string" ? { ...known, codes: codesFor(why) } : { ...known, codes: codesFor(why.code), reason: why.reason };
}
