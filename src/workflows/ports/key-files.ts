import type { Secret } from "../../domain/secret.ts";
import type { KeyFileConfig } from "./signing-device.ts";

/** A key out of another program's file. */
export interface ForeignKey {
  /** DER, in clear: whoever holds it wipes it. */
  readonly privateKeyPkcs8: Uint8Array;
  readonly certificateDer: Uint8Array | undefined;
  /** As its certificate says; undefined where it says nothing, or more than one. */
  readonly use: "signature" | "authentication" | "encryption" | undefined;
}

/** Key files beyond signing: those of other EBICS programs are read, and a key that is there is put into one of ours. */
export interface KeyFiles {
  /**
   * Every RSA key of a PKCS#12 or PEM file, with the certificate that belongs to it. A PEM key in clear is taken too: it is about to be protected.
   * @throws AppError signer/`wrong-passphrase`, `not-found`, `unreadable`, `no-key`
   */
  read(path: string, passphrase: Secret): Promise<readonly ForeignKey[]>;
  /** Puts a key into a new file. @param key stays the caller's @throws AppError signer/`weak-passphrase`, `exists` */
  store(config: KeyFileConfig, pin: Secret, baseFolder: string, key: { readonly privateKeyPkcs8: Uint8Array; readonly certificateDer: Uint8Array }): Promise<void>;
  /** Takes a file away that `store` has just made. */
  remove(config: KeyFileConfig, baseFolder: string): Promise<void>;
}
