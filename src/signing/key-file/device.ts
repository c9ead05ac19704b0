import { createPrivateKey, type KeyObject } from "node:crypto";
import { visibleLine } from "../../domain/text.ts";
import { type CertificateInfo, readCertificate, signOrderDataDigest } from "../../ebics/index.ts";
import type { SigningDevice, SigningMechanism } from "../../workflows/ports/signing-device.ts";
import { DerError } from "./der.ts";
import { fileTitle, signerError } from "./errors.ts";
import type { KeyFileContent } from "./key-file-content.ts";

const mechanisms: readonly SigningMechanism[] = ["A005", "A006"];

/** A key with the certificate made for it. */
export interface KeyOfFile {
  readonly privateKey: KeyObject;
  readonly certificate: CertificateInfo;
  /** PKCS#8 DER; a view into the opened content. */
  readonly keyPkcs8: Uint8Array;
}

/** Signs with the key until closed. Node keeps the key outside the reach of JavaScript; letting go of it is all that can be done. */
export function keyFileDevice(path: string, { privateKey, certificate }: Pick<KeyOfFile, "privateKey" | "certificate">): SigningDevice {
  let key: KeyObject | undefined = privateKey;
  return {
    mechanisms,
    certificateDer: certificate.certificateDer,
    describe: () => ({
      title: `Key file ${fileTitle(path)}`,
      keyLabel: visibleLine(`${certificate.subject}, RSA ${certificate.keyBits}`, 120),
      keyHash: certificate.certificateHash,
    }),
    async sign(mechanism, orderDataDigest) {
      if (key === undefined) throw signerError("removed", "The key file was closed before this signature.", "Sign again: the passphrase will be asked for.", { retryable: true });
      if (!mechanisms.includes(mechanism)) throw signerError("mechanism-unsupported", `A key file cannot sign by ${visibleLine(mechanism, 20)}.`, "Choose A005 or A006 in the connection's settings.");
      if (orderDataDigest.length !== 32) throw new Error(`Broken assumption: a SHA-256 digest has 32 bytes, not ${orderDataDigest.length}`);
      return signOrderDataDigest(mechanism, orderDataDigest, key);
    },
    async close() {
      key = undefined;
    },
  };
}

/**
 * Picks the key and the certificate that belongs to it.
 * @throws AppError signer/`no-key` when there is none that can sign; DerError
 */
export function keyOf(content: KeyFileContent, path: string): KeyOfFile {
  const certificates = content.certificatesDer.map(readCertificateOfFile);
  const next = "Choose a key file made for signing payments, or make a new key.";
  const keyPkcs8 = content.keysPkcs8[0];
  if (keyPkcs8 === undefined) throw signerError("no-key", `There is no private key in ${fileTitle(path)}.`, next);
  for (const keyBytes of content.keysPkcs8) {
    const privateKey = privateKeyOf(keyBytes);
    if (privateKey.asymmetricKeyType !== "rsa" || (privateKey.asymmetricKeyDetails?.modulusLength ?? 0) < 2048) continue;
    const certificate = certificates.find((one) => one !== undefined && belongsTo(one, privateKey));
    if (certificate !== undefined) return { privateKey, certificate, keyPkcs8: keyBytes };
  }
  const only = privateKeyOf(keyPkcs8);
  if (only.asymmetricKeyType !== "rsa") throw signerError("no-key", `The key in ${fileTitle(path)} is not an RSA key; EBICS signs with RSA.`, next);
  if ((only.asymmetricKeyDetails?.modulusLength ?? 0) < 2048) throw signerError("no-key", `The key in ${fileTitle(path)} is shorter than 2048 bits; no bank takes it.`, next);
  throw signerError("no-key", `${fileTitle(path)} holds a key, but not the certificate that belongs to it.`, "Put the certificate (.crt) beside the file under the same name, or choose another file.");
}

function privateKeyOf(pkcs8: Uint8Array): KeyObject {
  try {
    return createPrivateKey({ key: Buffer.from(pkcs8.buffer, pkcs8.byteOffset, pkcs8.byteLength), format: "der", type: "pkcs8" });
  } catch (cause) {
    throw new DerError("no private key inside", { cause });
  }
}

/** Certificates of others (with other keys) may lie in the file too; they are passed over. */
function readCertificateOfFile(certificateDer: Uint8Array): CertificateInfo | undefined {
  try {
    return readCertificate(certificateDer);
  } catch {
    return undefined;
  }
}

function belongsTo(certificate: CertificateInfo, privateKey: KeyObject): boolean {
  const own = privateKey.export({ format: "jwk" });
  const its = certificate.publicKey.export({ format: "jwk" });
  return own.n === its.n && own.e === its.e;
}
