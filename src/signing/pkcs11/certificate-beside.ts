import { X509Certificate } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Pkcs11Config } from "../../workflows/ports/signing-device.ts";

/** Where the certificate lies that the card could not take: `cards/<serial>-<key id>.crt` in the customer's folder, PEM or DER. */
function pathBeside({ tokenSerial, keyId }: Pkcs11Config, baseFolder: string): string {
  return path.join(baseFolder, "cards", `${tokenSerial.replace(/[^0-9A-Za-z]/g, "_")}-${keyId}.crt`);
}

/** @returns DER; undefined when there is none that can be read */
export async function readCertificateBeside(config: Pkcs11Config, baseFolder: string): Promise<Uint8Array | undefined> {
  try {
    return new X509Certificate(await readFile(pathBeside(config, baseFolder))).raw;
  } catch {
    return undefined; // then the key has no certificate, which the caller says
  }
}

export async function writeCertificateBeside(config: Pkcs11Config, baseFolder: string, pem: string): Promise<void> {
  const file = pathBeside(config, baseFolder);
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, pem, { flag: "wx" });
}
