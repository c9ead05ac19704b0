/** How a connection reaches the bank. Secrets in it live in the customer's encrypted store. */
export type ChannelConfig = InternetChannelConfig;

/** The bank's EBICS host and how it proves itself, over whatever road. */
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
  /** From the first byte to a proved line to the bank. */
  readonly connectTimeoutMs?: number | undefined;
  /** No byte for so long: given up. */
  readonly idleTimeoutMs?: number | undefined;
}

export interface InternetChannelConfig extends BankAddress {
  readonly kind: "internet";
}

/** Codes of `AppError` area "channel". Adapters throw no others. */
export type ChannelErrorCode =
  | "name-not-found"
  | "refused"
  | "unreachable"
  | "connect-timeout"
  | "tls-untrusted"
  | "tls-failed"
  | "idle-timeout"
  | "cut"
  | "cancelled"
  | "http-status"
  | "answer-too-large";

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
  /** The part of the way it belongs to: "name", "connect", "proxy", "modem", "ssh", "x25", "tls". */
  readonly stage: LineStage;
  readonly kind: "begin" | "done" | "sent" | "received";
  readonly text: string;
}
export type LineStage = "name" | "connect" | "proxy" | "modem" | "pad" | "x25" | "ppp" | "ssh" | "tls";

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
  /** Without secrets, for screens, journal and logs. */
  redact(config: Config): Readonly<Record<string, string>>;
}
