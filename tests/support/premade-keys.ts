import { constants, mkdtempSync, rmSync } from "node:fs";
import { copyFile, mkdir } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Secret } from "../../src/domain/secret.ts";
import { createKeyWithCertificate, type KeyUse, type KeyWithCertificate, selfSignedCertificate } from "../../src/ebics/index.ts";
import { signerError } from "../../src/signing/key-file/errors.ts";
import { keyFile } from "../../src/signing/key-file/index.ts";
import type { Tools } from "../../src/workflows/context.ts";
import type { KeyFileConfig, SigningDevice, SigningDeviceDriver } from "../../src/workflows/ports/signing-device.ts";

/**
 * Keys made once and given out again and again, so that a test of hundreds of users is not a test of prime numbers. Certificates are made anew for
 * each user; a signature key lies in a file whose certificate is that of its making. Never the same key for two uses of one user.
 */
export interface PremadeKeys extends Pick<Tools, "makeKey"> {
  readonly device: SigningDeviceDriver<KeyFileConfig>;
  close(): void;
}

/** @param pinText opens every key file @param count of keys per use */
export async function premadeKeys(pinText: string, count = 2): Promise<PremadeKeys> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "kontor-keys-"));
  const subject = { commonName: "premade", validFrom: new Date("2026-01-01T00:00:00Z"), validYears: 10, keyBits: 2048 } as const;
  const transport = await Promise.all(Array.from({ length: count * 2 }, () => createKeyWithCertificate("authentication", subject)));
  const certificates = await Promise.all(
    Array.from({ length: count }, async (_, at): Promise<Uint8Array> => {
      using pin = Secret.fromText(pinText);
      const device = await keyFile.create({ kind: "key-file", path: path.join(folder, `${at}.p12`) }, pin, folder, subject);
      return device.certificateDer;
    }),
  );
  let made = 0;
  const makeKey = async (use: KeyUse, wanted: Parameters<typeof createKeyWithCertificate>[1]): Promise<KeyWithCertificate> => {
    const key = transport[made++ % transport.length];
    if (key === undefined) throw new Error("there is at least one");
    return { privateKeyPkcs8: Uint8Array.from(key.privateKeyPkcs8), certificateDer: selfSignedCertificate(use, wanted, key.privateKeyPkcs8) };
  };
  const device: SigningDeviceDriver<KeyFileConfig> = {
    ...keyFile,
    async create(config, _pin, baseFolder) {
      const at = made++ % count;
      const file = path.resolve(baseFolder, config.path);
      await mkdir(path.dirname(file), { recursive: true });
      await copyFile(path.join(folder, `${at}.p12`), file, constants.COPYFILE_EXCL).catch((cause: unknown) => {
        throw signerError("exists", `There already is a file ${file}.`, "", { cause });
      });
      return { certificateDer: certificates[at] ?? new Uint8Array(), mechanisms: ["A006"], describe: () => ({ title: "premade", keyLabel: "", keyHash: "" }), sign: () => Promise.reject(new Error("open it to sign")), close: async () => undefined } satisfies SigningDevice;
    },
  };
  return { makeKey, device, close: () => rmSync(folder, { recursive: true }) };
}
