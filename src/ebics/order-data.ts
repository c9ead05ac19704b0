import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, createDeflate, inflate } from "node:zlib";
import type { Randomness } from "../domain/clock.ts";
import { readCertificate } from "./certificates.ts";
import { publicKeyHash } from "./crypto/key-hash.ts";
import { encryptPkcs1 } from "./crypto/rsa.ts";
import { TransactionCipher, decryptTransactionData, transactionKeyBytes } from "./crypto/transaction-cipher.ts";
import { ebicsError } from "./errors.ts";
import type { DataEncryptionInfo } from "./messages.ts";
import type { DecryptionKey } from "./subscriber.ts";

/** Order data compressed, encrypted for one recipient, cut. */
export interface EncryptedOrderData {
  readonly encryption: DataEncryptionInfo;
  /** Ciphertext in wire order; index 0 is SegmentNumber 1; each at most `segmentBytesMax` characters as base64. At least one. */
  readonly segments: readonly Uint8Array[];
}

/** The specification's limit of a segment: 1 MiB of base64. EBICS 3.0 §7. */
export const segmentBytesLimit = 1_048_576;
/** What order data may grow to when decompressed, unless the caller says otherwise. */
export const inflatedBytesLimit = 512 * 1024 * 1024;

/**
 * Compresses (zlib), encrypts (AES-128-CBC under a fresh key, that under the recipient's E002 key) and cuts.
 * @param certificateDer the recipient's E002 certificate
 * @param options.segmentBytesMax in characters of base64; default `segmentBytesLimit`
 */
export async function encryptFor(
  certificateDer: Uint8Array,
  orderData: Uint8Array | AsyncIterable<Uint8Array>,
  options: { readonly randomness: Randomness; readonly segmentBytesMax?: number | undefined },
): Promise<EncryptedOrderData> {
  using key = newTransactionKey(certificateDer, options.randomness);
  return { encryption: key.encryption, segments: cutSegments(await key.encrypt(orderData), options.segmentBytesMax) };
}

/** A fresh key for one transaction: order data and signatures of an upload share it. Wiped at the end of its scope (`using`). */
export interface TransactionKey extends Disposable {
  readonly encryption: DataEncryptionInfo;
  /** Compresses and encrypts. */
  encrypt(plain: Uint8Array | AsyncIterable<Uint8Array>): Promise<Uint8Array>;
}

/** @param certificateDer the recipient's E002 certificate */
export function newTransactionKey(certificateDer: Uint8Array, randomness: Randomness): TransactionKey {
  const { publicKey } = readCertificate(certificateDer);
  const key = Uint8Array.from(randomness.bytes(transactionKeyBytes));
  return {
    encryption: {
      encryptionPubKeyDigest: { version: "E002", digest: publicKeyHash(publicKey) },
      transactionKey: encryptPkcs1(publicKey, key),
    },
    encrypt: (plain) => compressAndEncrypt(key, plain),
    [Symbol.dispose]: () => {
      key.fill(0);
    },
  };
}

/** zlib stream in one piece: how INI and HIA order data travel. */
export async function compress(plain: Uint8Array | AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  await deflateInto(plain, (chunk) => chunks.push(chunk));
  return Buffer.concat(chunks);
}

/** @param segmentBytesMax in characters of base64 @throws AppError ebics/`bad-order` when it is out of range */
export function cutSegments(ciphertext: Uint8Array, segmentBytesMax: number = segmentBytesLimit): readonly Uint8Array[] {
  if (!(segmentBytesMax >= 4 && segmentBytesMax <= segmentBytesLimit)) {
    throw ebicsError("bad-order", `Segments of ${segmentBytesMax} characters are not possible in EBICS.`, "Nothing was sent.", "Choose a segment size between 4 characters and 1 MiB.");
  }
  const sizeBytes = Math.floor(segmentBytesMax / 4) * 3; // four characters of base64 carry three bytes, so each segment decodes on its own
  const segments: Uint8Array[] = [];
  for (let start = 0; start < ciphertext.length; start += sizeBytes) segments.push(ciphertext.subarray(start, start + sizeBytes));
  return segments;
}

/** What became of opening order data. One outcome for wrong key, damaged ciphertext and damaged zlib alike: the difference would help an attacker. */
export type Decrypted = { readonly kind: "ok"; readonly data: Uint8Array } | { readonly kind: "undecryptable" } | { readonly kind: "too-large" };

/** Decrypts and decompresses. @param inflatedBytesMax stops a zip bomb */
export async function decryptOrderData(key: DecryptionKey, encryption: DataEncryptionInfo, segments: readonly Uint8Array[], inflatedBytesMax: number = inflatedBytesLimit): Promise<Decrypted> {
  const transactionKey = await key.decryptTransactionKey(encryption.transactionKey);
  if (transactionKey?.length !== transactionKeyBytes) return { kind: "undecryptable" };
  const compressed = decryptTransactionData(transactionKey, segments);
  transactionKey.fill(0);
  return compressed === undefined ? { kind: "undecryptable" } : decompress(compressed, inflatedBytesMax);
}

/** Bytes after the end of the zlib stream are ignored: some clients pad oddly. */
export function decompress(compressed: Uint8Array, inflatedBytesMax: number = inflatedBytesLimit): Promise<Decrypted> {
  return new Promise((resolve) => {
    inflate(compressed, { maxOutputLength: inflatedBytesMax }, (error, data) => {
      if (error === null) resolve({ kind: "ok", data });
      else resolve({ kind: "code" in error && error.code === "ERR_BUFFER_TOO_LARGE" ? "too-large" : "undecryptable" });
    });
  });
}

async function compressAndEncrypt(key: Uint8Array, plain: Uint8Array | AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const cipher = new TransactionCipher(key);
  const chunks: Uint8Array[] = [];
  await deflateInto(plain, (chunk) => chunks.push(cipher.update(chunk)));
  return Buffer.concat([...chunks, cipher.final()]);
}

async function deflateInto(plain: Uint8Array | AsyncIterable<Uint8Array>, take: (chunk: Uint8Array) => void): Promise<void> {
  const source = plain instanceof Uint8Array ? Readable.from([plain]) : Readable.from(plain);
  await pipeline(source, createDeflate({ level: constants.Z_DEFAULT_COMPRESSION }), async (compressed: AsyncIterable<Uint8Array>) => {
    for await (const chunk of compressed) take(chunk);
  });
}
