import { isIP } from "node:net";
import type { Duplex } from "node:stream";
import { type ConnectionOptions, connect, getCACertificates, type TLSSocket } from "node:tls";
import { createHash } from "node:crypto";
import { isAppError } from "../../domain/errors.ts";
import type { BankAddress, ChannelErrorCode, ChannelProtection, OpenOptions } from "../../workflows/ports/channel.ts";
import { channelError } from "../channel-error.ts";
import { stopped, within } from "../within.ts";
import type { Carrier } from "./carrier.ts";

/** To a stream to the bank's host, by whatever is on the way; and then until it has proved who it is. */
const reachTimeoutMsDefault = 20_000;
const proofTimeoutMsDefault = 20_000;

/**
 * Brings up a TLS line through the carrier on which the server has proved who it is. No byte of a request leaves before.
 * @throws AppError area "channel", with requestMayHaveArrived false
 */
export async function dial(carrier: Carrier, address: BankAddress, options: OpenOptions): Promise<TLSSocket> {
  await carrier.ready?.(options.signal);
  const limitMs = address.connectTimeoutMs;
  const stream = await within(limitMs ?? reachTimeoutMsDefault, options.signal, (stop) => carrier.dial(targetOf(address), stop));
  options.onEvent?.({ stage: "tls", kind: "begin", text: "Asking the bank's computer to prove who it is" });
  const line = await within(limitMs ?? proofTimeoutMsDefault, options.signal, (stop) => secure(stream, address, stop));
  options.onEvent?.({ stage: "tls", kind: "done", text: `${protocolTitle(line)}, ${trustTitle(address)}` });
  return line;
}

/** Runs TLS over a stream that leads to the bank's host. */
function secure(stream: Duplex, address: BankAddress, signal: AbortSignal): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    stream.on("error", () => undefined); // told by the socket above it
    const socket = openTls(stream, address);
    const done = (act: () => void): void => {
      signal.removeEventListener("abort", onAbort);
      act();
    };
    const fail = (code: ChannelErrorCode, cause?: unknown, detail?: string): void => {
      done(() => {
        socket.on("error", () => {}); // what it still says after being given up tells nothing new
        socket.destroy();
        stream.destroy();
        reject(isAppError(cause, "channel") ? cause : channelError(code, false, { cause, detail }));
      });
    };
    const onAbort = (): void => fail("cancelled", stopped("tls", "bank"));
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) return onAbort();
    socket.once("error", (error: NodeJS.ErrnoException) => fail(tlsErrorCode(error), error, error.code));
    socket.once("close", () => fail("cut"));
    socket.once("secureConnect", () => {
      if (!isPinned(socket, address)) return fail("tls-untrusted", undefined, address.pinnedCertificateSha256 === undefined ? "its public key is not the pinned one" : "its certificate is not the pinned one");
      done(() => {
        socket.removeAllListeners("error");
        socket.removeAllListeners("close");
        socket.setNoDelay(true);
        resolve(socket);
      });
    });
  });
}

/** Name or address, and port, of the bank's host. */
function targetOf(address: BankAddress): { readonly host: string; readonly port: number } {
  const url = new URL(address.url);
  return { host: url.hostname.replace(/^\[|\]$/g, ""), port: url.port === "" ? 443 : Number(url.port) };
}

export function proofOf(address: BankAddress): ChannelProtection["proof"] {
  if (address.pinnedCertificateSha256 !== undefined || address.pinnedPublicKeySha256 !== undefined) return "key";
  return address.pinnedCaPem === undefined ? "system" : "authority";
}

/** How the server proved itself, for the screen. */
export function trustTitle(address: BankAddress): string {
  if (address.pinnedCertificateSha256 !== undefined) return "pinned certificate";
  if (address.pinnedPublicKeySha256 !== undefined) return "pinned public key";
  return address.pinnedCaPem === undefined ? "system's authorities" : "pinned authority";
}

export function protocolTitle(line: TLSSocket): string {
  return (line.getProtocol() ?? "TLS").replace("TLSv", "TLS ");
}

function openTls(stream: Duplex, address: BankAddress): TLSSocket {
  const { host } = targetOf(address);
  const options: ConnectionOptions = {
    socket: stream,
    host,
    minVersion: "TLSv1.2",
    ALPNProtocols: ["http/1.1"],
    ...(isIP(host) === 0 ? { servername: host } : {}),
  };
  // A pinned certificate or key is compared after the handshake: stricter than any chain, and the name in it does not matter then.
  if (address.pinnedCertificateSha256 !== undefined || address.pinnedPublicKeySha256 !== undefined) return connect({ ...options, rejectUnauthorized: false });
  // Said outright: left out, Node takes its default from the environment (NODE_TLS_REJECT_UNAUTHORIZED), where anybody may have switched it off.
  return connect({ ...options, ca: address.pinnedCaPem ?? systemAuthorities(), rejectUnauthorized: true });
}

/** Authorities the machine's administrator trusts; Node's own list where the machine has none. */
function systemAuthorities(): string[] {
  const system = getCACertificates("system");
  return system.length > 0 ? system : getCACertificates("bundled");
}

function isPinned(socket: TLSSocket, address: BankAddress): boolean {
  const shown = socket.getPeerX509Certificate();
  const certificate = shown?.fingerprint256.replaceAll(":", "");
  if (address.pinnedCertificateSha256 !== undefined && certificate !== hexOf(address.pinnedCertificateSha256)) return false;
  if (address.pinnedPublicKeySha256 === undefined) return true;
  const publicKey = shown === undefined ? undefined : createHash("sha256").update(shown.publicKey.export({ type: "spki", format: "der" })).digest("hex").toUpperCase();
  return publicKey === hexOf(address.pinnedPublicKeySha256);
}

function hexOf(typed: string): string {
  return typed.replace(/[\s:]/g, "").toUpperCase();
}

function tlsErrorCode(error: NodeJS.ErrnoException): ChannelErrorCode {
  const code = error.code ?? "";
  if (/^(CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH|PATH_LENGTH|ERR_TLS_CERT|ERR_OSSL_X509|ERR_OSSL_PEM)/.test(code)) return "tls-untrusted";
  if (code === "ECONNRESET" || code === "EPIPE") return "cut";
  return "tls-failed";
}
