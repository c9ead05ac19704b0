import { createHash } from "node:crypto";

/** The bytes that a signature is over: the order data without carriage return, line feed and Ctrl-Z. The same array when it has none. EBICS 3.0 §14. */
export function stripForSignature(bytes: Uint8Array): Uint8Array {
  let first = 0;
  while (first < bytes.length && !isIgnored(bytes[first])) first++;
  if (first === bytes.length) return bytes;
  const kept = new Uint8Array(bytes.length);
  kept.set(bytes.subarray(0, first));
  let length = first;
  for (let i = first; i < bytes.length; i++) {
    const byte = bytes[i] as number; // i is inside
    if (byte > 0x1a || !isIgnored(byte)) kept[length++] = byte; // nearly all are greater: the quick way out
  }
  return kept.subarray(0, length);
}

/** SHA-256 over the order data without CR, LF and Ctrl-Z. Streams. @returns 32 bytes */
export async function orderDataDigest(orderData: AsyncIterable<Uint8Array> | Uint8Array): Promise<Uint8Array> {
  const digest = new OrderDataDigest();
  if (orderData instanceof Uint8Array) digest.update(orderData);
  else for await (const chunk of orderData) digest.update(chunk);
  return digest.value();
}

/** The same, chunk by chunk, for data that pass by anyway. */
export class OrderDataDigest {
  readonly #hash = createHash("sha256");
  update(chunk: Uint8Array): void {
    this.#hash.update(stripForSignature(chunk));
  }
  /** Once, at the end. */
  value(): Uint8Array {
    return this.#hash.digest();
  }
}

function isIgnored(byte: number | undefined): boolean {
  return byte === 0x0a || byte === 0x0d || byte === 0x1a;
}
