import type { ConnectionId, IsoInstant, SubscriberId } from "../../domain/ids.ts";
import type { ChannelConfig } from "./channel.ts";
import type { Subscriber } from "./subscribers.ts";

/** One agreement with one bank. */
export interface Connection {
  readonly id: ConnectionId;
  /** Shown: `OTP`, `Practice bank`. */
  readonly title: string;
  /** Names a file in `profiles/banks/`. */
  readonly bankProfile: string;
  readonly protocol: ProtocolVersion;
  /** How our keys travel and are printed on letters; where it is missing, in certificates. */
  readonly keyForm?: KeyForm | undefined;
  readonly hostId: string;
  readonly partnerId: string;
  /** The road that is tried first. */
  readonly channel: ChannelConfig;
  /** Tried in this order when those before do not come up. */
  readonly fallbackChannels?: readonly ChannelConfig[] | undefined;
  /** Whether one of them may be less protected than the first. Default: no. */
  readonly mayBeLessProtected?: boolean | undefined;
  /** The bank's public keys, once fetched. Used only when `confirmedAt` is set. */
  readonly bankKeys?: BankKeys | undefined;
  readonly practice: boolean;
}
export interface BankKeys {
  readonly authentication: { readonly version: "X002" } & PublicKey;
  readonly encryption: { readonly version: "E002" } & PublicKey;
  readonly fetchedAt: IsoInstant;
  readonly confirmedAt?: IsoInstant | undefined;
  readonly confirmedBy?: string | undefined;
  /** While others than those confirmed are to be compared: the ones that were. */
  readonly previous?: (Pick<BankKeys, "authentication" | "encryption" | "confirmedBy"> & { readonly confirmedAt: IsoInstant }) | undefined;
}

/** Versions of EBICS: 2.4, 2.5, 3.0. */
export const protocolVersions = ["H003", "H004", "H005"] as const;
export type ProtocolVersion = (typeof protocolVersions)[number];
export type KeyForm = "certificate" | "plain";

/** A public key in an X.509 certificate, DER; or alone, as SubjectPublicKeyInfo, DER. */
export type PublicKey =
  | { readonly certificateDer: Uint8Array; readonly publicKeyDer?: undefined }
  | { readonly publicKeyDer: Uint8Array; readonly certificateDer?: undefined };

export interface ConnectionRepository {
  all(): Promise<readonly Connection[]>;
  get(id: ConnectionId): Promise<Connection | undefined>;
  put(connection: Connection): Promise<void>;
  subscribers(connectionId?: ConnectionId): Promise<readonly Subscriber[]>;
  putSubscriber(subscriber: Subscriber): Promise<void>;
  /** What the bank grants (HTD), as fetched; JSON text. */
  putGrants(connectionId: ConnectionId, subscriberId: SubscriberId, json: string): Promise<void>;
  grants(connectionId: ConnectionId): Promise<readonly { subscriberId: SubscriberId; json: string }[]>;
}
