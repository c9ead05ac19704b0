import type { DataEncryptionInfo, TransactionPhase } from "../messages.ts";
import type { AuthenticationKey, BankKeys } from "../subscriber.ts";

/** ebicsHEVResponse; unsigned. */
export function hevResponse(_response: { readonly returnCode: string; readonly reportText?: string | undefined; readonly versions: readonly { readonly protocolVersion: string; readonly versionNumber: string }[] }): Uint8Array {
  throw new Error("being written");
}

export interface KeyManagementResponse {
  readonly technical: string;
  readonly business: string;
  /** Default: `[EBICS_NAME] sentence` of the technical code. */
  readonly reportText?: string | undefined;
  readonly orderId?: string | undefined;
  /** HPB: the order data, in one piece. */
  readonly data?: { readonly encryption: DataEncryptionInfo; readonly orderData: Uint8Array } | undefined;
  /** Milliseconds since 1970 UTC. */
  readonly timestampBankParameter?: number | undefined;
}
/** ebicsKeyManagementResponse; unsigned. */
export function keyManagementResponse(_response: KeyManagementResponse): Uint8Array {
  throw new Error("being written");
}

export interface EbicsResponse {
  readonly phase: TransactionPhase;
  /** Upper-case hex, 32 digits. Absent when no transaction came to be. */
  readonly transactionId?: string | undefined;
  /** NumSegments: only in the answer to a download's initialisation. */
  readonly segments?: number | undefined;
  /** SegmentNumber with @lastSegment. */
  readonly segment?: { readonly number: number; readonly last: boolean } | undefined;
  readonly orderId?: string | undefined;
  /** Code in header/mutable. */
  readonly technical: string;
  /** Code in body. */
  readonly business: string;
  readonly reportText?: string | undefined;
  /** Downloads: one segment's ciphertext; `encryption` only with the first. */
  readonly data?: { readonly encryption?: DataEncryptionInfo | undefined; readonly orderData: Uint8Array } | undefined;
  readonly timestampBankParameter?: number | undefined;
}
/** ebicsResponse, signed with the bank's X002 key. */
export async function ebicsResponse(_response: EbicsResponse, _bank: AuthenticationKey): Promise<Uint8Array> {
  throw new Error("being written");
}

/** HPBResponseOrderData: XML, to be handed to `encryptFor`. */
export function hpbOrderData(_hostId: string, _bank: BankKeys): Uint8Array {
  throw new Error("being written");
}
