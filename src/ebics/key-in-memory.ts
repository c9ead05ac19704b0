import { type KeyObject, createPrivateKey, createPublicKey } from "node:crypto";
import { readCertificate } from "./certificates.ts";
import { decryptPkcs1, signPkcs1Digest } from "./crypto/rsa.ts";
import { ebicsError } from "./errors.ts";
import type { AuthenticationKey, DecryptionKey } from "./subscriber.ts";

/** An X002 key as kept in the store. @param privateKeyPkcs8 DER @throws AppError ebics/`bad-key` when it is no RSA key or not the certificate's */
export function authenticationKey(privateKeyPkcs8: Uint8Array, certificateDer: Uint8Array): AuthenticationKey {
  const key = privateKeyOf(privateKeyPkcs8, certificateDer);
  return { certificateDer, signDigest: async (sha256) => signPkcs1Digest(key, sha256) };
}

/** An E002 key as kept in the store. @throws AppError ebics/`bad-key` */
export function decryptionKey(privateKeyPkcs8: Uint8Array, certificateDer: Uint8Array): DecryptionKey {
  const key = privateKeyOf(privateKeyPkcs8, certificateDer);
  return { certificateDer, decryptTransactionKey: async (encrypted) => decryptPkcs1(key, encrypted) };
}

function privateKeyOf(privateKeyPkcs8: Uint8Array, certificateDer: Uint8Array): KeyObject {
  const key = readPrivateKey(privateKeyPkcs8);
  if (!createPublicKey(key).equals(readCertificate(certificateDer).publicKey)) {
    throw ebicsError("bad-key", "The private key does not belong to its certificate.", "Nothing was sent.", "Restore the connection's keys from a backup, or initialise the subscriber again.");
  }
  return key;
}

function readPrivateKey(privateKeyPkcs8: Uint8Array): KeyObject {
  try {
    return createPrivateKey({ key: Buffer.from(privateKeyPkcs8), format: "der", type: "pkcs8" });
  } catch (cause) {
    throw ebicsError("bad-key", "The private key of this subscriber cannot be read.", "Nothing was sent.", "Restore the connection's keys from a backup, or initialise the subscriber again.", { cause });
  }
}
