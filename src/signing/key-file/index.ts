import { createPrivateKey, randomBytes } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { dirname, extname, isAbsolute } from "node:path";
import type { Secret } from "../../domain/secret.ts";
import { createKeyWithCertificate, type KeyWithCertificate, readCertificate } from "../../ebics/index.ts";
import type { KeyFiles } from "../../workflows/ports/key-files.ts";
import type { KeyFileConfig, SigningDeviceDriver } from "../../workflows/ports/signing-device.ts";
import { keyFileDevice, keyOf } from "./device.ts";
import { keyFileError, signerError } from "./errors.ts";
import { readForeignKeys } from "./foreign-keys.ts";
import { keyFilePath, readKeyFile, replaceFile, writeNewFile } from "./files.ts";
import type { KeyFileContent } from "./key-file-content.ts";
import { passphraseProblem } from "./passphrase.ts";
import { isPem, readPem, writePem } from "./pem.ts";
import { readPkcs12, writePkcs12 } from "./pkcs12.ts";

/** A signing key in a file under a passphrase. New files are PKCS#12, or encrypted PKCS#8 where the name ends in .pem or .p8. */
export const keyFile: SigningDeviceDriver<KeyFileConfig> = {
  kind: "key-file",
  title: "Key file",
  place: ({ path }) => `key file ${path}`,
  secretName: () => "passphrase of the key file",

  beside(config, number) {
    const [, stem = config.path, ending = ""] = /^(.*?)(?:-\d+)?(\.[^./]*)?$/.exec(config.path) ?? [];
    return { ...config, path: `${stem}-${number}${ending}` };
  },

  async open(config, pin, baseFolder) {
    const path = keyFilePath(config.path, baseFolder);
    return withContent(path, pin, async (content) => keyFileDevice(path, keyOf(content, path)));
  },

  async create(config, pin, baseFolder, subject) {
    requireGoodPassphrase(pin);
    const { privateKeyPkcs8, certificateDer } = await createKeyWithCertificate("signature", subject);
    const path = keyFilePath(config.path, baseFolder);
    try {
      await storeKey(config, pin, baseFolder, { privateKeyPkcs8, certificateDer });
      const privateKey = createPrivateKey({ key: Buffer.from(privateKeyPkcs8.buffer, privateKeyPkcs8.byteOffset, privateKeyPkcs8.byteLength), format: "der", type: "pkcs8" });
      return keyFileDevice(path, { privateKey, certificate: readCertificate(certificateDer) });
    } catch (error) {
      throw keyFileError(error, path);
    } finally {
      privateKeyPkcs8.fill(0);
    }
  },

  /** Whoever reads the file meanwhile sees the old one or the new one, never half. */
  async changeSecret(config, oldPin, newPin, baseFolder) {
    const path = keyFilePath(config.path, baseFolder);
    requireGoodPassphrase(newPin);
    await withContent(path, oldPin, async (content, pem) => {
      const key = keyOf(content, path);
      const own = Buffer.from(key.certificate.certificateDer);
      const certificatesDer = [own, ...content.certificatesDer.filter((one) => !one.equals(own))];
      const write = pem ? writePem : writePkcs12;
      await replaceFile(path, await write({ keyPkcs8: key.keyPkcs8, certificatesDer }, newPin.bytes, randomBytes));
    });
  },
};

/** Key files beyond signing. */
export const keyFiles: KeyFiles = {
  read: readForeignKeys,
  store: storeKey,
  remove: ({ path }, baseFolder) => rm(keyFilePath(path, baseFolder)),
};

async function storeKey(config: KeyFileConfig, pin: Secret, baseFolder: string, { privateKeyPkcs8, certificateDer }: KeyWithCertificate): Promise<void> {
  const path = keyFilePath(config.path, baseFolder);
  requireGoodPassphrase(pin);
  try {
    const bytes = await writerFor(path)({ keyPkcs8: privateKeyPkcs8, certificatesDer: [certificateDer] }, pin.bytes, randomBytes);
    // Within the customer's folder the way is made; a folder missing elsewhere is a medium that is not there.
    if (!isAbsolute(config.path)) await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeNewFile(path, bytes);
  } catch (error) {
    throw keyFileError(error, path);
  }
}

/** Opens the file, hands its content to `use`, and wipes the keys in it afterwards. */
async function withContent<T>(path: string, pin: Secret, use: (content: KeyFileContent, pem: boolean) => Promise<T>): Promise<T> {
  let content: KeyFileContent | undefined;
  try {
    const bytes = await readKeyFile(path);
    const pem = isPem(bytes);
    content = pem ? await readPem(bytes.toString("latin1"), pin.bytes) : await readPkcs12(bytes, pin.bytes);
    if (content.certificatesDer.length === 0) content.certificatesDer.push(...(await certificatesBeside(path)));
    return await use(content, pem);
  } catch (error) {
    throw keyFileError(error, path);
  } finally {
    for (const key of content?.keysPkcs8 ?? []) key.fill(0);
  }
}

/** A certificate of the same name beside a file that holds only the key: `anna.crt`, `anna.cer`; PEM or DER. */
async function certificatesBeside(path: string): Promise<Buffer[]> {
  const stem = path.slice(0, path.length - extname(path).length);
  for (const ending of [".crt", ".cer"]) {
    const bytes = await readKeyFile(stem + ending).catch(() => undefined); // absent: the next name is tried, and "no certificate" said in the end
    if (bytes !== undefined) return isPem(bytes) ? (await readPem(bytes.toString("latin1"), Buffer.alloc(0))).certificatesDer : [bytes];
  }
  return [];
}

function writerFor(path: string): typeof writePkcs12 {
  return [".pem", ".p8"].includes(extname(path).toLowerCase()) ? writePem : writePkcs12;
}

function requireGoodPassphrase(pin: Secret): void {
  const problem = passphraseProblem(pin);
  if (problem !== undefined) throw signerError("weak-passphrase", problem, "Choose another passphrase.", { meaning: "Nothing was written." });
}
