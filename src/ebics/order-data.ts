import type { Randomness } from "../domain/clock.ts";
import { publicKeyHash } from "./crypto/key-hash.ts";
import { encryptPkcs1 } from "./crypto/rsa.ts";
import { transactionKeyBytes } from "./crypto/transaction-cipher.ts";
import { ebicsError } from "./errors.ts";
import type { DataEncryptionInfo } from "./messages.ts";
import { type InflateLimit, OrderDataError, type Pieces, cut, decrypted, deflated, encrypted, inflated } from "./order-data-stream.ts";
import { type PublicKey, readPublicKey } from "./public-key.ts";
import type { DecryptionKey } from "./subscriber.ts";

/** Order data compressed, encrypted for one recipient, cut. */
export interface EncryptedOrderData {
  readonly encryption: DataEncryptionInfo;
  /** Ciphertext in wire order; index 0 is SegmentNumber 1; each at most `segmentBytesMax` characters as base64. At least one. */
  readonly segments: readonly Uint8Array[];
}

/** The specification's limit of a segment: 1 MiB of base64. EBICS 3.0 §7. */
export const segmentBytesLimit = 1_048_576;
/** What order data may grow to when they are held whole, unless the caller says otherwise. */
export const inflatedBytesLimit = 512 * 1024 * 1024;
/** What streamed order data may grow to: above any real file, and 256 times what came, which no real file reaches. */
const streamedLimit: InflateLimit = { bytesMax: 64 * 1024 * 1024 * 1024, timesMax: 256 };

/**
 * Compresses (zlib), encrypts (AES-128-CBC under a fresh key, that under the recipient's E002 key) and cuts.
 * @param recipient an E002 key
 * @param options.segmentBytesMax in characters of base64; default `segmentBytesLimit`
 */
export async function encryptFor(
  recipient: PublicKey,
  orderData: Uint8Array | AsyncIterable<Uint8Array>,
  options: { readonly randomness: Randomness; readonly segmentBytesMax?: number | undefined },
): Promise<EncryptedOrderData> {
  using key = newTransactionKey(recipient, options.randomness);
  return { encryption: key.encryption, segments: await Array.fromAsync(key.segments(orderData, options.segmentBytesMax)) };
}

/** A fresh key for one transaction: order data and signatures of an upload share it. Wiped at the end of its scope (`using`). */
export interface TransactionKey extends Disposable {
  readonly encryption: DataEncryptionInfo;
  /** Compresses and encrypts, in one piece. */
  encrypt(plain: Uint8Array | Pieces): Promise<Uint8Array>;
  /**
   * Compresses, encrypts and cuts, with one segment in memory. At least one.
   * @param segmentBytesMax in characters of base64; default `segmentBytesLimit` @throws AppError ebics/`bad-order` when it is out of range
   */
  segments(plain: Uint8Array | Pieces, segmentBytesMax?: number | undefined): AsyncGenerator<Uint8Array>;
  /** The same for data that are a zlib stream already. */
  segmentsOfCompressed(compressed: Pieces, segmentBytesMax?: number | undefined): AsyncGenerator<Uint8Array>;
}

/** @param recipient an E002 key */
export function newTransactionKey(recipient: PublicKey, randomness: Randomness): TransactionKey {
  const { publicKey } = readPublicKey(recipient);
  const key = Uint8Array.from(randomness.bytes(transactionKeyBytes));
  return {
    encryption: {
      encryptionPubKeyDigest: { version: "E002", digest: publicKeyHash(publicKey) },
      transactionKey: encryptPkcs1(publicKey, key),
    },
    encrypt: async (plain) => collected(encrypted(key, deflated(plain))),
    segments: (plain, segmentBytesMax) => cut(encrypted(key, deflated(plain)), segmentSize(segmentBytesMax)),
    segmentsOfCompressed: (compressed, segmentBytesMax) => cut(encrypted(key, compressed), segmentSize(segmentBytesMax)),
    [Symbol.dispose]: () => {
      key.fill(0);
    },
  };
}

/** zlib stream in one piece: how INI and HIA order data travel. */
export function compress(plain: Uint8Array | Pieces): Promise<Uint8Array> {
  return collected(deflated(plain));
}

/** Bytes of ciphertext in a segment. Four characters of base64 carry three bytes, so each segment decodes on its own. */
function segmentSize(segmentBytesMax: number = segmentBytesLimit): number {
  if (!(segmentBytesMax >= 4 && segmentBytesMax <= segmentBytesLimit)) {
    throw ebicsError("bad-order", `Segments of ${segmentBytesMax} characters are not possible in EBICS.`, "Nothing was sent.", "Choose a segment size between 4 characters and 1 MiB.");
  }
  return Math.floor(segmentBytesMax / 4) * 3;
}

/** What became of opening order data. */
export type Decrypted = { readonly kind: "ok"; readonly data: Uint8Array } | { readonly kind: OrderDataError["kind"] };

/** Decrypts and decompresses what is small by nature, whole. @param inflatedBytesMax stops a zip bomb */
export function decryptOrderData(key: DecryptionKey, encryption: DataEncryptionInfo, segments: readonly Uint8Array[], inflatedBytesMax: number = inflatedBytesLimit): Promise<Decrypted> {
  return whole(openedOrderData(key, encryption, segments, { bytesMax: inflatedBytesMax }));
}

/**
 * Decrypts and decompresses piece by piece. What came before an error is not to be used.
 * @throws OrderDataError
 */
export async function* openedOrderData(
  key: DecryptionKey, encryption: DataEncryptionInfo, segments: Pieces | Iterable<Uint8Array>, limit: InflateLimit = streamedLimit,
): AsyncGenerator<Uint8Array> {
  const transactionKey = await openTransactionKey(key, encryption);
  try {
    yield* inflated(decrypted(transactionKey, segments), limit);
  } finally {
    transactionKey.fill(0);
  }
}

/** The AES key of a transaction; 16 bytes, the caller's to wipe. @throws OrderDataError */
export async function openTransactionKey(key: DecryptionKey, encryption: DataEncryptionInfo): Promise<Uint8Array> {
  const transactionKey = await key.decryptTransactionKey(encryption.transactionKey);
  if (transactionKey?.length !== transactionKeyBytes) throw new OrderDataError("undecryptable");
  return transactionKey;
}

/** Bytes after the end of the zlib stream are ignored: some clients pad oddly. */
export function decompress(compressed: Uint8Array, inflatedBytesMax: number = inflatedBytesLimit): Promise<Decrypted> {
  return whole(inflated(compressed, { bytesMax: inflatedBytesMax }));
}

async function whole(pieces: Pieces): Promise<Decrypted> {
  try {
    return { kind: "ok", data: await collected(pieces) };
  } catch (error) {
    if (error instanceof OrderDataError) return { kind: error.kind };
    throw error;
  }
}

async function collected(pieces: Pieces): Promise<Uint8Array> {
  return Buffer.concat(await Array.fromAsync(pieces));
}
