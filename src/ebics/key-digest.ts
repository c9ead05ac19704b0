import { timingSafeEqual } from "node:crypto";
import { readCertificate } from "./certificates.ts";
import { certificateHash, publicKeyHash } from "./crypto/key-hash.ts";
import type { BankPubKeyDigests, DataEncryptionInfo, PubKeyDigest } from "./messages.ts";
import type { BankKeys } from "./subscriber.ts";

/** How a public key's digest is computed: over the certificate (EBICS 3.0), or over "e n" (2.5, and banks that kept it). */
export type DigestRule = "certificate" | "public-key";

export function bankPubKeyDigests(bank: BankKeys, rule: DigestRule): BankPubKeyDigests {
  return {
    authentication: { version: bank.authentication.version, digest: digestBy(rule, bank.authentication.certificateDer) },
    encryption: { version: bank.encryption.version, digest: digestBy(rule, bank.encryption.certificateDer) },
  };
}

/** Does the sender know our present keys? Both rules are accepted, as hosts in the field do. Else the answer is 091008. */
export function bankDigestsMatch(digests: BankPubKeyDigests, bank: BankKeys): boolean {
  return (
    digestMatches(digests.authentication, bank.authentication.version, bank.authentication.certificateDer) &&
    digestMatches(digests.encryption, bank.encryption.version, bank.encryption.certificateDer)
  );
}

/** Is the transaction key encrypted for this E002 certificate? Both rules are accepted. */
export function encryptionDigestMatches(info: DataEncryptionInfo, certificateDer: Uint8Array): boolean {
  return digestMatches(info.encryptionPubKeyDigest, "E002", certificateDer);
}

function digestMatches(digest: PubKeyDigest, version: string, certificateDer: Uint8Array): boolean {
  return digest.version === version && (equal(digest.digest, digestBy("certificate", certificateDer)) || equal(digest.digest, digestBy("public-key", certificateDer)));
}

function digestBy(rule: DigestRule, certificateDer: Uint8Array): Uint8Array {
  return rule === "certificate" ? certificateHash(certificateDer) : publicKeyHash(readCertificate(certificateDer).publicKey);
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
