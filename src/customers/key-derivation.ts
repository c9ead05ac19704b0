import { argon2 } from "node:crypto";
import { promisify } from "node:util";
import type { Secret } from "../domain/secret.ts";

/** Cost of one guess at a passphrase. */
export interface KeyDerivation {
  readonly memoryKib: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** About a quarter of a second. Tests use less. */
export const defaultKeyDerivation: KeyDerivation = { memoryKib: 64 * 1024, passes: 3, parallelism: 1 };

/** argon2id over the passphrase (UTF-8, NFC, so that it does not matter how the keyboard composes `é`). @returns 32 bytes; the caller wipes them */
export async function deriveKey(passphrase: Secret, salt: Uint8Array, cost: KeyDerivation): Promise<Uint8Array> {
  const message = normalised(passphrase);
  try {
    return await argon2Async("argon2id", { message, nonce: salt, parallelism: cost.parallelism, tagLength: 32, memory: cost.memoryKib, passes: cost.passes });
  } finally {
    message.fill(0);
  }
}
const argon2Async = promisify(argon2);

function normalised(passphrase: Secret): Uint8Array {
  const isAscii = passphrase.bytes.every((byte) => byte < 0x80);
  // Only what needs it becomes a string, which cannot be wiped.
  return isAscii ? Uint8Array.from(passphrase.bytes) : new TextEncoder().encode(passphrase.revealText().normalize("NFC"));
}
