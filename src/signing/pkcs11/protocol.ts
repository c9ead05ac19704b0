import type { KeyUse } from "../../ebics/index.ts";
import type { SignerErrorCode } from "../../workflows/ports/signing-device.ts";
import type { CardPinState, CardToken } from "../../workflows/ports/chip-cards.ts";

/** What is asked of the process that owns a module. Everything in it can be written into a pipe (node:v8). */
export interface CardCalls {
  /** @param anew looks also for what came since the module was initialised */
  slots(anew: boolean): readonly SlotSeen[];
  /** Certificates of a card, without a PIN. */
  certificates(token: TokenName): readonly CertificateOnCard[];
  /**
   * Logs in and finds the key.
   * @param pin wiped after use; empty where it is typed on the reader
   */
  open(token: TokenName, pin: Uint8Array, keyId: string, by?: CardUser): OpenedKey;
  /** As `open`, after the key was made there. */
  generate(token: TokenName, pin: Uint8Array, keyId: string, wanted: { readonly label: string; readonly keyBits: number; readonly use: KeyUse }, by?: CardUser): OpenedKey;
  /** @param handle of `open` @param digest SHA-256 of what is signed, 32 bytes */
  sign(handle: number, mechanism: "A005" | "A006", digest: Uint8Array): Uint8Array;
  /** RSAES-PKCS1-v1_5. @returns undefined when it is not encrypted for this key */
  decrypt(handle: number, encrypted: Uint8Array): Uint8Array | undefined;
  /** @returns false when the card has no room or no wish for it */
  storeCertificate(handle: number, certificate: CertificateForCard): boolean;
  /** Takes a key off the card that `generate` has just made. */
  destroyKey(handle: number): void;
  close(handle: number): void;
  changePin(token: TokenName, oldPin: Uint8Array, newPin: Uint8Array): void;
  /** Ends the module's work for this process. */
  finalize(): void;
}

/** Who is let in without typing the PIN again, while the card is open already. */
export interface CardUser {
  /** Handle of a key that they have opened on the same card. */
  readonly beside?: number | undefined;
  /** Name of the operator: whoever has typed the PIN on the reader need not type it again. */
  readonly holder?: string | undefined;
}
export interface TokenName {
  readonly label: string;
  readonly serial: string;
}
export interface SlotSeen {
  readonly slotTitle: string;
  /** Undefined: an empty reader. */
  readonly token: CardToken | undefined;
}
export interface CertificateOnCard {
  readonly keyId: string;
  readonly certificateDer: Uint8Array;
}
export interface OpenedKey {
  readonly handle: number;
  /** Big-endian, as the card has them. */
  readonly modulus: Uint8Array;
  readonly exponent: Uint8Array;
  readonly mechanisms: readonly ("A005" | "A006")[];
  readonly certificateDer: Uint8Array | undefined;
  /** Each signature waits for the PIN on the reader. */
  readonly pinOnReader: boolean;
}
/** The certificate and, as PKCS#11 wants them beside it, three of its fields in DER. */
export interface CertificateForCard {
  readonly label: string;
  readonly certificateDer: Uint8Array;
  readonly subjectDer: Uint8Array;
  readonly issuerDer: Uint8Array;
  readonly serialDer: Uint8Array;
}

/** Why a call did not do what it was asked to, in a form that travels between processes. */
export interface CardFailure {
  readonly code: SignerErrorCode;
  /** The module's word: `CKR_PIN_INCORRECT in C_Login`. */
  readonly detail: string;
  /** After a wrong PIN: what the card says of the tries that are left. */
  readonly pinState?: CardPinState | undefined;
  /** PIN lengths the card takes, where that is what was wrong. */
  readonly pinLengths?: readonly [min: number, max: number] | undefined;
}

export interface CallMessage {
  readonly id: number;
  readonly name: keyof CardCalls;
  readonly args: readonly unknown[];
}
export type AnswerMessage = { readonly id: number; readonly value: unknown } | { readonly id: number; readonly failure: CardFailure } | { readonly id: number; readonly broken: string };
