import type { Duplex } from "node:stream";
import type { LeasedLineChannelConfig, OpenOptions, SshHost } from "../../workflows/ports/channel.ts";
import { channelError, type Place } from "../channel-error.ts";
import type { Carrier } from "../https/carrier.ts";
import { connectTo } from "../internet/way-out.ts";
import { type SshCarrier, sshCarrier } from "../ssh/index.ts";
import type { Surroundings } from "../surroundings.ts";
import { within } from "../within.ts";

const connectTimeoutMsDefault = 20_000;

/** The SSH session of a leased line, and of its jump host; brought up again when it died between two requests. */
export class LeasedLine implements Carrier {
  readonly #config: LeasedLineChannelConfig;
  readonly #options: OpenOptions;
  readonly #surroundings: Surroundings;
  /** The innermost first. */
  #sessions: readonly SshCarrier[] = [];
  #closed = false;

  constructor(config: LeasedLineChannelConfig, options: OpenOptions, surroundings: Surroundings) {
    this.#config = config;
    this.#options = options;
    this.#surroundings = surroundings;
  }

  /** @throws AppError area "channel", with requestMayHaveArrived false */
  async bringUp(signal: AbortSignal | undefined): Promise<void> {
    const { ssh, jump, proxy } = this.#config;
    await this.#hangUp();
    const first = jump ?? ssh;
    const outer = await this.#logIn(first, jump === undefined ? "ssh-host" : "jump-host", signal, (stop) =>
      connectTo({ host: first.host, port: first.port ?? 22 }, proxy, { signal: stop, onEvent: this.#options.onEvent, place: jump === undefined ? "ssh-host" : "jump-host" }));
    this.#sessions = [outer];
    if (jump !== undefined) this.#sessions = [await this.#logIn(ssh, "ssh-host", signal, (stop) => outer.dial({ host: ssh.host, port: ssh.port ?? 22 }, stop)), outer];
  }

  async dial(target: { readonly host: string; readonly port: number }, signal: AbortSignal): Promise<Duplex> {
    if (this.#closed) throw channelError("cancelled", false);
    if (this.#sessions.length === 0 || this.#sessions.some((one) => !one.isUp())) await this.bringUp(signal);
    const [inner] = this.#sessions;
    if (inner === undefined) throw channelError("cancelled", false); // closed meanwhile
    return inner.dial(target, signal);
  }

  describe(): string {
    return this.#sessions[0]?.describe() ?? "";
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#hangUp();
  }

  #logIn(host: SshHost, place: Place, signal: AbortSignal | undefined, stream: (stop: AbortSignal) => Promise<Duplex>): Promise<SshCarrier> {
    return within(host.connectTimeoutMs ?? connectTimeoutMsDefault, signal, async (stop) =>
      sshCarrier(await stream(stop), host, { onEvent: this.#options.onEvent, signal: stop, agentSocket: this.#surroundings.sshAgentSocket, speed: this.#config.speed, place }));
  }

  async #hangUp(): Promise<void> {
    const sessions = this.#sessions;
    this.#sessions = [];
    for (const session of sessions) await session.close();
  }
}
