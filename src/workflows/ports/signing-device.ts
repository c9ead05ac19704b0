import type { Secret } from "../../domain/secret.ts";

export type SigningMechanism = "A005" | "A006";

/** Where a signer's key lives. Kept in the customer's store; holds no secret. */
export type SigningDeviceConfig = KeyFileConfig;

export interface KeyFileConfig {
  readonly kind: "key-file";
  /** Path of the PKCS#12 (.p12, .pfx) or encrypted PKCS#8 PEM (.pem, .p8); relative paths are within the customer's folder. */
  readonly path: string;
}

/** Codes of `AppError` area "signer". */
export type SignerErrorCode = "wrong-passphrase" | "not-found" | "unreadable" | "no-key" | "weak-passphrase" | "exists" | "removed" | "mechanism-unsupported";

/** An opened device: it can sign until closed. */
export interface SigningDevice {
  /** For the dialog: which device, which key. */
  describe(): { readonly title: string; readonly keyLabel: string; /** SHA-256 of the certificate or of the "e n" text, upper-case hex. */ readonly keyHash: string };
  readonly mechanisms: readonly SigningMechanism[];
  /** DER of the X.509 certificate that belongs to the key. */
  readonly certificateDer: Uint8Array;
  /**
   * The bank-technical signature value over order data.
   * @param orderDataDigest SHA-256 over the order data without CR, LF and Ctrl-Z, 32 bytes. A006 is PSS over this digest (hashed again inside PSS), A005 PKCS#1 v1.5 with this digest in its DigestInfo. EBICS 3.0 §14
   */
  sign(mechanism: SigningMechanism, orderDataDigest: Uint8Array): Promise<Uint8Array>;
  /** Wipes what can be wiped. */
  close(): Promise<void>;
}

export interface SigningDeviceDriver<Config extends SigningDeviceConfig = SigningDeviceConfig> {
  readonly kind: Config["kind"];
  readonly title: string;
  /** @param baseFolder the customer's folder, for relative paths. @param pin is not kept. @throws AppError area "signer" */
  open(config: Config, pin: Secret, baseFolder: string): Promise<SigningDevice>;
  /** Makes a new key (RSA 2048 or more) with a self-signed certificate (key usage nonRepudiation). @throws AppError "weak-passphrase", "exists" */
  create(config: Config, pin: Secret, baseFolder: string, subject: KeySubject): Promise<SigningDevice>;
}

/** What a certificate says of its holder. */
export interface KeySubject {
  readonly commonName: string;
  readonly organisation?: string | undefined;
  readonly country?: string | undefined;
  readonly validFrom: Date;
  readonly validYears: number;
  readonly keyBits: 2048 | 3072 | 4096;
}
