import { timingSafeEqual } from "node:crypto";
import { certificateHash, publicKeyHash } from "./crypto/key-hash.ts";
import type { BankPubKeyDigests, DataEncryptionInfo, PubKeyDigest } from "./messages.ts";
import { type PublicKey, readPublicKey } from "./public-key.ts";
import type { BankKeys } from "./subscriber.ts";

/** How a public key's digest is computed: over the certificate (EBICS 3.0), or over "e n" (2.4, 2.5, and banks that kept it). A plain key has only the second. */
export type DigestRule = "certificate" | "public-key";

export function bankPubKeyDigests(bank: BankKeys, rule: DigestRule): BankPubKeyDigests {
  return {
    authentication: { version: bank.authentication.version, digest: digestBy(rule, bank.authentication) },
    encryption: { version: bank.encryption.version, digest: digestBy(rule, bank.encryption) },
  };
}

/** Does the sender know our present keys? Both rules are accepted, as hosts in the field do. Else the answer is 091008. */
export function bankDigestsMatch(digests: BankPubKeyDigests, bank: BankKeys): boolean {
  return (
    digestMatches(digests.authentication, bank.authentication.version, bank.authentication) &&
    digestMatches(digests.encryption, bank.encryption.version, bank.encryption)
  );
}

/** Is the transaction key encrypted for this E002 key? Both rules are accepted. */
export function encryptionDigestMatches(info: DataEncryptionInfo, key: PublicKey): boolean {
  return digestMatches(info.encryptionPubKeyDigest, "E002", key);
}

function digestMatches(digest: PubKeyDigest, version: string, key: PublicKey): boolean {
  return digest.version === version && (equal(digest.digest, digestBy("certificate", key)) || equal(digest.digest, digestBy("public-key", key)));
}

function digestBy(rule: DigestRule, key: PublicKey): Uint8Array {
  return rule === "certificate" && key.certificateDer !== undefined ? certificateHash(key.certificateDer) : publicKeyHash(readPublicKey(key).publicKey);
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
