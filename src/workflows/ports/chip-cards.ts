import type { Secret } from "../../domain/secret.ts";
import type { KeySubject, Pkcs11Config } from "./signing-device.ts";

/** What a card says of the tries that are left for its PIN: it tells no number, only whether it comes near. */
export type CardPinState = "ok" | "few-tries-left" | "one-try-left" | "locked" | "not-set" | "to-be-changed";

/** A chip card, a token or a partition of an HSM, as its module describes it. Outside text, not filtered. */
export interface CardToken {
  readonly label: string;
  readonly serial: string;
  readonly manufacturer: string;
  readonly model: string;
  readonly pinState: CardPinState;
  /** The PIN is typed on the reader. */
  readonly pinPad: boolean;
  /** Characters of a PIN. */
  readonly pinLengthMin: number;
  readonly pinLengthMax: number;
  /** How it can sign EBICS orders. */
  readonly mechanisms: readonly ("A005" | "A006")[];
  readonly canMakeKeys: boolean;
  /** It could also hold an encryption key (E002). */
  readonly canDecrypt: boolean;
}

/** A place for a card: a reader, or a slot of a device without readers. */
export interface CardSlot {
  readonly slotTitle: string;
  /** Undefined: nothing is in it. */
  readonly token: CardToken | undefined;
}

export interface CardKey {
  readonly keyId: string;
  /** What its certificate is for; undefined where it does not say. */
  readonly use: "signature" | "authentication" | "encryption" | undefined;
  /** Of its certificate; outside text. */
  readonly subject: string;
  readonly validTo: Date;
  /** SHA-256 of the certificate, upper-case hex. */
  readonly certificateHash: string;
}

/** Cards themselves, apart from signing: what is there, and their PINs. */
export interface ChipCards {
  /** Paths of the modules that are installed in the usual places, sorted. */
  modules(): Promise<readonly string[]>;
  /**
   * @param how.anew finds also tokens that were set up since the module was first used; too much of a stir to be done every few seconds
   * @throws AppError signer/`module-unavailable`
   */
  slots(modulePath: string, how?: { readonly anew?: boolean; /** Nobody waits for it: a module that does not answer is not told. */ readonly quietly?: boolean }): Promise<readonly CardSlot[]>;
  /** Keys that have a certificate on the card; no PIN is needed to see them. @throws AppError signer/`token-not-present` */
  keys(card: Card): Promise<readonly CardKey[]>;
  /**
   * @param oldPin, newPin empty where the PIN is typed on the reader; not kept
   * @throws AppError signer/`wrong-pin`, `pin-locked`, `pin-refused`, `busy`
   */
  changePin(card: Card, oldPin: Secret, newPin: Secret): Promise<void>;
  /**
   * Makes an authentication and an encryption key (X002, E002) on a card, each with a self-signed certificate.
   * @param pin as in `changePin` @param actor name of the operator: who has the card open, having typed the PIN on the reader, is not asked again
   * @throws AppError signer/`mechanism-unsupported`, `exists`; those of a PIN. Neither key is on the card then
   */
  makeTransportKeys(keys: TransportKeysOnCard, pin: Secret, subject: KeySubject, actor: string): Promise<TransportCertificates>;
  /**
   * The certificates of two keys that are on a card already, after each key has shown that it is there and does its work.
   * @throws AppError signer/`no-key` when one is missing, has no certificate, is too short or for another use; `mechanism-unsupported`; those of a PIN
   */
  adoptTransportKeys(keys: TransportKeysOnCard, pin: Secret, actor: string): Promise<TransportCertificates>;
  /** @throws AppError signer/`no-key` when they are not the certificates' keys; those of a PIN */
  openTransportKeys(keys: TransportKeysOnCard, pin: Secret, certificates: TransportCertificates, actor: string): Promise<OpenedTransportKeys>;
  /** Hears when a module that somebody waits for has not answered for some seconds; for longer where it may wait for a PIN on the reader. @returns ends it */
  onSilence(listener: (silent: SilentModule) => void): () => void;
}

/** A module that is at one call for long. It is ended by itself after a while, too. */
export interface SilentModule {
  readonly modulePath: string;
  /** It has answered after all, or was ended. */
  readonly answered: Promise<void>;
  /** Ends it: everything that waits for it fails with signer/`module-stopped`, and whoever comes next begins it anew. */
  stop(): void;
}

/** The two keys on a card that speak with the bank. */
export interface TransportKeysOnCard extends Card {
  /** CKA_ID, lower-case hex. */
  readonly authenticationKeyId: string;
  readonly encryptionKeyId: string;
  readonly pinPad?: true | undefined;
}
export interface TransportCertificates {
  readonly authenticationCertificateDer: Uint8Array;
  readonly encryptionCertificateDer: Uint8Array;
}
/** Both keys, until closed. When the card goes, everything fails with signer/`removed`. */
export interface OpenedTransportKeys {
  /** RSASSA-PKCS1-v1_5 by the authentication key. @param sha256 32 bytes */
  signDigest(sha256: Uint8Array): Promise<Uint8Array>;
  /** RSAES-PKCS1-v1_5 by the encryption key. @returns undefined when it is not encrypted for it */
  decrypt(encrypted: Uint8Array): Promise<Uint8Array | undefined>;
  /** Other keys on the same card, for which nobody is asked again. */
  openOthers(keys: TransportKeysOnCard, certificates: TransportCertificates): Promise<OpenedTransportKeys>;
  close(): Promise<void>;
}

/** Which card, in whatever reader it is. */
export type Card = Pick<Pkcs11Config, "modulePath" | "tokenLabel" | "tokenSerial">;
