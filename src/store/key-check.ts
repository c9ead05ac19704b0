import { createHmac, timingSafeEqual } from "node:crypto";
import { assert } from "../domain/errors.ts";

const dataKeyBytes = 32;

/**
 * What SQLite3 Multiple Ciphers takes as a raw key: `raw:`, 32 key bytes, 16 salt bytes. The salt is not used with a raw key
 * but is written in clear at the head of the file: it carries the key's check value (docs/store-format.md, "Key check").
 * The caller wipes the buffer.
 */
export function rawKey(dataKey: Uint8Array): Buffer {
  assert(dataKey.length === dataKeyBytes, "a data key has 32 bytes");
  return Buffer.concat([Buffer.from("raw:"), dataKey, keyCheckValue(dataKey)]);
}

/** True when a store's clear head names this key: asked only when page 1 does not decrypt. @param saltHex the file's first 16 bytes as the cipher reports them, hex */
export function keyCheckFits(saltHex: string, dataKey: Uint8Array): boolean {
  const salt = Buffer.from(saltHex, "hex");
  const expected = keyCheckValue(dataKey);
  return salt.length === expected.length && timingSafeEqual(salt, expected);
}

function keyCheckValue(dataKey: Uint8Array): Buffer {
  return createHmac("sha256", dataKey).update("kontor store key check 1").digest().subarray(0, 16);
}
