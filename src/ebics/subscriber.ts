import type { Clock, Randomness } from "../domain/clock.ts";
import type { PublicKey } from "./public-key.ts";

/** EBICS protocol versions this program speaks, oldest first: 2.4, 2.5, 3.0. Each is a folder of its own. */
export const protocolVersions = ["H003", "H004", "H005"] as const;
export type ProtocolVersion = (typeof protocolVersions)[number];
/** Bank-technical signature: A005 PKCS#1 v1.5, A006 PSS. EBICS 3.0 §14.1. */
export type SignatureVersion = "A005" | "A006";

/** Who speaks to whom. Ids are strings: leading zeros count. */
export interface EbicsIds {
  readonly hostId: string;
  readonly partnerId: string;
  readonly userId: string;
  /** SystemID: the technical user of a multi-user system. */
  readonly systemId?: string | undefined;
}

/** The X002 key pair: a key in the store, later a card. */
export interface AuthenticationKey {
  /** DER of its X.509 certificate. */
  readonly certificateDer: Uint8Array;
  /** RSASSA-PKCS1-v1_5 over a DigestInfo with this digest. @param sha256 32 bytes */
  signDigest(sha256: Uint8Array): Promise<Uint8Array>;
}

/** The E002 key pair. */
export interface DecryptionKey {
  readonly certificateDer: Uint8Array;
  /**
   * RSAES-PKCS1-v1_5. A wrong key or damaged input may give random bytes instead of failing (implicit rejection): the caller checks the length.
   * @returns the transaction key, or undefined when the key says it cannot
   */
  decryptTransactionKey(encrypted: Uint8Array): Promise<Uint8Array | undefined>;
}

/** The bank's public keys, as confirmed by the operator. */
export interface BankKeys {
  readonly authentication: { readonly version: "X002" } & PublicKey;
  readonly encryption: { readonly version: "E002" } & PublicKey;
}

/** Product: what software speaks. */
export interface Product {
  /** At most 64 characters. */
  readonly name: string;
  /** ISO 639, 2 letters: `en`. */
  readonly language: string;
  readonly instituteId?: string | undefined;
}

/** What HEV, INI and HIA need: no keys. */
export interface UnsecuredContext {
  readonly protocol: ProtocolVersion;
  readonly ids: EbicsIds;
  readonly product?: Product | undefined;
}

/** What HPB needs: our keys, not yet the bank's. */
export interface SubscriberContext extends UnsecuredContext {
  readonly authentication: AuthenticationKey;
  readonly encryption: DecryptionKey;
  readonly clock: Clock;
  readonly randomness: Randomness;
}

/** What orders need: both sides' keys. */
export interface OrderContext extends SubscriberContext {
  readonly bank: BankKeys;
  /**
   * How BankPubKeyDigests are computed: over the certificate (3.0), or over "e n" (2.4, 2.5, and some banks' hosts of 3.0).
   * Default: as the protocol version's specification has it. EBICS 3.0 §5.5.1.1.
   */
  readonly bankDigestRule?: "certificate" | "public-key" | undefined;
}
