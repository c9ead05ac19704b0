import type { Duplex } from "node:stream";
import type { OpenOptions } from "../../workflows/ports/channel.ts";

/** A way that is up and carries byte streams to the bank's side: a socket of this machine, an SSH session, a modem's call. */
export interface Carrier {
  /**
   * Comes up again where it has gone down. Has limits of time of its own: a telephone call takes longer than any address may take to answer.
   * @throws AppError area "channel" with requestMayHaveArrived false
   */
  ready?(signal: AbortSignal | undefined): Promise<void>;
  /**
   * One stream to a host of the bank. @param signal to stop trying
   * @throws AppError area "channel" with requestMayHaveArrived false; `cancelled` when stopped
   */
  dial(target: { readonly host: string; readonly port: number }, signal: AbortSignal): Promise<Duplex>;
  /** How the way itself is protected and which it is, for the screen: "leased line, host key pinned". Empty: nothing to say beyond TLS. */
  describe(): string;
  /** Hangs up. Streams that are still open end. */
  close(): Promise<void>;
}

/** What sets one kind of channel apart: how its carrier comes up. TLS, HTTP and notifications above it are the same for all. */
export interface Road<Config> {
  /** @throws AppError area "channel" with requestMayHaveArrived false */
  connect(config: Config, options: OpenOptions): Promise<Carrier>;
  /** Whether its streams run inside an encrypted tunnel with a pinned far end. Default: no. */
  tunnel?(config: Config): boolean;
  /** It stands only for a session, and is paid for by the minute: no notifications are waited for on it. Default: no. */
  readonly isDialled?: boolean | undefined;
  /** Of the road alone, without secrets. */
  redact(config: Config): Readonly<Record<string, string>>;
}
