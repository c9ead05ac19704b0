import type { Clock, Randomness } from "../../domain/clock.ts";
import type { AuthenticationKey, BankKeys, DecryptionKey } from "../../ebics/index.ts";
import type { AccessTokens } from "../notify/access-tokens.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { HostLimits } from "./limits.ts";
import type { Nonces } from "./nonces.ts";
import type { SerialQueue } from "./serial-queue.ts";

/** What every part of the EBICS host needs. */
export interface Host {
  readonly hostId: string;
  /** Where the bank is reached, once it listens: https. */
  readonly url: () => string;
  readonly ledger: Ledger;
  /** For programs that want to be told at once what there is to fetch. */
  readonly accessTokens: AccessTokens;
  /** The real time, which nonces and timestamps are checked against; the ledger's clock may be ahead of it. */
  readonly protocolClock: Clock;
  readonly randomness: Randomness;
  /** As they are at each look: they may be renewed while the bank runs. */
  readonly keys: HostKeys;
  /** Characters of base64 in one segment of a download. */
  readonly segmentBytesMax: number;
  readonly limits: HostLimits;
  readonly nonces: Nonces;
  /** Two users of one partner may have the same signature key: for tests, which have few keys. Otherwise 091218. */
  readonly sharedKeys: boolean;
  /** Orders are judged one after the other, in the order they arrived. */
  readonly orders: SerialQueue;
  /** Requests of one transaction are handled one after the other. */
  readonly transactions: Map<string, SerialQueue>;
}

/** Certificates; who uses plain keys is given the keys in them. */
export interface CertifiedBankKeys extends BankKeys {
  readonly authentication: { readonly version: "X002"; readonly certificateDer: Uint8Array };
  readonly encryption: { readonly version: "E002"; readonly certificateDer: Uint8Array };
}

/** The bank's own EBICS keys. */
export interface HostKeys {
  readonly authentication: AuthenticationKey;
  readonly decryption: DecryptionKey;
  readonly publicKeys: CertifiedBankKeys;
}
