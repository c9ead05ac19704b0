import type { FileFormat } from "./bank-data/customer-data.ts";
import type { BtfService, DateRange } from "./btf.ts";
import type { EdsFilter, EdsOrderRef } from "./eds/values.ts";
import type { PublicKey } from "./public-key.ts";
import type { EbicsIds, Product, SignatureVersion } from "./subscriber.ts";

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
  | { readonly kind: "FUL"; readonly fileFormat: FileFormat }
  | { readonly kind: "FDL"; readonly fileFormat: FileFormat; readonly dateRange?: DateRange | undefined }
  /** Administrative orders, and in 2.4 and 2.5 everything that is sent or fetched by an order type of three letters. */
  | { readonly kind: "standard"; readonly dateRange?: DateRange | undefined }
  /** The orders that wait for signatures at the bank, all or those that fit one of the filters. */
  | { readonly kind: "HVU" | "HVZ"; readonly filters: readonly EdsFilter[] }
  /** One of them: its state, one more signature, its cancellation. */
  | { readonly kind: "HVD"; readonly order: EdsOrderRef }
  | { readonly kind: "HVE"; readonly order: EdsOrderRef }
  | { readonly kind: "HVS"; readonly order: EdsOrderRef }
  /** Its content: the file itself, or `fetchLimit` payments from `fetchOffset` on; 0: all of them. */
  | { readonly kind: "HVT"; readonly order: EdsOrderRef; readonly completeOrderData: boolean; readonly fetchLimit: number; readonly fetchOffset: number }
  /** Schema-known but not served here. */
  | { readonly kind: "other"; readonly name: string };

/** One bank-technical signature: OrderSignatureData. */
export interface OrderSignature {
  readonly partnerId: string;
  readonly userId: string;
  readonly version: SignatureVersion;
  readonly value: Uint8Array;
}

/** What the first message of any kind says of its sender. */
export interface RequestHeader {
  readonly ids: EbicsIds;
  readonly product?: Product | undefined;
  /** AdminOrderType of 3.0: `BTU`, `HPB`. OrderType of 2.4 and 2.5: `CCT`, `FUL`, `HPB`. */
  readonly adminOrderType: string;
  /** The order's id where the client gives it: 2.4, of uploads. */
  readonly orderId?: string | undefined;
}

/** ebicsUnsecuredRequest: INI, HIA. */
export interface UnsecuredMessage extends RequestHeader {
  /** Compressed, not encrypted. */
  readonly orderData: Uint8Array;
}

/** ebicsNoPubKeyDigestsRequest: HPB. */
export interface NoPubKeyDigestsMessage extends RequestHeader {
  /** Upper-case hex, 32 digits; fresh in each message. */
  readonly nonce: string;
  /** Milliseconds since 1970 UTC. */
  readonly timestamp: number;
}

/** ebicsRequest, phase Initialisation. */
export interface InitialisationMessage extends NoPubKeyDigestsMessage {
  readonly params: Exclude<OrderParams, { kind: "other" }>;
  readonly bankPubKeyDigests: BankPubKeyDigests;
  /** Present in uploads. */
  readonly upload?: UploadAnnouncement | undefined;
}
export interface UploadAnnouncement {
  /** NumSegments. 0: signatures only. */
  readonly segments: number;
  readonly encryption: DataEncryptionInfo;
  /** UserSignatureData, compressed and encrypted. */
  readonly signatureData: Uint8Array;
  readonly dataDigest: DataDigest;
  /** The signatures do not release the order: OrderAttribute DZHNN in 2.4 and 2.5. 3.0 says it by the missing SignatureFlag. */
  readonly transportOnly?: boolean | undefined;
}

/** ebicsRequest, phase Transfer. */
export interface TransferMessage {
  readonly hostId: string;
  /** Upper-case hex, 32 digits. */
  readonly transactionId: string;
  readonly segment: { readonly number: number; readonly last: boolean };
  /** Present in uploads: this segment's ciphertext. */
  readonly orderData?: Uint8Array | undefined;
}

/** ebicsRequest, phase Receipt. */
export interface ReceiptMessage {
  readonly hostId: string;
  readonly transactionId: string;
  readonly positive: boolean;
}

/** ebicsResponse. Both codes as 6 digits. */
export interface EbicsResponse {
  readonly phase: TransactionPhase;
  /** Upper-case hex, 32 digits. Absent when no transaction came to be. */
  readonly transactionId?: string | undefined;
  /** NumSegments: only in the answer to a download's initialisation. */
  readonly segments?: number | undefined;
  /** SegmentNumber with @lastSegment. */
  readonly segment?: { readonly number: number; readonly last: boolean } | undefined;
  /** The bank's OrderID of an upload. */
  readonly orderId?: string | undefined;
  /** Code in header/mutable. */
  readonly technical: string;
  /** Code in body. */
  readonly business: string;
  /** When writing, default: `[EBICS_NAME] sentence`. */
  readonly reportText?: string | undefined;
  /** Downloads: one segment's ciphertext; `encryption` only with the first. */
  readonly data?: { readonly encryption?: DataEncryptionInfo | undefined; readonly orderData: Uint8Array } | undefined;
  /** Milliseconds since 1970 UTC. */
  readonly timestampBankParameter?: number | undefined;
}

/** ebicsKeyManagementResponse; never signed. */
export interface KeyManagementResponse {
  readonly technical: string;
  readonly business: string;
  readonly reportText?: string | undefined;
  readonly orderId?: string | undefined;
  /** HPB: the order data, in one piece. */
  readonly data?: { readonly encryption: DataEncryptionInfo; readonly orderData: Uint8Array } | undefined;
  readonly timestampBankParameter?: number | undefined;
}

/** A public key with the version of its use: `A006`, `X002`, `E002`; others are for the receiver to refuse. */
export type VersionedKey = { readonly version: string } & PublicKey;

/** INI order data. */
export type IniOrderData = { readonly partnerId: string; readonly userId: string } & VersionedKey;

/** HIA order data. */
export interface HiaOrderData {
  readonly partnerId: string;
  readonly userId: string;
  readonly authentication: VersionedKey;
  readonly encryption: VersionedKey;
}

/** HCS and H3K order data. */
export interface AllKeysOrderData extends HiaOrderData {
  readonly signature: VersionedKey;
}

/** HPB order data. */
export interface HpbOrderData {
  readonly hostId: string;
  readonly authentication: VersionedKey;
  readonly encryption: VersionedKey;
}
