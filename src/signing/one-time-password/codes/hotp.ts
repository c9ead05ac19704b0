import { createHmac } from "node:crypto";
import type { HashAlgorithm } from "../../../workflows/ports/one-time-password.ts";

/**
 * A counter-based one-time password.
 * @param counter 0 and up, at most 2^53 - 1; eight bytes big-endian in the HMAC
 * @param digits 6 to 10
 * Source: RFC 4226 §5.3; with other hashes RFC 6238 §1.2
 */
export function hotp(secret: Uint8Array, counter: number, digits: number, algorithm: HashAlgorithm = "SHA1"): string {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(counter));
  return truncated(createHmac(algorithm, secret).update(message).digest(), digits);
}

/** Dynamic truncation: 31 bits from where the last four bits point to, as decimal digits with leading zeros. RFC 4226 §5.3 */
export function truncated(mac: Buffer, digits: number): string {
  const offset = (mac[mac.length - 1] ?? 0) & 0x0f;
  return (mac.readUInt32BE(offset) & 0x7fffffff).toString().padStart(digits, "0").slice(-digits);
}

/** The time step for TOTP: a time-based password is `hotp` of it. @param periodS seconds of a step. RFC 6238 §4.2 */
export function timeStep(nowMs: number, periodS: number): number {
  return Math.floor(nowMs / 1000 / periodS);
}
