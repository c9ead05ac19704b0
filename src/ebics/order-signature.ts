import type { KeyObject } from "node:crypto";
import { signPkcs1Digest, signPss, verifyPkcs1Digest, verifyPss } from "./crypto/rsa.ts";
import type { SignatureVersion } from "./subscriber.ts";

/**
 * Signs order data with a private key held in memory. A006: PSS over the digest, which is hashed again inside PSS;
 * A005: PKCS#1 v1.5 with the digest in its DigestInfo. EBICS 3.0 §14.1.
 * @param orderDataDigest from `orderDataDigest`, 32 bytes
 */
export function signOrderDataDigest(version: SignatureVersion, orderDataDigest: Uint8Array, privateKey: KeyObject): Uint8Array {
  return mechanisms[version].sign(privateKey, orderDataDigest);
}

/** True only for a well-formed signature of this key over this digest. Never throws. */
export function verifyOrderSignature(version: SignatureVersion, orderDataDigest: Uint8Array, value: Uint8Array, publicKey: KeyObject): boolean {
  return orderDataDigest.length === 32 && mechanisms[version].verify(publicKey, orderDataDigest, value);
}

const mechanisms = {
  A005: { sign: signPkcs1Digest, verify: verifyPkcs1Digest },
  A006: { sign: signPss, verify: verifyPss },
} as const satisfies Record<SignatureVersion, unknown>;
