import { AppError } from "../domain/errors.ts";
import type { Secret } from "../domain/secret.ts";
import { type AuthenticationKey, authenticationKey, createKeyWithCertificate, type DecryptionKey, decryptionKey, readCertificate } from "../ebics/index.ts";
import type { WorkflowContext } from "./context.ts";
import type { Card, OpenedTransportKeys, TransportCertificates, TransportKeysOnCard } from "./ports/chip-cards.ts";
import type { Subscriber } from "./ports/subscribers.ts";
import { isWrongSecret, type KeySubject, type Pkcs11Config } from "./ports/signing-device.ts";

/** Asks for the PIN of the card that speaks with the bank; empty where it is typed on the reader. @param problem why the one before was not taken. @returns undefined when the person turns back */
export type AskCardPin = (card: TransportKeysOnCard, problem: string | undefined) => Promise<Secret | undefined>;

/** PINs of cards that speak with the bank, while the operator's screen is unlocked and where the operator wants it. No order is ever signed with one of them. */
export interface KeptCardPins {
  /** The caller wipes it. @returns undefined where it is to be asked for */
  copyOf(card: Card): Secret | undefined;
  /**
   * Before the card is asked whether it takes this PIN. @param pin not wiped before the answer
   * @returns to be called when it does: then a copy is kept, unless the operator does not want it, or anything was forgotten since (the screen was locked)
   */
  offer(card: Card, pin: Secret): () => void;
  /** The card did not take it, is gone, or may have another one. */
  forget(card: Card): void;
}

/** The keys of a user that speak with the bank, ready for one conversation. */
export interface TransportKeys {
  readonly authentication: AuthenticationKey;
  readonly encryption: DecryptionKey;
  /** Those of the same user before or after a change; where they are on the same card, nobody is asked again. */
  others(subscriber: Subscriber): Promise<TransportKeys>;
  close(): Promise<void>;
}

type Stored = Pick<Subscriber, "authenticationKeyPkcs8" | "authenticationCertificateDer" | "encryptionKeyPkcs8" | "encryptionCertificateDer" | "transportCard">;

/**
 * From the store; or from the card, for which its PIN is asked until it is right.
 * @throws AppError signer/`pin-not-given` when nobody gives it; what a card says otherwise
 */
export async function openTransportKeys(context: WorkflowContext, subscriber: Subscriber): Promise<TransportKeys> {
  const { transportCard: card } = subscriber;
  if (card === undefined) return keysInStore(context, subscriber);
  for (let problem: AppError | undefined; ; ) {
    using pin = (problem === undefined ? context.keptCardPins?.copyOf(card) : undefined) ?? (await context.askCardPin?.(card, problem?.message));
    if (pin === undefined) throw problem ?? pinNotGiven(subscriber, card);
    const keep = context.keptCardPins?.offer(card, pin);
    try {
      const opened = await context.tools.cards.openTransportKeys(card, pin, subscriber, context.operator.name);
      keep?.();
      return keysOnCard(context, subscriber, opened);
    } catch (error) {
      context.keptCardPins?.forget(card); // wrong, or there is no card that could say that it is right
      if (!isWrongSecret(error)) throw error;
      problem = error;
    }
  }
}

/** The context for a conversation that follows a PIN, typed for a signature: where the same card speaks with the bank, it is not asked for again. @param pin stays the caller's; as one that is asked for, it is kept where the operator wants that */
export function withCardPin(context: WorkflowContext, { device }: Pick<Subscriber, "device">, pin: Secret): WorkflowContext {
  if (device.kind !== "pkcs11") return context;
  const own: AskCardPin = async (card, problem) => (sameCard(card, device) && problem === undefined ? pin.copy() : context.askCardPin?.(card, problem));
  return { ...context, askCardPin: own };
}

/** Makes the two keys where they shall live. @param card undefined: in the store @param pin of the card; is not kept */
export async function makeTransportKeys(context: WorkflowContext, card: TransportCard | undefined, pin: Secret, subject: KeySubject): Promise<Stored> {
  if (card !== undefined) {
    const newId = (): string => Buffer.from(context.tools.randomness.bytes(8)).toString("hex");
    const { modulePath, tokenLabel, tokenSerial, pinPad } = card;
    const transportCard: TransportKeysOnCard = { modulePath, tokenLabel, tokenSerial, authenticationKeyId: newId(), encryptionKeyId: newId(), ...(pinPad === true ? { pinPad } : {}) };
    return { ...(await context.tools.cards.makeTransportKeys(transportCard, pin, subject, context.operator.name)), transportCard };
  }
  const makeKey = context.tools.makeKey ?? createKeyWithCertificate;
  const [authentication, encryption] = await Promise.all([makeKey("authentication", subject), makeKey("encryption", subject)]);
  return {
    authenticationKeyPkcs8: authentication.privateKeyPkcs8, authenticationCertificateDer: authentication.certificateDer,
    encryptionKeyPkcs8: encryption.privateKeyPkcs8, encryptionCertificateDer: encryption.certificateDer,
  };
}

/** Two keys that are on a card already, by their CKA_ID in lower-case hex. */
export interface KeysToAdopt {
  readonly authenticationKeyId: string;
  readonly encryptionKeyId: string;
}

/** Takes the two keys that are on a card already. @param pin of the card; is not kept @throws AppError signer/`no-key`, `mechanism-unsupported`; those of a PIN */
export async function adoptTransportKeys(context: WorkflowContext, { modulePath, tokenLabel, tokenSerial, pinPad }: TransportCard, ids: KeysToAdopt, pin: Secret): Promise<TransportCertificates & { readonly transportCard: TransportKeysOnCard }> {
  const transportCard: TransportKeysOnCard = { modulePath, tokenLabel, tokenSerial, ...ids, ...(pinPad === true ? { pinPad } : {}) };
  return { ...(await context.tools.cards.adoptTransportKeys(transportCard, pin, context.operator.name)), transportCard };
}

/** EBICS wants three keys that are three. @throws AppError signer/`same-key` */
export function requireThreeKeys(certificatesDer: readonly Uint8Array[]): void {
  const keys = certificatesDer.map((der) => readCertificate(der).publicKey);
  if (keys.every((key, at) => keys.findIndex((one) => one.equals(key)) === at)) return;
  throw new AppError("signer", "same-key", "Signature, authentication and encryption need three different keys.", { meaning: "Nothing was stored.", next: "Choose another key for one of them: kontor card keys shows them." });
}

export type TransportCard = Card & Pick<Pkcs11Config, "pinPad">;

/** Before a key is made on a card that shall hold all three. @throws AppError signer/`mechanism-unsupported`, `token-not-present` */
export async function requireAllKeys(context: WorkflowContext, card: TransportCard): Promise<void> {
  const slots = await context.tools.cards.slots(card.modulePath);
  const token = slots.find((slot) => slot.token !== undefined && slot.token.label === card.tokenLabel && slot.token.serial === card.tokenSerial)?.token;
  if (token === undefined) return; // making the first key says where it is
  const lacks = [...(token.canMakeKeys ? [] : ["make keys"]), ...(token.mechanisms.includes("A005") ? [] : ["sign by PKCS#1 v1.5"]), ...(token.canDecrypt ? [] : ["decrypt by PKCS#1 v1.5"])];
  if (lacks.length === 0) return;
  throw new AppError("signer", "mechanism-unsupported", `This card cannot hold the authentication and encryption keys: it does not ${lacks.join(", nor ")}.`, { meaning: "No key was made.", next: "Keep these two in the store; the signature key may be on the card all the same." });
}

function sameCard(one: Card, other: Card): boolean {
  return one.modulePath === other.modulePath && one.tokenLabel === other.tokenLabel && one.tokenSerial === other.tokenSerial;
}

function keysInStore(context: WorkflowContext, { authenticationKeyPkcs8, authenticationCertificateDer, encryptionKeyPkcs8, encryptionCertificateDer }: Stored): TransportKeys {
  return {
    authentication: authenticationKey(authenticationKeyPkcs8 ?? new Uint8Array(), authenticationCertificateDer),
    encryption: decryptionKey(encryptionKeyPkcs8 ?? new Uint8Array(), encryptionCertificateDer),
    others: (subscriber) => openTransportKeys(context, subscriber),
    close: async () => undefined,
  };
}

function keysOnCard(context: WorkflowContext, { transportCard, authenticationCertificateDer, encryptionCertificateDer }: Stored, opened: OpenedTransportKeys): TransportKeys {
  return {
    authentication: { certificateDer: authenticationCertificateDer, signDigest: (sha256) => opened.signDigest(sha256) },
    encryption: { certificateDer: encryptionCertificateDer, decryptTransactionKey: (encrypted) => opened.decrypt(encrypted) },
    async others(subscriber) {
      const card = subscriber.transportCard;
      if (card === undefined || transportCard === undefined || !sameCard(card, transportCard)) return openTransportKeys(context, subscriber);
      return keysOnCard(context, subscriber, await opened.openOthers(card, subscriber));
    },
    close: () => opened.close(),
  };
}

function pinNotGiven({ userId }: Subscriber, { tokenLabel }: Card): AppError {
  return new AppError("signer", "pin-not-given", `The keys of ${userId} that speak with the bank are on the card ${tokenLabel}, and its PIN was not given.`, { meaning: "Nothing was sent or fetched.", next: "Begin again and type the PIN of the card; on the command line: set KONTOR_CARD_PIN_FILE." });
}
