import type { IsoInstant, ReleaseTokenId, SignerId } from "../../domain/ids.ts";
import type { Secret } from "../../domain/secret.ts";
import type { Mark } from "./subscribers.ts";
import type { DeviceSurroundings, KeyFileConfig, KeyRelease, KeySeal, OneTimePasswordConfig, SigningDeviceDriver } from "./signing-device.ts";

/** What gives a signer one-time passwords: a token that computes them, or a telephone that gets them in a text. Kept in the customer's store. */
export interface ReleaseToken {
  readonly id: ReleaseTokenId;
  readonly signerId: SignerId;
  /** Shown: `token of Kis Anna`, `telephone …4567`. */
  readonly title: string;
  readonly method: CodeMethod;
  /** 32 random bytes, the store's part of the seal on the key files that this token releases. */
  readonly sealShare: Uint8Array;
  readonly state: ReleaseTokenState;
  /** Wrong codes since the last right one, over all challenges. */
  readonly wrongCodes: number;
  readonly made: Mark;
}
/** `lost` never comes back; `locked` is unlocked by an administrator. */
export type ReleaseTokenState = "not-confirmed" | "active" | "locked" | "lost";

export type HashAlgorithm = "SHA1" | "SHA256" | "SHA512";

export type CodeMethod =
  /** The person types digits that belong to the order into the token. RFC 6287. @param suite `OCRA-1:HOTP-SHA256-8:QN08` */
  | { readonly kind: "challenge"; readonly suite: string; readonly secret: Uint8Array }
  /** HOTP, RFC 4226. `next`: the lowest counter that still counts. */
  | { readonly kind: "counter"; readonly algorithm: HashAlgorithm; readonly digits: number; readonly secret: Uint8Array; readonly next: number }
  /** TOTP, RFC 6238. `usedStep`: the latest time step that was used; `driftSteps`: how far the token's clock is ahead. */
  | { readonly kind: "time"; readonly algorithm: HashAlgorithm; readonly digits: number; readonly periodS: number; readonly secret: Uint8Array; readonly usedStep: number; readonly driftSteps: number }
  /** @param number `+36301234567` */
  | { readonly kind: "text-message"; readonly number: string; readonly gateway: SmsGatewayConfig };

/** How text messages leave. Lies in the customer's store, so inside its encryption. */
export type SmsGatewayConfig =
  | {
      readonly kind: "https";
      /** Where the message is posted to. */
      readonly url: string;
      /** JSON with `{number}` and `{text}`, which are put in as JSON strings' contents: `{"to":"{number}","message":"{text}"}`. */
      readonly body: string;
      /** Value of the header Authorization. */
      readonly authorization?: string | undefined;
      /** One authority, PEM; or the SHA-256 of the server's public key (SubjectPublicKeyInfo), hex. Without either, the authorities that this machine trusts. */
      readonly pinnedCaPem?: string | undefined;
      readonly pinnedKeySha256?: string | undefined;
    }
  | {
      readonly kind: "gsm-modem";
      /** `/dev/ttyUSB0` */
      readonly device: string;
      readonly baudRate: number;
      readonly simPin?: string | undefined;
    }
  /** For the practice set-up: texts are written to the end of a file. */
  | { readonly kind: "practice"; readonly file: string };

/** One code asked for, bound to one matter. */
export interface ReleaseChallenge {
  readonly id: string;
  readonly tokenId: ReleaseTokenId;
  /** SHA-256 over all of the matter, hex. */
  readonly matterDigest: string;
  readonly matterTitle: string;
  readonly at: IsoInstant;
  readonly expiresAt: IsoInstant;
  readonly state: "open" | "used" | "void";
  readonly wrongCodes: number;
  /** Digits to be typed into the token, of a method `challenge`. */
  readonly question?: string | undefined;
  /** HMAC-SHA-256 of the code that was sent, under the token's share, of a method `text-message`. */
  readonly codeHash?: Uint8Array | undefined;
}

export interface ReleaseRepository {
  tokens(): Promise<readonly ReleaseToken[]>;
  token(id: ReleaseTokenId): Promise<ReleaseToken | undefined>;
  putToken(token: ReleaseToken): Promise<void>;
  challenge(id: string): Promise<ReleaseChallenge | undefined>;
  /** Of a token, newest first. */
  challenges(tokenId: ReleaseTokenId, limit: number): Promise<readonly ReleaseChallenge[]>;
  putChallenge(challenge: ReleaseChallenge): Promise<void>;
}

/** What a new token is made from. */
export interface NewReleaseToken {
  readonly signerId: SignerId;
  readonly title: string;
  readonly method:
    | { readonly kind: "challenge" | "counter" | "time"; readonly algorithm?: HashAlgorithm | undefined; readonly digits?: number | undefined; readonly periodS?: number | undefined; /** Of a token that has one already; default: a new one, as long as the hash. */ readonly secret?: Secret | undefined }
    | { readonly kind: "text-message"; readonly number: string; readonly gateway: SmsGatewayConfig };
}

export interface Enrolment {
  readonly token: ReleaseToken;
  /** What goes into the token, shown once; undefined for a telephone and where the secret was given. */
  readonly handover?: Handover | undefined;
}

export interface Handover {
  /** For authenticator programs; undefined for a challenge token, which has to be set up by hand. */
  readonly uri: string | undefined;
  readonly secretBase32: string;
  readonly secretHex: string;
  /** Of a challenge token. */
  readonly suite?: string | undefined;
}

/** Keys released by one-time passwords: beyond signing, tokens are enrolled and key files put under their seal. */
export interface OneTimePasswordDriver extends SigningDeviceDriver<OneTimePasswordConfig> {
  /** Makes a token that counts once its first code was right. @throws AppError input/`bad-token`, input/`bad-number` */
  enrol(wanted: NewReleaseToken, of: DeviceSurroundings): Promise<Enrolment>;
  /** The challenge that proves a new token; the right answer makes it active. */
  proof(tokenId: ReleaseTokenId, of: DeviceSurroundings): KeyRelease;
  /** Two codes, one after the other, set a token right whose counter or clock has run away. RFC 4226 §7.4, RFC 6238 §6. @throws AppError signer/`wrong-code` */
  resynchronise(tokenId: ReleaseTokenId, first: Secret, second: Secret, of: DeviceSurroundings): Promise<void>;
  /**
   * Writes the key file anew under another seal: PIN and a token's share together, or the PIN alone. Whoever calls has seen to it that this may be,
   * and noted `changingFrom` before. @throws AppError signer/`wrong-passphrase`; the file is as it was then
   */
  reseal(key: KeyFileConfig, from: KeySeal, to: KeySeal, pin: Secret, baseFolder: string, of: DeviceSurroundings): Promise<void>;
  /** Whether the PIN opens the file under that seal. @throws AppError signer/`wrong-passphrase` */
  tryPin(key: KeyFileConfig, seal: KeySeal, pin: Secret, baseFolder: string, of: DeviceSurroundings): Promise<void>;
}
