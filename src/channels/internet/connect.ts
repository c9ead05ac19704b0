import { type LookupAddress, promises as dns } from "node:dns";
import { connect, isIP, type Socket } from "node:net";
import type { ChannelErrorCode, OpenOptions } from "../../workflows/ports/channel.ts";
import { channelError, type Place } from "../channel-error.ts";
import { stopped } from "../within.ts";

/** A name server that has not answered by then does not. */
const nameTimeoutMs = 10_000;

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
 * A TCP connection of this machine, by name or address, IPv4 or IPv6, whichever answers.
 * @throws AppError area "channel", with requestMayHaveArrived false
 */
export async function connectDirectly({ host, port }: Target, options: ConnectOptions): Promise<Socket> {
  const { signal, onEvent, place } = options;
  const addresses = isIP(host) === 0 ? await resolve(host, options) : [{ address: host, family: isIP(host) }];
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(stopped("connect", place));
    onEvent?.({ stage: "connect", kind: "begin", text: `Connecting to ${host}, port ${port}` });
    const socket = connect({ host, port, localAddress: options.localAddress, noDelay: true, autoSelectFamily: true, lookup: (_host, { all }, callback) => (all === true ? callback(null, [...addresses]) : callback(null, addresses[0]?.address ?? "", addresses[0]?.family)) });
    const done = (act: () => void): void => {
      signal.removeEventListener("abort", onAbort);
      socket.removeAllListeners("error");
      act();
    };
    const fail = (error: Error): void => {
      done(() => {
        socket.on("error", () => {}); // what it still says after being given up tells nothing new
        socket.destroy();
        reject(error);
      });
    };
    const onAbort = (): void => fail(stopped("connect", place));
    signal.addEventListener("abort", onAbort, { once: true });
    socket.once("error", (error: NodeJS.ErrnoException) => fail(channelError(connectErrorCode(error), false, { cause: error, detail: error.code, place })));
    socket.once("connect", () => {
      onEvent?.({ stage: "connect", kind: "done", text: `Connected to ${socket.remoteAddress ?? host}` });
      done(() => resolve(socket));
    });
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
