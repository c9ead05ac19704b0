import { type Cipheriv, createCipheriv } from "node:crypto";

/** AES-128 of E002. */
export const transactionKeyBytes = 16;
export const aesBlockBytes = 16;
/** E002 has no initialisation vector: the key is fresh for each transaction. EBICS 3.0 §11.3.2.1. */
export const zeroVector = new Uint8Array(aesBlockBytes);

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
    const padding = new Uint8Array(aesBlockBytes - (this.#plainBytes % aesBlockBytes));
    padding[padding.length - 1] = padding.length;
    return Buffer.concat([this.#cipher.update(padding), this.#cipher.final()]);
  }
}
