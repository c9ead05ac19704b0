import type { KeyObject } from "node:crypto";
import type { SignatureVersion } from "./subscriber.ts";

/**
 * Signs order data with a private key held in memory. A006: PSS over the digest, which is hashed again inside PSS;
 * A005: PKCS#1 v1.5 with the digest in its DigestInfo. EBICS 3.0 §14.1.
 * @param orderDataDigest from `orderDataDigest`, 32 bytes
 */
export function signOrderDataDigest(_version: SignatureVersion, _orderDataDigest: Uint8Array, _privateKey: KeyObject): Uint8Array {
  throw new Error("being written");
}

/** True only for a well-formed signature of this key over this digest. Never throws. */
export function verifyOrderSignature(_version: SignatureVersion, _orderDataDigest: Uint8Array, _value: Uint8Array, _publicKey: KeyObject): boolean {
  throw new Error("being written");
}
