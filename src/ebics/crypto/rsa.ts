import { type KeyObject, constants, createHash, privateDecrypt, privateEncrypt, publicDecrypt, publicEncrypt, sign, timingSafeEqual, verify } from "node:crypto";

/** DER of DigestInfo up to the digest itself, for SHA-256. RFC 8017 §9.2, note 1. */
const sha256DigestInfo = Buffer.from("3031300d060960864801650304020105000420", "hex");

/** RSASSA-PKCS1-v1_5 with SHA-256, over a digest made elsewhere: A005 and X002. @param sha256 32 bytes */
export function signPkcs1Digest(privateKey: KeyObject, sha256: Uint8Array): Uint8Array {
  return privateEncrypt({ key: privateKey, padding: constants.RSA_PKCS1_PADDING }, Buffer.concat([sha256DigestInfo, sha256]));
}

/** The padding and DigestInfo are compared byte for byte, so no lax encoding passes. Never throws. */
export function verifyPkcs1Digest(publicKey: KeyObject, sha256: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== modulusBytes(publicKey)) return false;
  try {
    const opened = publicDecrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, signature);
    const expected = Buffer.concat([sha256DigestInfo, sha256]);
    return opened.length === expected.length && timingSafeEqual(opened, expected);
  } catch {
    return false; // OpenSSL throws on a malformed block; for us that is simply not a signature
  }
}

const pssOptions = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };

/** RSASSA-PSS, SHA-256, MGF1-SHA-256, salt 32, over a message: A006. */
export function signPss(privateKey: KeyObject, message: Uint8Array): Uint8Array {
  return sign("sha256", message, { key: privateKey, ...pssOptions });
}

/** Never throws. A signature is as long as the modulus (RFC 8017 §8.1.2): OpenSSL would take one whose leading zeros were left off. */
export function verifyPss(publicKey: KeyObject, message: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== modulusBytes(publicKey)) return false;
  try {
    return verify("sha256", message, { key: publicKey, ...pssOptions }, signature);
  } catch {
    return false; // a signature of the wrong length throws in some OpenSSL versions
  }
}

/** RSAES-PKCS1-v1_5: E002. */
export function encryptPkcs1(publicKey: KeyObject, plain: Uint8Array): Uint8Array {
  return publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, plain);
}

/**
 * RSAES-PKCS1-v1_5. Wrong input gives random bytes rather than an error (implicit rejection in OpenSSL 3.2 and later), so callers check the length.
 * @returns undefined when even that is impossible, as for a wrong length
 */
export function decryptPkcs1(privateKey: KeyObject, encrypted: Uint8Array): Uint8Array | undefined {
  try {
    return privateDecrypt({ key: privateKey, padding: constants.RSA_PKCS1_PADDING }, encrypted);
  } catch {
    return undefined;
  }
}

/** Number of bytes of the modulus; 0 when it is no RSA key. */
function modulusBytes(key: KeyObject): number {
  return Math.ceil((key.asymmetricKeyDetails?.modulusLength ?? 0) / 8);
}

export function sha256(...parts: readonly (Uint8Array | string)[]): Uint8Array {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
}
