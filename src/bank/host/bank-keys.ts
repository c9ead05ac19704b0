import type { Clock } from "../../domain/clock.ts";
import { authenticationKey, createKeyWithCertificate, decryptionKey, type KeyUse } from "../../ebics/index.ts";
import type { BankDatabase } from "../storage/bank-database.ts";
import { readSetting, writeSetting } from "../storage/settings.ts";
import type { HostKeys } from "./host.ts";

interface KeptKey {
  readonly privateKey: string;
  readonly certificate: string;
}

/** The bank's X002 and E002 keys from the database, made at the first start. */
export async function openBankKeys(database: BankDatabase, hostId: string, clock: Clock): Promise<HostKeys> {
  const [authentication, encryption] = await Promise.all([openKey(database, hostId, clock, "authentication"), openKey(database, hostId, clock, "encryption")]);
  return {
    authentication: authenticationKey(authentication.privateKey, authentication.certificateDer),
    decryption: decryptionKey(encryption.privateKey, encryption.certificateDer),
    publicKeys: {
      authentication: { version: "X002", certificateDer: authentication.certificateDer },
      encryption: { version: "E002", certificateDer: encryption.certificateDer },
    },
  };
}

async function openKey(database: BankDatabase, hostId: string, clock: Clock, use: KeyUse): Promise<{ readonly privateKey: Uint8Array; readonly certificateDer: Uint8Array }> {
  const name = `bank-key-${use}`;
  const kept = readSetting(database, name);
  if (kept !== undefined) {
    const { privateKey, certificate } = JSON.parse(kept) as KeptKey; // written below
    return { privateKey: Buffer.from(privateKey, "base64"), certificateDer: Buffer.from(certificate, "base64") };
  }
  const made = await createKeyWithCertificate(use, {
    commonName: `PRACTICE ${hostId} ${use}`, organisation: "Kontor practice bank", country: "HU", validFrom: new Date(clock.now() - 86_400_000), validYears: 20, keyBits: 2048,
  });
  const value: KeptKey = { privateKey: Buffer.from(made.privateKeyPkcs8).toString("base64"), certificate: Buffer.from(made.certificateDer).toString("base64") };
  writeSetting(database, name, JSON.stringify(value));
  return { privateKey: made.privateKeyPkcs8, certificateDer: made.certificateDer };
}
