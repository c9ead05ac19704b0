import type { Clock } from "../../domain/clock.ts";
import { assert } from "../../domain/errors.ts";
import { authenticationKey, createKeyWithCertificate, decryptionKey, type KeyUse } from "../../ebics/index.ts";
import type { BankDatabase } from "../storage/bank-database.ts";
import { readSetting, writeSetting } from "../storage/settings.ts";
import type { CertifiedBankKeys, HostKeys } from "./host.ts";

interface KeptKey {
  readonly privateKey: string;
  readonly certificate: string;
}

const uses = ["authentication", "encryption"] as const satisfies readonly KeyUse[];

/** Makes the bank's X002 and E002 keys at the first start. @returns the keys as they are at each call: another process may have renewed them */
export async function openBankKeys(database: BankDatabase, hostId: string, clock: Clock): Promise<() => HostKeys> {
  if (uses.some((use) => keptText(database, use) === undefined)) await renewBankKeys(database, hostId, clock);
  let seen: { readonly text: string; readonly keys: HostKeys } | undefined;
  return () => {
    const texts = uses.map((use) => keptText(database, use) ?? "");
    const text = texts.join("\n");
    if (seen?.text !== text) seen = { text, keys: keysFrom(texts[0] ?? "", texts[1] ?? "") };
    return seen.keys;
  };
}

/**
 * New keys for the bank. Customers who still use the old ones are answered 091008; uploads that were under way are forgotten, for their
 * transaction keys were encrypted for the old key.
 */
export async function renewBankKeys(database: BankDatabase, hostId: string, clock: Clock): Promise<CertifiedBankKeys> {
  const made = await Promise.all(uses.map((use) => makeKey(use, hostId, clock)));
  database.transaction(() => {
    for (const [at, use] of uses.entries()) writeSetting(database, settingName(use), JSON.stringify(made[at]));
    database.run("DELETE FROM upload WHERE order_data_key IS NULL");
    database.run("DELETE FROM key_change");
  });
  const [authentication, encryption] = made.map(({ certificate }) => Buffer.from(certificate, "base64"));
  assert(authentication !== undefined && encryption !== undefined, "both keys were made");
  return { authentication: { version: "X002", certificateDer: authentication }, encryption: { version: "E002", certificateDer: encryption } };
}

async function makeKey(use: KeyUse, hostId: string, clock: Clock): Promise<KeptKey> {
  const made = await createKeyWithCertificate(use, {
    commonName: `PRACTICE ${hostId} ${use}`, organisation: "Kontor practice bank", country: "HU", validFrom: new Date(clock.now() - 86_400_000), validYears: 20, keyBits: 2048,
  });
  return { privateKey: Buffer.from(made.privateKeyPkcs8).toString("base64"), certificate: Buffer.from(made.certificateDer).toString("base64") };
}

function keysFrom(authenticationText: string, encryptionText: string): HostKeys {
  const [authentication, encryption] = [keyFrom(authenticationText), keyFrom(encryptionText)];
  return {
    authentication: authenticationKey(authentication.privateKey, authentication.certificateDer),
    decryption: decryptionKey(encryption.privateKey, encryption.certificateDer),
    publicKeys: {
      authentication: { version: "X002", certificateDer: authentication.certificateDer },
      encryption: { version: "E002", certificateDer: encryption.certificateDer },
    },
  };
}

function keyFrom(text: string): { readonly privateKey: Uint8Array; readonly certificateDer: Uint8Array } {
  const { privateKey, certificate } = JSON.parse(text) as KeptKey; // written above
  return { privateKey: Buffer.from(privateKey, "base64"), certificateDer: Buffer.from(certificate, "base64") };
}

function keptText(database: BankDatabase, use: KeyUse): string | undefined {
  return readSetting(database, settingName(use));
}

function settingName(use: KeyUse): string {
  return `bank-key-${use}`;
}
