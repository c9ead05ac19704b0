import type { CertificateInfo } from "../certificates.ts";
import type { Answer, Exchange } from "../exchange.ts";
import type { BankKeys, SubscriberContext } from "../subscriber.ts";

/** The bank's keys as fetched: NOT verified. The operator compares the hashes with what the bank published on paper. */
export interface FetchedBankKeys {
  readonly hostId: string;
  readonly keys: BankKeys;
  /** Both hash rules are in each: certificateHash and publicKeyHash. */
  readonly authentication: CertificateInfo;
  readonly encryption: CertificateInfo;
}

/** HPB. Rejected with 061001 or 091002 while the bank has not activated the subscriber. */
export async function* fetchBankKeys(_context: SubscriberContext): Exchange<Answer<FetchedBankKeys>> {
  throw new Error("being written");
}
