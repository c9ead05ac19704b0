import { type LookupAddress, promises as dns } from "node:dns";
import { connect, isIP, type Socket } from "node:net";
import type { AppError } from "../../domain/errors.ts";
import type { ChannelErrorCode, OpenOptions } from "../../workflows/ports/channel.ts";
import { channelError, type Place } from "../channel-error.ts";
import { stopped } from "../within.ts";
import { fastestOf } from "./fastest-of.ts";
import { endWhenUnheard } from "./unheard.ts";

/** A name server that has not answered by then does not. */
const nameTimeoutMs = 10_000;
/** An address that has not answered by then does not: the system would try for two minutes. */
const addressTimeoutMs = 10_000;
/** RFC 8305, section 8: so long each address is alone. */
const nextAddressMs = 250;

export interface Target {
  readonly host: string;
  readonly port: number;
}

export interface ConnectOptions {
  readonly signal: AbortSignal;
  readonly onEvent?: OpenOptions["onEvent"];
  /** Whose computer it is, for the sentences. */
  readonly place: Place;
  /** Sent from this address of this machine. Default: the system chooses. */
  readonly localAddress?: string | undefined;
  /** Default: the system's. */
  readonly lookUp?: ((name: string) => Promise<readonly LookupAddress[]>) | undefined;
}

/**
 * A TCP connection of this machine, by name or address, IPv4 or IPv6, whichever answers first (RFC 8305). It ends by itself when nobody hears
 * us any more.
 * @throws AppError area "channel", with requestMayHaveArrived false: of the address that was tried first
 */
export async function connectDirectly({ host, port }: Target, options: ConnectOptions): Promise<Socket> {
  const { signal, onEvent } = options;
  const addresses = isIP(host) === 0 ? inTurns(await resolve(host, options)) : [host];
  onEvent?.({ stage: "connect", kind: "begin", text: `Connecting to ${host}, port ${port}` });
  const socket = await fastestOf(addresses.map((address) => (stop) => connectTo(address, port, { ...options, signal: stop })), { signal, staggerMs: nextAddressMs, giveBack: (late) => void late.destroy() });
  onEvent?.({ stage: "connect", kind: "done", text: `Connected to ${socket.remoteAddress ?? host}` });
  endWhenUnheard(socket);
  return socket;
}

/** Of both families in turn, beginning with the first (RFC 8305, section 4). */
function inTurns(found: readonly LookupAddress[]): readonly string[] {
  const first = found.filter(({ family }) => family === found[0]?.family);
  const other = found.filter(({ family }) => family !== found[0]?.family);
  return Array.from({ length: Math.max(first.length, other.length) }, (_, at) => [first[at], other[at]]).flat().flatMap((one) => (one === undefined ? [] : [one.address]));
}

function connectTo(host: string, port: number, { signal, place, localAddress }: ConnectOptions): Promise<Socket> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(stopped("connect", place));
    const socket = connect({ host, port, localAddress, noDelay: true });
    const done = (act: () => void): void => {
      clearTimeout(limit);
      signal.removeEventListener("abort", onAbort);
      socket.removeAllListeners("error");
      act();
    };
    const fail = (error: AppError): void => {
      done(() => {
        socket.on("error", () => {}); // what it still says after being given up tells nothing new
        socket.destroy();
        reject(error);
      });
    };
    const onAbort = (): void => fail(stopped("connect", place));
    const limit = setTimeout(() => fail(channelError("connect-timeout", false, { place, detail: `no connection within ${addressTimeoutMs / 1000} s` })), addressTimeoutMs);
    signal.addEventListener("abort", onAbort, { once: true });
    socket.once("error", (error: NodeJS.ErrnoException) => fail(channelError(connectErrorCode(error), false, { cause: error, detail: error.code, place })));
    socket.once("connect", () => done(() => resolve(socket)));
  });
}

/** Addresses of a name, at least one. */
async function resolve(host: string, { signal, onEvent, place, lookUp = (name) => dns.lookup(name, { all: true }) }: ConnectOptions): Promise<readonly LookupAddress[]> {
  if (signal.aborted) throw stopped("name", place);
  onEvent?.({ stage: "name", kind: "begin", text: `Looking up ${host}` });
  const limit = AbortSignal.timeout(nameTimeoutMs);
  const stop = AbortSignal.any([signal, limit]);
  const given = Promise.withResolvers<never>();
  const giveUp = (): void => given.reject(signal.aborted ? stopped("name", place) : channelError("name-timeout", false, { place, detail: `within ${nameTimeoutMs / 1000} s` }));
  stop.addEventListener("abort", giveUp, { once: true });
  try {
    const found = await Promise.race([lookUp(host), given.promise]);
    if (found.length === 0) throw channelError("name-not-found", false, { place });
    onEvent?.({ stage: "name", kind: "done", text: found.map((one) => one.address).join(", ") });
    return found;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? ""; // the resolver's errors have one
    if (code === "EAI_AGAIN" || code === "ETIMEOUT") throw channelError("name-timeout", false, { cause: error, detail: code, place });
    if (code === "ENOTFOUND" || code === "ENODATA" || code.startsWith("EAI_")) throw channelError("name-not-found", false, { cause: error, detail: code, place });
    throw error;
  } finally {
    stop.removeEventListener("abort", giveUp);
  }
}

function connectErrorCode({ code }: NodeJS.ErrnoException): ChannelErrorCode {
  if (code === "ECONNREFUSED") return "refused";
  return code === "ETIMEDOUT" ? "connect-timeout" : "unreachable";
}
