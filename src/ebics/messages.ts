import type { BtfService, DateRange } from "./btf.ts";
import type { SignatureVersion } from "./subscriber.ts";

/** TransactionPhase. */
export type TransactionPhase = "Initialisation" | "Transfer" | "Receipt";

/** A digest of a public key in a header: which rule made it is not said in the message. */
export interface PubKeyDigest {
  /** `X002`, `E002`. */
  readonly version: string;
  /** SHA-256, 32 bytes. */
  readonly digest: Uint8Array;
}

/** BankPubKeyDigests. */
export interface BankPubKeyDigests {
  readonly authentication: PubKeyDigest;
  readonly encryption: PubKeyDigest;
}

/** DataEncryptionInfo: for whom the transaction key is encrypted, and the key. */
export interface DataEncryptionInfo {
  readonly encryptionPubKeyDigest: PubKeyDigest;
  /** RSA ciphertext of the 16-byte AES key. */
  readonly transactionKey: Uint8Array;
}

/** DataDigest of an upload: SHA-256 of the order data as signed. */
export interface DataDigest {
  readonly signatureVersion: SignatureVersion;
  readonly digest: Uint8Array;
}

/** OrderDetails/…OrderParams. */
export type OrderParams =
  | { readonly kind: "BTU"; readonly service: BtfService; readonly fileName?: string | undefined; readonly signatureFlag: boolean; readonly requestEds: boolean }
  | { readonly kind: "BTD"; readonly service: BtfService; readonly dateRange?: DateRange | undefined }
  | { readonly kind: "standard"; readonly dateRange?: DateRange | undefined }
  /** Schema-known but not served here: HVE, HVU … */
  | { readonly kind: "other"; readonly name: string };

/** One bank-technical signature: OrderSignatureData. */
export interface OrderSignature {
  readonly partnerId: string;
  readonly userId: string;
  readonly version: SignatureVersion;
  readonly value: Uint8Array;
}
