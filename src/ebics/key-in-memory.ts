import type { AuthenticationKey, DecryptionKey } from "./subscriber.ts";

/** An X002 key as kept in the store. @param privateKeyPkcs8 DER @throws AppError ebics/`bad-key` when it is no RSA key or not the certificate's */
export function authenticationKey(_privateKeyPkcs8: Uint8Array, _certificateDer: Uint8Array): AuthenticationKey {
  throw new Error("being written");
}
/** An E002 key as kept in the store. @throws AppError ebics/`bad-key` */
export function decryptionKey(_privateKeyPkcs8: Uint8Array, _certificateDer: Uint8Array): DecryptionKey {
  throw new Error("being written");
}
