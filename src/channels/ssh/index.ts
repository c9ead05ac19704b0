import type { Duplex } from "node:stream";
import ssh2, { type AgentAuthMethod, type Client, type PublicKeyAuthMethod } from "ssh2";
import { isAppError } from "../../domain/errors.ts";
import { visibleLine } from "../../domain/text.ts";
import type { ChannelErrorCode, LineSpeed, OpenOptions, SshLogin } from "../../workflows/ports/channel.ts";
import { channelError, type Place } from "../channel-error.ts";
import type { Carrier } from "../https/carrier.ts";
import { stopped } from "../within.ts";
import { authenticationOf } from "./authentication.ts";
import { hostKeyAlgorithms, judgeHostKey, type SeenHostKey, seenHostKey } from "./host-key.ts";
import { SshSession } from "./session.ts";

export interface SshOptions extends OpenOptions {
  /** Socket of the operator's ssh-agent. */
  readonly agentSocket?: string | undefined;
  /** Default "fast". */
  readonly speed?: LineSpeed | undefined;
  /** Default "ssh-host". */
  readonly place?: Place | undefined;
}

/** A carrier that can tell whether it is still there. */
export interface SshCarrier extends Carrier {
  isUp(): boolean;
}

/**
 * How often the host is asked for a sign of life, and how many of them may stay out. On a fast line a dead one is noticed within 10 s;
 * on a slow one the answer queues behind what is being sent and fetched, so there any byte counts as a sign of life and only silence ends it.
 */
const keepAlive: Readonly<Record<LineSpeed, { readonly keepaliveInterval: number; readonly keepaliveCountMax: number; readonly silenceMsMax: number | undefined }>> = {
  fast: { keepaliveInterval: 3_000, keepaliveCountMax: 2, silenceMsMax: undefined },
  slow: { keepaliveInterval: 20_000, keepaliveCountMax: Number.MAX_SAFE_INTEGER, silenceMsMax: 80_000 },
};

/** The fastest first where several are as safe (AES in hardware). Nothing with SHA-1, CBC or less than 2048 bits. */
const algorithms = {
  kex: ["curve25519-sha256", "curve25519-sha256@libssh.org", "ecdh-sha2-nistp256", "ecdh-sha2-nistp384", "ecdh-sha2-nistp521", "diffie-hellman-group16-sha512", "diffie-hellman-group14-sha256"],
  cipher: ["aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "chacha20-poly1305@openssh.com", "aes128-ctr", "aes256-ctr"],
  hmac: ["hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com", "hmac-sha2-256", "hmac-sha2-512"],
  compress: ["none"],
} as const;

/**
 * Logs in over any stream of bytes: a socket, a serial port, a call. The host proves itself by its pinned key before anything is said about us.
 * The stream belongs to the carrier from now on, also when this fails. There is no limit of time but the signal.
 * @throws AppError channel/`ssh-host-key-unknown` and `ssh-host-key-changed` (with `hostKeySha256` and `hostKeyType` in the context),
 * `ssh-key-refused`, `ssh-key-unusable`, `ssh-agent-unavailable`, `ssh-failed`, `cut`, `cancelled`
 */
export async function sshCarrier(stream: Duplex, login: SshLogin, options: SshOptions = {}): Promise<SshCarrier> {
  const { place = "ssh-host" } = options;
  stream.on("error", () => undefined); // told by the session above it
  try {
    if (options.signal?.aborted === true) throw channelError("cancelled", false);
    const authentication = await authenticationOf(login, options.agentSocket, place);
    // A stream that ended meanwhile says nothing any more, and the library would wait for it.
    if (stream.destroyed || !stream.readable || !stream.writable) throw channelError("cut", false, { place, detail: "while logging in" });
    return new SshSession(await logIn(stream, login, authentication, { ...options, place }), stream, { place, onEvent: options.onEvent, silenceMsMax: keepAlive[options.speed ?? "fast"].silenceMsMax });
  } catch (error) {
    stream.destroy();
    throw error;
  }
}

function logIn(stream: Duplex, login: SshLogin, authentication: PublicKeyAuthMethod | AgentAuthMethod, options: SshOptions & { readonly place: Place }): Promise<Client> {
  const { signal, place, onEvent } = options;
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    let refusal: Error | undefined; // the first reason counts; the library goes on to tell what follows from it
    const settle = (act: () => void): void => {
      signal?.removeEventListener("abort", onAbort);
      client.removeAllListeners();
      client.on("error", () => undefined);
      act();
    };
    const fail = (error: Error): void => settle(() => {
      stream.destroy();
      reject(refusal ?? error);
    });
    const onAbort = (): void => fail(stopped("login", place));
    const isPinned = (blob: Buffer): boolean => {
      const seen = seenHostKey(blob);
      const verdict = judgeHostKey(seen, login);
      onEvent?.({ stage: "host-key", kind: verdict === "pinned" ? "done" : "received", text: `${seen.sha256} (${seen.type.toUpperCase()}), ${verdictWords[verdict]}` });
      if (verdict !== "pinned") refusal = hostKeyError(verdict === "unknown" ? "ssh-host-key-unknown" : "ssh-host-key-changed", seen, place);
      else onEvent?.({ stage: "login", kind: "begin", text: `Logging in as ${login.userName}` });
      return verdict === "pinned";
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    if (signal?.aborted === true) return onAbort();
    client.on("error", (error: Error & { level?: string }) => {
      if (error.level === "agent") refusal ??= channelError("ssh-agent-unavailable", false, { place, cause: error });
      else fail(isAppError(error, "channel") ? error : loginError(error, place));
    });
    client.once("close", () => fail(channelError("cut", false, { place, detail: "while logging in" })));
    client.once("ready", () => settle(() => {
      onEvent?.({ stage: "login", kind: "done", text: `Logged in as ${login.userName}` });
      client.setNoDelay(true);
      resolve(client);
    }));
    onEvent?.({ stage: "ssh", kind: "begin", text: `Agreeing on a secure line (SSH) with the ${placeWords[place]}` });
    client.once("handshake", ({ cs, kex }: { cs: { cipher: string }; kex: string }) => onEvent?.({ stage: "ssh", kind: "done", text: `${cs.cipher}, ${kex}` }));
    client.connect({
      sock: stream, username: login.userName, ident: "Kontor", hostVerifier: isPinned, authHandler: [authentication], readyTimeout: 0, ...keepAlive[options.speed ?? "fast"],
      algorithms: { ...algorithms, kex: [...algorithms.kex], cipher: [...algorithms.cipher], hmac: [...algorithms.hmac], compress: [...algorithms.compress], serverHostKey: hostKeyAlgorithms(login.hostKeyType) },
    });
  });
}

const verdictWords = { pinned: "as pinned", unknown: "not known yet", changed: "not the pinned one" } as const;
const placeWords: Readonly<Record<Place, string>> = { bank: "bank", "ssh-host": "SSH host", "jump-host": "jump host", proxy: "proxy", router: "router" };

function hostKeyError(code: "ssh-host-key-unknown" | "ssh-host-key-changed", seen: SeenHostKey, place: Place): Error {
  return channelError(code, false, { place, detail: `it shows ${seen.sha256}, ${seen.type.toUpperCase()}`, facts: { hostKeySha256: seen.sha256, hostKeyType: seen.type } });
}

function loginError(error: Error & { readonly level?: string; readonly code?: unknown }, place: Place): Error {
  if (error.level === "client-authentication") return channelError("ssh-key-refused", false, { place, cause: error });
  const cut = error.level === "client-socket" || /^Connection lost/.test(error.message);
  const code: ChannelErrorCode = cut ? "cut" : "ssh-failed";
  return channelError(code, false, { place, cause: error, detail: cut ? "while logging in" : visibleLine(error.message, 120) });
}
