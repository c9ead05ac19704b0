import type { ConnectionId, IsoInstant, SignerId, SubscriberId } from "../../domain/ids.ts";
import type { TransportKeysOnCard } from "./chip-cards.ts";
import type { SigningDeviceConfig } from "./signing-device.ts";

/** An EBICS user of ours. States follow the specification's life of a subscriber, seen from our side. */
export interface Subscriber {
  readonly id: SubscriberId;
  readonly connectionId: ConnectionId;
  readonly userId: string;
  readonly signerId: SignerId;
  readonly state: SubscriberState;
  readonly device: SigningDeviceConfig;
  readonly signatureVersion: "A005" | "A006";
  readonly signatureCertificateDer: Uint8Array;
  /** PKCS#8 DER private keys: they live in the store, inside its encryption; absent where they are on a card. */
  readonly authenticationKeyPkcs8?: Uint8Array | undefined;
  readonly authenticationCertificateDer: Uint8Array;
  readonly encryptionKeyPkcs8?: Uint8Array | undefined;
  readonly encryptionCertificateDer: Uint8Array;
  /** The card that holds these two: its PIN is asked for before each session. */
  readonly transportCard?: TransportKeysOnCard | undefined;
  /** When the keys were made; absent for those made before this was noted. */
  readonly made?: Mark | undefined;
  /** The run of an onboarding file that it came from. */
  readonly run?: string | undefined;
  /** Orders that left and were not answered: the bank may have them. Written before they leave. */
  readonly unanswered?: readonly InitialisationOrder[] | undefined;
  readonly letters?: LetterTrail | undefined;
  /** The bank has the keys in certificates, while others of the connection still have to be moved to EBICS 3.0. */
  readonly movedTo3?: true | undefined;
  /** New keys, or a suspension, on the way to the bank. */
  readonly keyChange?: OwnKeyChange | undefined;
}

/** The keys that a change puts in the place of the present ones. */
export type NewOwnKeys = Partial<
  Pick<Subscriber, "device" | "signatureCertificateDer" | "authenticationKeyPkcs8" | "authenticationCertificateDer" | "encryptionKeyPkcs8" | "encryptionCertificateDer" | "transportCard">
>;

/** A change of a user's own keys (PUB, HCA, HCS) or their suspension (SPR), written before each step is taken. */
export interface OwnKeyChange extends Mark {
  readonly order: "PUB" | "HCA" | "HCS" | "SPR";
  /** `made`: certainly not at the bank. `leaving`: it may be; neither the old keys nor the new ones are used before that is known. */
  readonly phase: "made" | "leaving";
  /** The process that sends it now. */
  readonly owner?: string | undefined;
  readonly bankOrderId?: string | undefined;
  readonly next: NewOwnKeys;
}

/** The orders that bring a new user's keys to the bank. */
export type InitialisationOrder = "INI" | "HIA" | "H3K";

/** Who did it, and when. */
export interface Mark {
  readonly at: IsoInstant;
  readonly by: string;
}

/** What became of a user's letters. They exist from the moment the keys do. */
export interface LetterTrail {
  readonly printed?: Mark | undefined;
  readonly posted?: Mark | undefined;
  /** When HPB was first answered: the bank has compared them. */
  readonly activated?: Mark | undefined;
}
export type SubscriberState = "new" | "ini-sent" | "hia-sent" | "keys-sent" | "ready" | "suspended";
