import { createPrivateKey, hash } from "node:crypto";
import { DerError, readDer } from "./der.ts";
import type { KeyFileContent } from "./key-file-content.ts";
import { decryptPrivateKey, encryptPrivateKey, WrongPassphraseError } from "./pbe.ts";

/** A key without a passphrase: it is not taken, whoever can read the file could sign. */
export class UnprotectedKeyError extends Error {
  override readonly name = "UnprotectedKeyError";
}

/** True when the bytes are PEM text. */
export function isPem(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 64 * 1024)).includes("-----BEGIN ");
}

/**
 * Opens PEM text (RFC 7468): an ENCRYPTED PRIVATE KEY (PKCS#8), or OpenSSL's older encrypted RSA PRIVATE KEY, and certificates.
 * @returns keys as PKCS#8, which the caller wipes
 * @throws DerError, WrongPassphraseError, UnprotectedKeyError
 */
export async function readPem(text: string, passphrase: Uint8Array): Promise<KeyFileContent> {
  const found: KeyFileContent = { keysPkcs8: [], certificatesDer: [] };
  for (const { 0: block, 1: label, 2: body = "" } of text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----\r?\n([^-]*(?:-[^-]+)*?)-----END \1-----/g)) {
    if (label === "CERTIFICATE") found.certificatesDer.push(decoded(body));
    else if (label === "ENCRYPTED PRIVATE KEY") found.keysPkcs8.push(await decryptPrivateKey(readDer(decoded(body)), passphrase));
    else if (label === "RSA PRIVATE KEY" && /Proc-Type: 4,ENCRYPTED/.test(body)) found.keysPkcs8.push(readTraditional(block, passphrase));
    else if (label?.endsWith("PRIVATE KEY") === true) throw new UnprotectedKeyError("the key has no passphrase");
  }
  const sums = found.certificatesDer.map(certificateSum);
  for (const [line] of text.matchAll(/^Certificate SHA-256: .*$/gm)) {
    if (!sums.includes(line.trimEnd())) throw new DerError("a certificate that is not what was written");
  }
  return found;
}

/**
 * PEM text with the encrypted key (scrypt) first, then its certificates. PEM has no checksum over a certificate, so each is announced by its
 * hash in the explanatory text that RFC 7468 allows: a damaged one is noticed here and not by the bank.
 */
export async function writePem(content: { readonly keyPkcs8: Uint8Array; readonly certificatesDer: readonly Uint8Array[] }, passphrase: Uint8Array, random: (size: number) => Uint8Array): Promise<Buffer> {
  const key = pemBlock("ENCRYPTED PRIVATE KEY", await encryptPrivateKey(content.keyPkcs8, passphrase, random, "scrypt"));
  return Buffer.from([key, ...content.certificatesDer.map((certificate) => `${certificateSum(certificate)}\n${pemBlock("CERTIFICATE", certificate)}`)].join(""));
}

function certificateSum(certificateDer: Uint8Array): string {
  return `Certificate SHA-256: ${hash("sha256", certificateDer).toUpperCase()}`;
}

function pemBlock(label: string, bytes: Uint8Array): string {
  const lines = Buffer.from(bytes).toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}

function decoded(body: string): Buffer {
  const compact = body.replace(/\s/g, "");
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) throw new DerError("not base64");
  return Buffer.from(compact, "base64");
}

function readTraditional(block: string, passphrase: Uint8Array): Buffer {
  try {
    return createPrivateKey({ key: block, passphrase: Buffer.from(passphrase) }).export({ type: "pkcs8", format: "der" });
  } catch (cause) {
    throw new WrongPassphraseError("the key does not open", { cause });
  }
}
