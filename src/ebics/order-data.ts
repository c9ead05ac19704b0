import type { Randomness } from "../domain/clock.ts";
import type { DataEncryptionInfo } from "./messages.ts";

/** Order data compressed, encrypted for one recipient, cut. */
export interface EncryptedOrderData {
  readonly encryption: DataEncryptionInfo;
  /** Ciphertext in wire order; index 0 is SegmentNumber 1; each at most `segmentBytesMax` characters as base64. At least one. */
  readonly segments: readonly Uint8Array[];
}

/** SegmentNumber's limit in the specification: 1 MiB of base64. EBICS 3.0 §7. */
export const segmentBytesLimit = 1_048_576;

/**
 * Compresses (zlib), encrypts (AES-128-CBC under a fresh key, that under the recipient's E002 key) and cuts.
 * @param certificateDer the recipient's E002 certificate
 * @param segmentBytesMax in characters of base64; default `segmentBytesLimit`
 */
export async function encryptFor(_certificateDer: Uint8Array, _orderData: Uint8Array | AsyncIterable<Uint8Array>, _options: { readonly randomness: Randomness; readonly segmentBytesMax?: number | undefined }): Promise<EncryptedOrderData> {
  throw new Error("being written");
}
