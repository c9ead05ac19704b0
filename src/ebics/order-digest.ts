import { createHash } from "node:crypto";

/** Carriage return, line feed, Ctrl-Z: what signatures do not cover. EBICS 3.0 §14. */
const ignored: ReadonlySet<number> = new Set([0x0d, 0x0a, 0x1a]);

/** The bytes that a signature is over: the order data without CR, LF and Ctrl-Z. Gives the same array when it has none. */
export function stripForSignature(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => ignored.has(byte));
  if (first === -1) return bytes;
  const kept = new Uint8Array(bytes.length);
  kept.set(bytes.subarray(0, first));
  let length = first;
  for (let i = first; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    if (byte !== 0x0d && byte !== 0x0a && byte !== 0x1a) kept[length++] = byte;
  }
  return kept.subarray(0, length);
}

/** SHA-256 over the order data without CR, LF and Ctrl-Z. Streams. */
export async function orderDataDigest(orderData: AsyncIterable<Uint8Array> | Uint8Array): Promise<Uint8Array> {
  const hash = createHash("sha256");
  if (orderData instanceof Uint8Array) return hash.update(stripForSignature(orderData)).digest();
  for await (const chunk of orderData) hash.update(stripForSignature(chunk));
  return hash.digest();
}
