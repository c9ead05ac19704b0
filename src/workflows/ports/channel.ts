import type { AppError } from "../../domain/errors.ts";
import type { CurrencyCode } from "../../domain/ids.ts";
import type { DialScript } from "./dial-script.ts";

/** How a connection reaches the bank. Secrets in it live in the customer's encrypted store. */
export type ChannelConfig = InternetChannelConfig | LeasedLineChannelConfig | ModemChannelConfig | PppChannelConfig | X25ChannelConfig;

/** As they stand in a sentence: "Practice bank by leased line". */
export const channelNames: Readonly<Record<ChannelConfig["kind"], string>> = { internet: "internet", "leased-line": "leased line", modem: "modem", ppp: "PPP", x25: "X.25" };

/** What the settings of every channel have: the bank's EBICS host, how it proves itself, and what the road costs. */
export interface BankAddress {
  /** https URL of the bank's EBICS host, as it is reached over this road. */
  readonly url: string;
  /**
   * What the server must prove: a CA (PEM) that is the only one trusted, the SHA-256 of its certificate, or the SHA-256 of its public key
   * (SubjectPublicKeyInfo); 64 hex digits each. With none of them, the system's authorities count.
   */
  readonly pinnedCaPem?: string | undefined;
  readonly pinnedCertificateSha256?: string | undefined;
  readonly pinnedPublicKeySha256?: string | undefined;
  /** To reach the bank's host; and as long again until it has proved who it is. Default 20 s each. */
  readonly connectTimeoutMs?: number | undefined;
  /** No byte for so long while a request or its answer is under way: given up. The bank may be at work on it. Default 120 s. */
  readonly idleTimeoutMs?: number | undefined;
  readonly tariff?: Tariff | undefined;
}

/** What a call costs. Minor units of the currency. */
export interface Tariff {
  readonly currency: CurrencyCode;
  readonly perCallMinor: bigint;
  /** For each minute begun, while the line is up. */
  readonly perMinuteMinor: bigint;
}

export interface InternetChannelConfig extends BankAddress {
  readonly kind: "internet";
  readonly proxy?: ProxyConfig | undefined;
}

/** The way out of this network. Names are looked up at the proxy. */
export interface ProxyConfig {
  /** HTTP CONNECT (RFC 9110, section 9.3.6) or SOCKS 5 (RFC 1928). */
  readonly kind: "http" | "socks5";
  readonly host: string;
  readonly port: number;
  /** With the password: Basic for HTTP, RFC 1929 for SOCKS 5. */
  readonly userName?: string | undefined;
  readonly password?: string | undefined;
}

/** Over an SSH host at the bank (or its carrier), which opens the way to the bank's host inside. */
export interface LeasedLineChannelConfig extends BankAddress {
  readonly kind: "leased-line";
  readonly ssh: SshHost;
  /** The SSH host is reached only through this one. */
  readonly jump?: SshHost | undefined;
  /** The first of them is reached by this proxy. */
  readonly proxy?: ProxyConfig | undefined;
  /** How often the far end is asked whether it is there: on a line where much waits in queues a quick answer cannot be expected. Default "fast". */
  readonly speed?: LineSpeed | undefined;
}
export type LineSpeed = "fast" | "slow";

/** Who one is at an SSH host, and who it must be; over whatever byte stream. */
export interface SshLogin {
  readonly userName: string;
  /** SHA-256 of the host's key as `ssh-keygen -l` shows it: "SHA256:" and 43 characters of base64. Undefined: never seen; the line is refused and the error tells which key was shown. */
  readonly hostKeySha256?: string | undefined;
  /** Where the host has several keys: the kind of the pinned one. Undefined: the host's best. */
  readonly hostKeyType?: HostKeyType | undefined;
  readonly key: SshKey;
}
export type HostKeyType = "ed25519" | "ecdsa" | "rsa";

/** The private key of a login: in a file (OpenSSH, PEM, PuTTY; absolute path), kept in the customer's store, or with an ssh-agent, chip cards among them. */
export type SshKey =
  | { readonly kind: "file"; readonly path: string; readonly passphrase?: string | undefined }
  | { readonly kind: "stored"; readonly privateKey: string }
  /** @property publicKeySha256 which of the agent's keys, as `ssh-add -l` shows it; undefined: each in turn */
  | { readonly kind: "agent"; readonly publicKeySha256?: string | undefined };

export interface SshHost extends SshLogin {
  /** Name or address. */
  readonly host: string;
  /** Default 22. */
  readonly port?: number | undefined;
  /** From the first byte to being logged in. Default 20 s. */
  readonly connectTimeoutMs?: number | undefined;
}

/** Over a telephone call. */
export interface ModemChannelConfig extends BankAddress {
  readonly kind: "modem";
  readonly modem: ModemSettings;
  /** Who one is at the host that answers the call, which leads on to the bank's. Undefined: the call ends at the bank's EBICS host itself. */
  readonly ssh?: SshLogin | undefined;
}

export interface ModemSettings {
  /** Device: "/dev/ttyS0". */
  readonly port: string;
  /** Between the computer and the modem; faster than the call, so that compression helps. */
  readonly bitsPerSecond: number;
  /** RTS and CTS. Default true. */
  readonly hardwareFlowControl?: boolean | undefined;
  /** At least one; tried in turn. (For a PAD that is at the port itself: none.) */
  readonly numbers: readonly string[];
  readonly script: DialScript;
}

/** Over a telephone call to an access server that speaks PPP (RFC 1661); the bank's host is reached through it by IP. */
export interface PppChannelConfig extends BankAddress {
  readonly kind: "ppp";
  readonly modem: ModemSettings;
  readonly ppp: PppSettings;
}

export interface PppSettings {
  /** Who we are at the access server. Undefined: it does not ask. */
  readonly login?: PppLogin | undefined;
  /** IPv4 address of the bank's host. Undefined: the name in the URL is looked up at the name servers that the access server names. */
  readonly bankAddress?: string | undefined;
}

export interface PppLogin {
  readonly userName: string;
  readonly password: string;
  /** The password itself may go over the line (PAP), where the far end takes no proof of it (CHAP). Default false. */
  readonly mayBeInClear?: boolean | undefined;
}

/** Over a call in a packet network. */
export interface X25ChannelConfig extends BankAddress {
  readonly kind: "x25";
  readonly x25: XotSettings | PadSettings;
  /** Who one is at the host that takes the call, which leads on to the bank's. Undefined: the call ends at the bank's EBICS host itself. */
  readonly ssh?: SshLogin | undefined;
}

/** What is said to the network when a call is made. */
interface X25Call {
  /** Of the bank, up to 15 digits. */
  readonly calledAddress: string;
  /** Network user identification: who pays. A secret. */
  readonly userIdentification?: string | undefined;
  /** Two digits. */
  readonly closedUserGroup?: string | undefined;
  /** Up to 12 printable characters for the host that is called. */
  readonly callData?: string | undefined;
}

/** Through a router or switch that speaks X.25 over TCP (RFC 1613). */
export interface XotSettings extends X25Call {
  readonly via: "xot";
  readonly host: string;
  /** Default 1998. */
  readonly port?: number | undefined;
  readonly callingAddress?: string | undefined;
  /** Asked for; the far end may take less. A power of two from 16 to 4096; default 1024. */
  readonly packetBytes?: number | undefined;
  /** Packets under way without an answer: 1 to 7, with modulo 128 up to 127. Default 7. */
  readonly windowSize?: number | undefined;
  /** Numbering of packets. Default 8. */
  readonly modulo?: 8 | 128 | undefined;
}

/** Through a PAD (X.28) on a serial line, or at the end of a telephone call. */
export interface PadSettings extends X25Call {
  readonly via: "pad";
  /** Without numbers the PAD is at the port itself. */
  readonly modem: ModemSettings;
}

/** Codes of `AppError` area "channel". Adapters throw no others. */
export type ChannelErrorCode =
  | "name-not-found"
  | "name-timeout"
  | "refused"
  | "unreachable"
  | "connect-timeout"
  | "tls-untrusted"
  | "tls-failed"
  | "idle-timeout"
  | "cut"
  | "cancelled"
  | "http-status"
  | "answer-too-large"
  | "proxy-login"
  | "proxy-forbids"
  | "proxy-failed"
  | "ssh-host-key-unknown"
  | "ssh-host-key-changed"
  | "ssh-key-refused"
  | "ssh-key-unusable"
  | "ssh-agent-unavailable"
  | "ssh-forward-refused"
  | "ssh-failed"
  | "port-missing"
  | "port-denied"
  | "port-busy"
  | "port-unusable"
  | "modem-silent"
  | "modem-error"
  | "busy"
  | "no-carrier"
  | "no-dial-tone"
  | "no-answer"
  | "dial-delayed"
  | "incoming-call"
  | "call-cleared"
  | "x25-broken"
  | "pad-silent"
  | "pad-error"
  | "ppp-missing"
  | "ppp-denied"
  | "ppp-no-kernel"
  | "ppp-not-prepared"
  | "ppp-silent"
  | "ppp-login"
  | "ppp-no-address"
  | "ppp-no-route"
  | "ppp-failed";

/** Progress of one exchange, so that the screen moves and a fault test can cut anywhere. */
export interface ExchangeOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onSent?: ((bytes: number) => void) | undefined;
  readonly onReceived?: ((bytes: number) => void) | undefined;
  /** Refused beyond this. Default 64 MiB. */
  readonly answerBytesMax?: number | undefined;
}

/** What happens on a line while it comes up, for the line monitor and "test the line". Its text holds no secret and is not filtered. */
export interface LineEvent {
  /** The part of the way it belongs to, in the order in which they come up. */
  readonly stage: LineStage;
  readonly kind: "begin" | "done" | "sent" | "received" | "failed";
  readonly text: string;
}
export type LineStage = "name" | "connect" | "proxy" | "modem" | "pad" | "x25" | "ppp" | "lcp" | "ppp-login" | "ipcp" | "route" | "ssh" | "host-key" | "login" | "forward" | "tls" | "ebics";

export interface OpenOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: LineEvent) => void) | undefined;
}

/** A road to the bank, up for one communication session. */
export interface Channel {
  /**
   * One request, one answer (HTTP POST to the bank's URL).
   * The thrown AppError's `context.requestMayHaveArrived` is false only when it is certain that the bank got no complete request.
   * @throws AppError area "channel"
   */
  exchange(request: Uint8Array, options?: ExchangeOptions): Promise<Uint8Array>;
  /** How the line is protected, for the screen: "TLS 1.3, pinned certificate". Known after the first exchange. */
  describe(): string;
  close(): Promise<void>;
}

/** A line on which the bank speaks by itself. */
export interface NotificationLine {
  /**
   * What the bank says, message by message; ends when the bank ends it.
   * @throws AppError area "channel" when the line breaks, `cancelled` when it was closed here
   */
  messages(): AsyncIterable<string>;
  close(): void;
}

/** Where and as whom to listen: from the bank's answer, never from a person. */
export interface ListenAddress {
  /** wss URL. */
  readonly url: string;
  readonly userName: string;
  readonly token: string;
}

/** How well a road is protected: who may answer in the bank's place, and whether the way itself is closed to others. */
export interface ChannelProtection {
  /** What the bank's server proves itself by: any authority that this machine trusts, one pinned authority, the pinned certificate or public key. */
  readonly proof: "system" | "authority" | "key";
  /** TLS runs inside an encrypted tunnel whose far end is pinned too. */
  readonly tunnel: boolean;
}

/** Makes channels of one kind. */
export interface ChannelDriver<Config extends ChannelConfig = ChannelConfig> {
  readonly kind: Config["kind"];
  readonly title: string;
  /** Dials. @throws AppError area "channel" */
  open(config: Config, options?: OpenOptions): Promise<Channel>;
  /**
   * Listens to the bank, as safely as `open` dials: the server proves itself in the same way. Undefined: this road cannot carry it.
   * @throws AppError area "channel"; `http-status` when the bank does not let us listen
   */
  listen?(config: Config, address: ListenAddress, options?: OpenOptions): Promise<NotificationLine>;
  protection(config: Config): ChannelProtection;
  /** Why this kind of road cannot be used on this machine by this user, whatever the settings; area "channel", as `open` would throw it. Absent: it always can. */
  problemHere?(): Promise<AppError | undefined>;
  /** Without secrets, for screens, journal and logs. */
  redact(config: Config): Readonly<Record<string, string>>;
}
