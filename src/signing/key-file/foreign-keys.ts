import { createPrivateKey, createPublicKey } from "node:crypto";
import type { Secret } from "../../domain/secret.ts";
import { type KeyUse, readCertificate } from "../../ebics/index.ts";
import type { ForeignKey } from "../../workflows/ports/key-files.ts";
import { DerError } from "./der.ts";
import { fileTitle, keyFileError, signerError } from "./errors.ts";
import { readKeyFile } from "./files.ts";
import type { KeyFileContent } from "./key-file-content.ts";
import { isPem, readPem, UnprotectedKeyError } from "./pem.ts";
import { readPkcs12 } from "./pkcs12.ts";

const keyBitsMin = 2048;

/** `KeyFiles.read`. */
export async function readForeignKeys(path: string, passphrase: Secret): Promise<readonly ForeignKey[]> {
  try {
    const bytes = await readKeyFile(path);
    const { keysPkcs8, certificatesDer } = isPem(bytes) ? await pemContent(bytes.toString("latin1"), passphrase) : await readPkcs12(bytes, passphrase.bytes);
    const certificates = certificatesDer.map((certificateDer) => readCertificate(certificateDer));
    return keysPkcs8.map((privateKeyPkcs8): ForeignKey => {
      const key = createPrivateKey({ key: privateKeyPkcs8, format: "der", type: "pkcs8" });
      if (key.asymmetricKeyType !== "rsa" || (key.asymmetricKeyDetails?.modulusLength ?? 0) < keyBitsMin) throw signerError("no-key", `${fileTitle(path)} holds a key that is no RSA key of ${keyBitsMin} bits or more.`, "Take the file with the EBICS keys.");
      const certificate = certificates.find(({ publicKey }) => publicKey.equals(createPublicKey(key)));
      return { privateKeyPkcs8, certificateDer: certificate?.certificateDer, use: certificate === undefined ? undefined : purposeOf(certificate.keyUsages) };
    });
  } catch (error) {
    throw keyFileError(error, path);
  }
}

/** As programs mark them: A nonRepudiation, X digitalSignature, E one of the encipherments or keyAgreement. */
function purposeOf(keyUsages: readonly string[]): KeyUse | undefined {
  const uses = new Set(keyUsages.flatMap((usage): KeyUse[] => {
    if (usage === "nonRepudiation") return ["signature"];
    if (usage === "digitalSignature") return ["authentication"];
    return ["keyEncipherment", "dataEncipherment", "keyAgreement"].includes(usage) ? ["encryption"] : [];
  }));
  const [only, ...more] = uses;
  return more.length === 0 ? only : undefined;
}

async function pemContent(text: string, passphrase: Secret): Promise<KeyFileContent> {
  try {
    return await readPem(text, passphrase.bytes);
  } catch (error) {
    if (!(error instanceof UnprotectedKeyError)) throw error;
  }
  const blocks = [...text.matchAll(/-----BEGIN (?:RSA )?PRIVATE KEY-----[\s\S]*?-----END (?:RSA )?PRIVATE KEY-----/g)].map(([block]) => block);
  const rest = blocks.reduce((left, block) => left.replace(block, ""), text);
  const { certificatesDer } = await readPem(rest, passphrase.bytes);
  try {
    return { keysPkcs8: blocks.map((block) => createPrivateKey(block).export({ type: "pkcs8", format: "der" })), certificatesDer };
  } catch (cause) {
    throw new DerError("no private key inside", { cause });
  }
}
