import { Resolver } from "node:dns/promises";
import { isIPv4, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { isAppError } from "../../domain/errors.ts";
import type { OpenOptions } from "../../workflows/ports/channel.ts";
import type { Call } from "../calls/call.ts";
import { channelError } from "../channel-error.ts";
import type { Carrier } from "../https/carrier.ts";
import { connectDirectly } from "../internet/connect.ts";
import { unheard } from "../internet/unheard.ts";
import { PppLine, type PppPlan } from "./line.ts";
import { proveRoute } from "./route.ts";

const nameServerTries = { timeout: 4_000, tries: 2 } as const;
/** What the connection's own words are good for. */
const tellsItself: ReadonlySet<string> = new Set(["ENOTFOUND", "ENODATA", "ETIMEOUT"]);

export interface PppCarrierPlan extends PppPlan {
  /** Calls. @throws AppError area "channel" with requestMayHaveArrived false */
  place(signal: AbortSignal | undefined): Promise<Call>;
}

/** TCP over a line of PPP, from its own address and by its own way only. A lost line comes up again when the next stream is asked for. */
export class PppCarrier implements Carrier {
  readonly #plan: PppCarrierPlan;
  readonly #options: OpenOptions;
  readonly #sockets = new Set<Socket>();
  #line: PppLine | undefined;
  /** Nobody was heard over it, though pppd has not noticed yet: the next request calls again. */
  #deadLine: PppLine | undefined;
  #closed = false;
  #down: Promise<void> = Promise.resolve();

  constructor(plan: PppCarrierPlan, options: OpenOptions) {
    this.#plan = plan;
    this.#options = options;
  }

  async ready(signal: AbortSignal | undefined): Promise<void> {
    if (this.#line !== undefined && this.#line !== this.#deadLine && this.#line.endedBy === undefined) return;
    await this.#takeDown();
    if (this.#closed) throw channelError("cancelled", false);
    const line = await this.#bringUp(await this.#plan.place(signal), signal);
    this.#line = line;
    // The kernel keeps a connection whose interface is gone, and would send on from another one's way.
    void line.ended.then(() => this.#cut(line.endedBy ?? ""));
    if (!this.#closed) return;
    await this.#takeDown();
    throw channelError("cancelled", false); // closed meanwhile
  }

  async dial({ host, port }: { readonly host: string; readonly port: number }, signal: AbortSignal): Promise<Duplex> {
    await this.ready(signal);
    const line = this.#line;
    if (line === undefined) throw channelError("cancelled", false); // closed meanwhile
    const { onEvent } = this.#options;
    const lookUp = async (name: string): Promise<{ address: string; family: number }[]> => {
      const addresses = await this.#lookUp(line, name, signal);
      for (const address of addresses) await this.#prove(line, address, signal);
      return addresses.map((address) => ({ address, family: 4 }));
    };
    const { bankAddress = isIPv4(host) ? host : undefined } = this.#plan.settings;
    if (bankAddress !== undefined) await this.#prove(line, bankAddress, signal);
    const socket = await connectDirectly({ host: bankAddress ?? host, port }, { signal, onEvent, place: "bank", localAddress: line.interface.local, lookUp }).catch((error: unknown) => {
      if (isAppError(error) && error.code === "connect-timeout") this.#deadLine = line;
      throw error;
    });
    this.#sockets.add(socket);
    socket.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === unheard) this.#deadLine = line;
    });
    socket.once("close", () => this.#sockets.delete(socket));
    if (line.endedBy !== undefined) this.#cut(line.endedBy);
    return socket;
  }

  describe(): string {
    return this.#line?.describe() ?? "";
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#takeDown();
  }

  async #bringUp(call: Call, signal: AbortSignal | undefined): Promise<PppLine> {
    try {
      return await PppLine.on(call, this.#plan, { ...this.#options, signal });
    } catch (error) {
      await call.hangUp();
      throw isAppError(error) ? error : channelError("ppp-failed", false, { cause: error, detail: "this machine has no terminal or no file for pppd" });
    }
  }

  async #prove(line: PppLine, destination: string, signal: AbortSignal): Promise<void> {
    const { onEvent } = this.#options;
    onEvent?.({ stage: "route", kind: "begin", text: `Looking whether ${destination} is reached over the call` });
    await proveRoute(this.#plan.ready.ip, destination, line.interface, signal);
    onEvent?.({ stage: "route", kind: "done", text: `${destination} from ${line.interface.local} by ${line.interface.name}` });
  }

  /** At the name servers that the far end has named, and over the call. Names of the system's are not asked. */
  async #lookUp({ interface: own, nameServers }: PppLine, name: string, signal: AbortSignal): Promise<readonly string[]> {
    if (nameServers.length === 0) throw channelError("name-not-found", false, { detail: "the far end names no name server, and the settings have no address of the bank" });
    for (const server of nameServers) await proveRoute(this.#plan.ready.ip, server, own, signal);
    const resolver = new Resolver(nameServerTries);
    resolver.setServers(nameServers);
    resolver.setLocalAddress(own.local);
    return resolver.resolve4(name).catch((error: NodeJS.ErrnoException) => {
      throw error.code !== undefined && tellsItself.has(error.code) ? error : channelError("name-not-found", false, { cause: error, detail: `the far end's name server: ${error.code ?? "no answer"}` });
    });
  }

  #cut(how: string): void {
    for (const socket of this.#sockets) socket.destroy(Object.assign(new Error(how), { code: how }));
  }

  /** Whoever asks waits until the call is hung up, also when another has asked before. */
  #takeDown(): Promise<void> {
    const line = this.#line;
    this.#line = undefined;
    this.#down = this.#down.then(async () => {
      for (const socket of this.#sockets) socket.destroy();
      await line?.takeDown();
    });
    return this.#down;
  }
}
