import { type KeyObject, X509Certificate, createPrivateKey, createPublicKey, generateKeyPair, sign } from "node:crypto";
import { promisify } from "node:util";
import forge from "node-forge";
import { AppError } from "../domain/errors.ts";
import { certificateHash, publicKeyHash, rsaNumbers } from "./crypto/key-hash.ts";
import { sha256 } from "./crypto/rsa.ts";
import { keyUsageNames } from "./crypto/key-usage.ts";
import { ebicsError } from "./errors.ts";

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
  /** `nonRepudiation`, `digitalSignature`, `keyEncipherment` …; empty when the extension is absent. */
  readonly keyUsages: readonly string[];
  /** SHA-256 over the DER, 64 upper-case hex digits: the hash of H005 letters. EBICS 3.0 §4.4.1.2.3. */
  readonly certificateHash: string;
  /** SHA-256 over "e n", 64 upper-case hex digits: what some banks publish. */
  readonly publicKeyHash: string;
}

/** Makes an RSA key and a self-signed certificate for it. Key usage is critical: A nonRepudiation, X digitalSignature, E keyEncipherment. */
export async function createKeyWithCertificate(use: KeyUse, subject: CertificateSubject): Promise<KeyWithCertificate> {
  const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: subject.keyBits });
  const privateKeyPkcs8 = privateKey.export({ format: "der", type: "pkcs8" });
  return { privateKeyPkcs8, certificateDer: selfSignedCertificate(use, subject, privateKeyPkcs8) };
}

/**
 * A self-signed certificate for a key that exists. The same arguments give the same bytes, so a letter can be printed again.
 * @param privateKeyPkcs8 RSA, DER
 */
export function selfSignedCertificate(use: KeyUse, subject: Omit<CertificateSubject, "keyBits">, privateKeyPkcs8: Uint8Array): Uint8Array {
  const privateKey = createPrivateKey({ key: Buffer.from(privateKeyPkcs8), format: "der", type: "pkcs8" });
  const { certificate, toBeSigned } = unsignedCertificate(use, subject, createPublicKey(privateKey));
  return signedCertificate(certificate, sign("sha256", toBeSigned, privateKey));
}

/**
 * As `selfSignedCertificate`, for a private key that only a card can use.
 * @param signSha256 PKCS#1 v1.5 with SHA-256 over the SHA-256 digest given, 32 bytes
 */
export async function certificateSignedBy(use: KeyUse, subject: Omit<CertificateSubject, "keyBits">, publicKey: KeyObject, signSha256: (digest: Uint8Array) => Promise<Uint8Array>): Promise<Uint8Array> {
  const { certificate, toBeSigned } = unsignedCertificate(use, subject, publicKey);
  return signedCertificate(certificate, await signSha256(sha256(toBeSigned)));
}

/** forge lays out the structure; node:crypto or a card signs it. */
function unsignedCertificate(use: KeyUse, subject: Omit<CertificateSubject, "keyBits">, publicKey: KeyObject): { readonly certificate: forge.pki.Certificate; readonly toBeSigned: Buffer } {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey.export({ format: "pem", type: "spki" }).toString());
  certificate.serialNumber = serialNumberFor(publicKey, use);
  certificate.validity.notBefore = wholeSeconds(subject.validFrom);
  certificate.validity.notAfter = wholeSeconds(subject.validFrom);
  certificate.validity.notAfter.setUTCFullYear(subject.validFrom.getUTCFullYear() + subject.validYears);
  certificate.setSubject(nameFields(subject));
  certificate.setIssuer(nameFields(subject));
  certificate.setExtensions([{ name: "basicConstraints", cA: false, critical: true }, { name: "keyUsage", critical: true, ...keyUsages[use] }]);
  certificate.signatureOid = sha256WithRsa;
  certificate.siginfo.algorithmOid = sha256WithRsa;
  certificate.tbsCertificate = tbs.getTBSCertificate(certificate);
  return { certificate, toBeSigned: Buffer.from(forge.asn1.toDer(certificate.tbsCertificate).getBytes(), "binary") };
}

function signedCertificate(certificate: forge.pki.Certificate, signature: Uint8Array): Uint8Array {
  certificate.signature = Buffer.from(signature).toString("binary");
  return Buffer.from(forge.asn1.toDer(forge.pki.certificateToAsn1(certificate)).getBytes(), "binary");
}

/** When a certificate ends, milliseconds since 1970 UTC; nothing else of it is read. NaN when it is none. */
export function certificateExpiryMs(certificateDer: Uint8Array): number {
  try {
    return new X509Certificate(certificateDer).validToDate.getTime();
  } catch {
    return Number.NaN; // damage is told where the certificate is used
  }
}

/** @throws AppError ebics/`bad-certificate` when it is no X.509 certificate with an RSA key */
export function readCertificate(certificateDer: Uint8Array): CertificateInfo {
  try {
    return describeCertificate(certificateDer);
  } catch (cause) {
    // OpenSSL and forge report damage at any field, each in its own way, some of it only when the field is read.
    throw cause instanceof AppError ? cause : badCertificate("The certificate cannot be read.", cause);
  }
}

function describeCertificate(certificateDer: Uint8Array): CertificateInfo {
  const certificate = new X509Certificate(certificateDer);
  if (!certificate.raw.equals(certificateDer)) throw badCertificate("There are bytes after the end of the certificate.");
  if (Number.isNaN(certificate.validFromDate.getTime()) || Number.isNaN(certificate.validToDate.getTime())) throw badCertificate("The certificate's dates cannot be read.");
  const { publicKey } = certificate;
  if (publicKey.asymmetricKeyType !== "rsa") throw badCertificate("The certificate holds no RSA key.");
  const numbers = rsaNumbers(publicKey);
  return {
    certificateDer,
    pem: certificate.toString(),
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    serialNumberHex: certificate.serialNumber,
    validFrom: certificate.validFromDate,
    validTo: certificate.validToDate,
    publicKey,
    keyBits: publicKey.asymmetricKeyDetails?.modulusLength ?? 0,
    modulusHex: numbers.modulusHex.toUpperCase(),
    exponentHex: numbers.exponentHex.toUpperCase(),
    keyUsages: keyUsageNames(certificateDer),
    certificateHash: upperHex(certificateHash(certificateDer)),
    publicKeyHash: upperHex(publicKeyHash(publicKey)),
  };
}

/** As in the three example certificates of the specification, 11.5. */
const keyUsages: Readonly<Record<KeyUse, Readonly<Record<string, boolean>>>> = {
  signature: { nonRepudiation: true },
  authentication: { digitalSignature: true },
  encryption: { keyEncipherment: true },
};

function nameFields(subject: Pick<CertificateSubject, "commonName" | "organisation" | "country">): forge.pki.CertificateField[] {
  const utf8 = forge.asn1.Type.UTF8 as unknown as forge.asn1.Class; // the package's types have the wrong enum here
  const fields: forge.pki.CertificateField[] = [{ name: "commonName", value: subject.commonName, valueTagClass: utf8 }];
  if (subject.organisation !== undefined) fields.push({ name: "organizationName", value: subject.organisation, valueTagClass: utf8 });
  if (subject.country !== undefined) fields.push({ name: "countryName", value: subject.country });
  return fields;
}

/** 16 bytes, positive, different for each key and use. */
function serialNumberFor(publicKey: KeyObject, use: KeyUse): string {
  const bytes = Buffer.from(sha256(publicKey.export({ format: "der", type: "spki" }), use).subarray(0, 16));
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40; // neither negative nor with a leading zero byte
  return bytes.toString("hex");
}

function wholeSeconds(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000);
}

const sha256WithRsa = "1.2.840.113549.1.1.11";

/** The package's types leave this function out. */
const tbs = forge.pki as unknown as { getTBSCertificate(certificate: forge.pki.Certificate): forge.asn1.Asn1 };

function badCertificate(message: string, cause?: unknown): AppError {
  return ebicsError("bad-certificate", message, "No key was taken over.", "Ask whoever sent it for a valid X.509 certificate with an RSA key.", { cause });
}

function oneLine(name: string): string {
  return name.split("\n").join(", ");
}
function upperHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex").toUpperCase();
}
