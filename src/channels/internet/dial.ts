import { isIP } from "node:net";
import { type ConnectionOptions, connect, getCACertificates, type TLSSocket } from "node:tls";
import type { ChannelErrorCode, InternetChannelConfig } from "../../workflows/ports/channel.ts";
import { channelError } from "../channel-error.ts";

const connectTimeoutMsDefault = 20_000;

/**
 * Brings up a TLS line on which the server has proved who it is. No byte of a request leaves before.
 * @throws AppError area "channel", with requestMayHaveArrived false
 */
export function dial(config: InternetChannelConfig, signal: AbortSignal | undefined): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(channelError("cancelled", false));
    const socket = openSocket(config);
    const done = (act: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      act();
    };
    const fail = (code: ChannelErrorCode, cause?: unknown, detail?: string): void => {
      done(() => {
        socket.on("error", () => {}); // what it still says after being given up tells nothing new
        socket.destroy();
        reject(channelError(code, false, { cause, detail }));
      });
    };
    const onAbort = (): void => fail("cancelled");
    const timer = setTimeout(() => fail("connect-timeout"), config.connectTimeoutMs ?? connectTimeoutMsDefault);
    signal?.addEventListener("abort", onAbort, { once: true });
    socket.once("error", (error: NodeJS.ErrnoException) => fail(dialErrorCode(error), error, error.code));
    socket.once("secureConnect", () => {
      if (!isPinned(socket, config)) return fail("tls-untrusted", undefined, "its certificate is not the pinned one");
      done(() => {
        socket.removeAllListeners("error");
        socket.setNoDelay(true);
        resolve(socket);
      });
    });
  });
}

/** How the server proved itself, for the screen. */
export function trustTitle(config: InternetChannelConfig): string {
  if (config.pinnedCertificateSha256 !== undefined) return "pinned certificate";
  return config.pinnedCaPem === undefined ? "system's authorities" : "pinned authority";
}

function openSocket(config: InternetChannelConfig): TLSSocket {
  const url = new URL(config.url);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const options: ConnectionOptions = {
    host,
    port: url.port === "" ? 443 : Number(url.port),
    minVersion: "TLSv1.2",
    ALPNProtocols: ["http/1.1"],
    ...(isIP(host) === 0 ? { servername: host } : {}),
  };
  // A pinned certificate is compared byte for byte after the handshake: stricter than any chain, and the name in it does not matter then.
  if (config.pinnedCertificateSha256 !== undefined) return connect({ ...options, rejectUnauthorized: false });
  // Said outright: left out, Node takes its default from the environment (NODE_TLS_REJECT_UNAUTHORIZED), where anybody may have switched it off.
  return connect({ ...options, ca: config.pinnedCaPem ?? systemAuthorities(), rejectUnauthorized: true });
}

/** Authorities the machine's administrator trusts; Node's own list where the machine has none. */
function systemAuthorities(): string[] {
  const system = getCACertificates("system");
  return system.length > 0 ? system : getCACertificates("bundled");
}

function isPinned(socket: TLSSocket, config: InternetChannelConfig): boolean {
  if (config.pinnedCertificateSha256 === undefined) return true;
  const pinned = config.pinnedCertificateSha256.replace(/[\s:]/g, "").toUpperCase();
  return socket.getPeerX509Certificate()?.fingerprint256.replaceAll(":", "") === pinned;
}

function dialErrorCode(error: NodeJS.ErrnoException): ChannelErrorCode {
  const code = error.code ?? "";
  if (code === "ENOTFOUND" || code.startsWith("EAI_")) return "name-not-found";
  if (code === "ECONNREFUSED") return "refused";
  if (["EHOSTUNREACH", "ENETUNREACH", "ENETDOWN", "EHOSTDOWN", "EADDRNOTAVAIL", "EACCES", "EPERM"].includes(code)) return "unreachable";
  if (code === "ETIMEDOUT") return "connect-timeout";
  if (/^(CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH|PATH_LENGTH|ERR_TLS_CERT|ERR_OSSL_X509|ERR_OSSL_PEM)/.test(code)) return "tls-untrusted";
  if (code === "ECONNRESET" || code === "EPIPE") return "cut";
  return "tls-failed";
}
