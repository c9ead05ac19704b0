import type { KeyObject } from "node:crypto";

/** What a key is for; decides the certificate's key usage. */
export type KeyUse = "signature" | "authentication" | "encryption";

/** Who and how long. */
export interface CertificateSubject {
  readonly commonName: string;
  readonly organisation?: string | undefined;
  /** ISO 3166-1 alpha-2. */
  readonly country?: string | undefined;
  readonly validFrom: Date;
  readonly validYears: number;
  readonly keyBits: 2048 | 3072 | 4096;
}

/** A fresh RSA key pair with its certificate. */
export interface KeyWithCertificate {
  /** PKCS#8 DER, not encrypted. */
  readonly privateKeyPkcs8: Uint8Array;
  readonly certificateDer: Uint8Array;
}

/** What a certificate says, with both hashes EBICS knows. */
export interface CertificateInfo {
  readonly certificateDer: Uint8Array;
  /** `-----BEGIN CERTIFICATE-----` … with a final line feed. */
  readonly pem: string;
  /** One line: `CN=…, O=…`. Outside text, not filtered. */
  readonly subject: string;
  readonly issuer: string;
  readonly serialNumberHex: string;
  readonly validFrom: Date;
  readonly validTo: Date;
  readonly publicKey: KeyObject;
  readonly keyBits: number;
  /** Upper-case hex without leading zeros. */
  readonly modulusHex: string;
  readonly exponentHex: string;
  /** `nonRepudiation`, `digitalSignature`, `keyEncipherment`; empty when the extension is absent. */
  readonly keyUsages: readonly string[];
  /** SHA-256 over the DER, 64 upper-case hex digits: the hash of H005 letters. EBICS 3.0 §4.4.1.2.3. */
  readonly certificateHash: string;
  /** SHA-256 over "e n", 64 upper-case hex digits: what some banks publish. */
  readonly publicKeyHash: string;
}

/** Makes an RSA key and a self-signed certificate for it. Key usage is critical: A nonRepudiation, X digitalSignature, E keyEncipherment. */
export async function createKeyWithCertificate(_use: KeyUse, _subject: CertificateSubject): Promise<KeyWithCertificate> {
  throw new Error("being written");
}

/** A self-signed certificate for a key that exists. @param privateKeyPkcs8 RSA, DER */
export function selfSignedCertificate(_use: KeyUse, _subject: Omit<CertificateSubject, "keyBits">, _privateKeyPkcs8: Uint8Array): Uint8Array {
  throw new Error("being written");
}

/** @throws AppError ebics/`bad-certificate` when it is no X.509 certificate with an RSA key */
export function readCertificate(_certificateDer: Uint8Array): CertificateInfo {
  throw new Error("being written");
}
