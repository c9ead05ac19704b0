import { createHash } from "node:crypto";
import type { Randomness } from "../../../src/domain/clock.ts";
import { SettableClock } from "../../../src/domain/clock.ts";
import {
  type AuthenticationKey, type BankKeys, type DecryptionKey, type KeyUse, type KeyWithCertificate, type OrderContext, authenticationKey,
  createKeyWithCertificate, decryptionKey,
} from "../../../src/ebics/index.ts";

/** A subscriber and a bank with fresh keys; made once per test file, since each key takes a while. */
export interface Parties {
  readonly clock: SettableClock;
  readonly randomness: Randomness;
  /** Certificates; also plain, they are the same keys. */
  readonly bank: CertifiedBank;
  readonly bankAuthentication: AuthenticationKey;
  readonly bankEncryption: DecryptionKey;
  readonly signature: KeyWithCertificate;
  readonly authentication: KeyWithCertificate;
  readonly encryption: KeyWithCertificate;
  readonly context: OrderContext;
}

interface CertifiedBank extends BankKeys {
  readonly authentication: { readonly version: "X002"; readonly certificateDer: Uint8Array };
  readonly encryption: { readonly version: "E002"; readonly certificateDer: Uint8Array };
}

export async function makeParties(): Promise<Parties> {
  const make = (use: KeyUse, commonName: string): Promise<KeyWithCertificate> =>
    createKeyWithCertificate(use, { commonName, organisation: "Duna Kereskedőház Kft.", country: "HU", validFrom: new Date("2026-01-01T00:00:00Z"), validYears: 5, keyBits: 2048 });
  const [bankX, bankE, signature, authentication, encryption] = await Promise.all([
    make("authentication", "Bank"), make("encryption", "Bank"), make("signature", "Kis Anna"), make("authentication", "Kis Anna"), make("encryption", "Kis Anna"),
  ]);
  const clock = new SettableClock(Date.parse("2026-11-23T08:00:00Z"));
  const randomness = seededRandomness("parties");
  const bank: CertifiedBank = {
    authentication: { version: "X002", certificateDer: bankX.certificateDer },
    encryption: { version: "E002", certificateDer: bankE.certificateDer },
  };
  return {
    clock,
    randomness,
    bank,
    bankAuthentication: authenticationKey(bankX.privateKeyPkcs8, bankX.certificateDer),
    bankEncryption: decryptionKey(bankE.privateKeyPkcs8, bankE.certificateDer),
    signature,
    authentication,
    encryption,
    context: {
      protocol: "H005",
      ids: { hostId: "PRACTICE", partnerId: "DUNA0001", userId: "ANNA" },
      product: { name: "Kontor", language: "en" },
      authentication: authenticationKey(authentication.privateKeyPkcs8, authentication.certificateDer),
      encryption: decryptionKey(encryption.privateKeyPkcs8, encryption.certificateDer),
      clock,
      randomness,
      bank,
    },
  };
}

/** The same bytes for the same seed. */
export function seededRandomness(seed: string): Randomness {
  let counter = 0;
  return {
    bytes(sizeBytes) {
      const blocks: Buffer[] = [];
      for (let size = 0; size < sizeBytes; size += 32) blocks.push(createHash("sha256").update(`${seed}:${counter++}`).digest());
      return Buffer.concat(blocks).subarray(0, sizeBytes);
    },
  };
}
