import type { Clock, Randomness } from "../../domain/clock.ts";
import { type AppError, isAppError } from "../../domain/errors.ts";
import type { IsoInstant, ReleaseTokenId } from "../../domain/ids.ts";
import type { Money } from "../../domain/money.ts";
import type { Secret } from "../../domain/secret.ts";
import type { CustomerStore } from "./customer-store.ts";

export type SigningMechanism = "A005" | "A006";

/** Where a signer's key lives. Kept in the customer's store; holds no secret. */
export type SigningDeviceConfig = KeyFileConfig | Pkcs11Config | OneTimePasswordConfig;

export interface KeyFileConfig {
  readonly kind: "key-file";
  /** Path of the PKCS#12 (.p12, .pfx) or encrypted PKCS#8 PEM (.pem, .p8); relative paths are within the customer's folder. */
  readonly path: string;
}

/** A chip card, a token or an HSM behind a PKCS#11 module. */
export interface Pkcs11Config {
  readonly kind: "pkcs11";
  /** Absolute path of the maker's module: a shared object, `/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so`. */
  readonly modulePath: string;
  /** Label and serial number of the token, without padding: together they tell one card from another in whatever reader it is. */
  readonly tokenLabel: string;
  readonly tokenSerial: string;
  /** CKA_ID of the private key and of its certificate, lower-case hex. */
  readonly keyId: string;
  /** The PIN is typed on the reader (CKF_PROTECTED_AUTHENTICATION_PATH), so an empty secret is given for it. */
  readonly pinPad?: true | undefined;
}

/** A key that is released only by a code for exactly what is signed. */
export interface OneTimePasswordConfig {
  readonly kind: "one-time-password";
  /** Where the key lies: sealed by the PIN together with a part that the customer's store keeps. */
  readonly key: KeyFileConfig;
  /** The signer's token or telephone, in the customer's store. */
  readonly tokenId: ReleaseTokenId;
  /** A change of the seal was begun: the file may still be under this one. */
  readonly changingFrom?: KeySeal | undefined;
}
/** What opens a key file: the PIN alone, or the PIN with the share of that token. */
export type KeySeal = "pin" | ReleaseTokenId;

/** Codes of `AppError` area "signer". Those of cards are told one from another by what PKCS#11 says (CKR_*). */
export type SignerErrorCode =
  | "wrong-passphrase" | "not-found" | "unreadable" | "no-key" | "weak-passphrase" | "exists" | "removed" | "mechanism-unsupported"
  | "wrong-pin" | "pin-locked" | "pin-refused" | "pin-to-change" | "cancelled" | "busy"
  | "pin-not-given" | "token-not-present" | "token-not-ready" | "token-full" | "token-failed" | "module-unavailable" | "module-crashed" | "module-silent" | "module-stopped"
  | ReleaseErrorCode;

/** Of one-time passwords. `wrong-code` alone may be followed by another try with the same challenge. */
export type ReleaseErrorCode = "not-released" | "code-not-given" | "wrong-code" | "code-expired" | "code-void" | "code-used" | "code-locked" | "code-not-set-up" | "too-many-codes" | "code-not-sent";

/** The person typed a wrong passphrase or PIN, and may be asked for another one. */
export function isWrongSecret(error: unknown): error is AppError {
  return isAppError(error, "signer", "wrong-passphrase") || isAppError(error, "signer", "wrong-pin");
}

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
  /** The next signature may be asked for before the last one has come: nobody waits at the device for each of them, and it answers in the order in which it was asked. */
  readonly signsAhead?: true | undefined;
  /** Present where the key signs only what a code has released. */
  readonly release?: KeyRelease | undefined;
  /** Wipes what can be wiped. */
  close(): Promise<void>;
}

/** How a key is released: a code answers a challenge that is bound to what will be signed, and `sign` then takes those digests and no others. */
export interface KeyRelease {
  /** Binds a code to the matter; sends it, or says what to do with the token. Earlier challenges of the same token are void. @throws AppError "code-locked", "code-not-set-up", "too-many-codes", "code-not-sent" */
  challenge(matter: SignedMatter): Promise<Challenge>;
  /** @param code as it was typed. @throws AppError "wrong-code" (another try is left), "code-void", "code-expired", "code-used", "code-locked" */
  answer(challengeId: string, code: Secret): Promise<void>;
}

/** What a code is asked for: all that will be signed with it, and nothing else. */
export interface SignedMatter {
  /** In a few words: `2 orders, 121 payments`. */
  readonly title: string;
  /** SHA-256 of each thing that is signed, 32 bytes as lower-case hex; at least one. */
  readonly digests: readonly string[];
  readonly sums: readonly Money[];
  /** Own accounts that the money leaves, or comes to. */
  readonly accounts: readonly string[];
  /** Of a single payment: to whom, name and account. */
  readonly payee?: string | undefined;
  /** Of a single direct debit: from whom. */
  readonly debtor?: string | undefined;
}

export interface Challenge {
  readonly id: string;
  /** What the person does to get the code, as sentences. */
  readonly instruction: string;
  /** First characters of the digest over the matter, as they stand in the text that was sent; to be compared. */
  readonly digestHead: string;
  readonly expiresAt: IsoInstant;
  /** Of the practice set-up: what the telephone shows. */
  readonly practiceText?: string | undefined;
}

/** What a device may need of the customer for whom it signs, to keep a state of its own. */
export interface DeviceSurroundings {
  readonly store: CustomerStore;
  readonly clock: Clock;
  readonly randomness: Randomness;
  /** Who acts, for the journal. */
  readonly actor: string;
}

export interface SigningDeviceDriver<Config extends SigningDeviceConfig = SigningDeviceConfig> {
  readonly kind: Config["kind"];
  readonly title: string;
  /** Which device and which key, in words and without asking it: `key file keys/anna.p12`. */
  place(config: Config): string;
  /** What opens it: `passphrase of the key file`. Undefined when it is typed on the device itself: nothing is asked for, and an empty secret given. */
  secretName(config: Config): string | undefined;
  /** Where the n-th key goes that takes the place of this one, which stays. @param number 2 or more */
  beside(config: Config, number: number): Config;
  /** @param baseFolder the customer's folder, for relative paths. @param pin is not kept. @throws AppError area "signer" */
  open(config: Config, pin: Secret, baseFolder: string, surroundings?: DeviceSurroundings): Promise<SigningDevice>;
  /** Makes a new key (RSA 2048 or more) with a self-signed certificate (key usage nonRepudiation). @throws AppError signer/`weak-passphrase`, `exists` */
  create(config: Config, pin: Secret, baseFolder: string, subject: KeySubject, surroundings?: DeviceSurroundings): Promise<SigningDevice>;
  /** Another PIN or passphrase for the same key; copies of a file that were made before keep the old one. @throws AppError as `open` and `create` do; nothing has changed then */
  changeSecret(config: Config, oldSecret: Secret, newSecret: Secret, baseFolder: string, surroundings?: DeviceSurroundings): Promise<void>;
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
