import { type KeyObject, createPublicKey } from "node:crypto";
import { type CertificateInfo, readCertificate } from "./certificates.ts";
import { publicKeyHash, rsaNumbers } from "./crypto/key-hash.ts";
import { ebicsError } from "./errors.ts";

/**
 * A public key as it travels: in an X.509 certificate (EBICS 3.0, and 2.4 and 2.5 in France), or as the RSA numbers alone (2.4 and 2.5).
 * Whoever has a certificate keeps it: the hash on the letter may be over its bytes.
 */
export type PublicKey = CertifiedKey | PlainKey;
export interface CertifiedKey {
  readonly certificateDer: Uint8Array;
  readonly publicKeyDer?: undefined;
}
export interface PlainKey {
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKeyDer: Uint8Array;
  readonly certificateDer?: undefined;
}
/** How a party's own keys travel. */
export type KeyForm = "certificate" | "plain";

/** A public key read, with the hashes that EBICS knows of it. */
export interface PublicKeyInfo {
  readonly publicKey: KeyObject;
  readonly keyBits: number;
  /** Upper-case hex without leading zeros. */
  readonly modulusHex: string;
  readonly exponentHex: string;
  /** SHA-256 over "e n", 64 upper-case hex digits: the hash of 2.4 and 2.5, and what some banks publish for 3.0. */
  readonly publicKeyHash: string;
  /** SHA-256 over the certificate, 64 upper-case hex digits: the hash of 3.0; undefined for a plain key. */
  readonly certificateHash: string | undefined;
  /** What the certificate says, where there is one. */
  readonly certificate: CertificateInfo | undefined;
}

/** @throws AppError ebics/`bad-certificate` when it is no RSA key */
export function readPublicKey(key: PublicKey): PublicKeyInfo {
  if (key.certificateDer !== undefined) {
    const certificate = readCertificate(key.certificateDer);
    const { publicKey, keyBits, modulusHex, exponentHex } = certificate;
    return { publicKey, keyBits, modulusHex, exponentHex, publicKeyHash: certificate.publicKeyHash, certificateHash: certificate.certificateHash, certificate };
  }
  const publicKey = readPlainKey(key.publicKeyDer);
  const { modulusHex, exponentHex } = rsaNumbers(publicKey);
  return {
    publicKey,
    keyBits: publicKey.asymmetricKeyDetails?.modulusLength ?? 0,
    modulusHex: modulusHex.toUpperCase(),
    exponentHex: exponentHex.toUpperCase(),
    publicKeyHash: Buffer.from(publicKeyHash(publicKey)).toString("hex").toUpperCase(),
    certificateHash: undefined,
    certificate: undefined,
  };
}

/** The key of a certificate in the form in which it travels. @throws AppError ebics/`bad-certificate` */
export function inForm(form: KeyForm, certificateDer: Uint8Array): PublicKey {
  return form === "certificate" ? { certificateDer } : plainKey(readCertificate(certificateDer).publicKey);
}

export function plainKey(publicKey: KeyObject): PlainKey {
  return { publicKeyDer: publicKey.export({ format: "der", type: "spki" }) };
}

/** The same form and the same bytes. */
export function samePublicKey(a: PublicKey, b: PublicKey): boolean {
  const same = (one: Uint8Array | undefined, other: Uint8Array | undefined): boolean => (one === undefined || other === undefined ? one === other : Buffer.compare(one, other) === 0);
  return same(a.certificateDer, b.certificateDer) && same(a.publicKeyDer, b.publicKeyDer);
}

function readPlainKey(publicKeyDer: Uint8Array): KeyObject {
  let key: KeyObject | undefined;
  try {
    key = createPublicKey({ key: Buffer.from(publicKeyDer), format: "der", type: "spki" });
  } catch (cause) {
    throw badKey(cause);
  }
  if (key.asymmetricKeyType !== "rsa") throw badKey(undefined);
  return key;
}

function badKey(cause: unknown): Error {
  return ebicsError("bad-certificate", "The public key is no RSA key.", "No key was taken over.", "Ask whoever sent it for a valid RSA key.", { cause });
}
