import { type Cipheriv, createCipheriv, createDecipheriv } from "node:crypto";

/** AES-128 of E002. */
export const transactionKeyBytes = 16;
const blockBytes = 16;
/** E002 has no initialisation vector: the key is fresh for each transaction. EBICS 3.0 §11.3.2.1. */
const zeroVector = new Uint8Array(blockBytes);

/** AES-128-CBC with ANSI X9.23 padding: 1 to 16 bytes, zeros and their count. */
export class TransactionCipher {
  readonly #cipher: Cipheriv;
  #plainBytes = 0;

  constructor(key: Uint8Array) {
    this.#cipher = createCipheriv("aes-128-cbc", key, zeroVector).setAutoPadding(false);
  }
  update(plain: Uint8Array): Uint8Array {
    this.#plainBytes += plain.length;
    return this.#cipher.update(plain);
  }
  final(): Uint8Array {
    const padding = new Uint8Array(blockBytes - (this.#plainBytes % blockBytes));
    padding[padding.length - 1] = padding.length;
    return Buffer.concat([this.#cipher.update(padding), this.#cipher.final()]);
  }
}

/**
 * Decrypts and takes the padding off, whoever made it: X9.23, ISO 10126 and PKCS#7 all end in the count. Where the last byte is no such count the
 * bytes stay: the zlib stream in front knows its own end.
 * @returns undefined when the length is no multiple of the block
 */
export function decryptTransactionData(key: Uint8Array, segments: readonly Uint8Array[]): Uint8Array | undefined {
  const length = segments.reduce((sum, segment) => sum + segment.length, 0);
  if (length === 0 || length % blockBytes !== 0) return undefined;
  const decipher = createDecipheriv("aes-128-cbc", key, zeroVector).setAutoPadding(false);
  const plain = Buffer.concat([...segments.map((segment) => decipher.update(segment)), decipher.final()]);
  const count = plain.at(-1) ?? 0;
  return count >= 1 && count <= blockBytes ? plain.subarray(0, plain.length - count) : plain;
}
