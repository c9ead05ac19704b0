import { Agent } from "node:http";
import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import { visibleLine } from "../../domain/text.ts";
import type { BankAddress, Channel, ChannelConfig, ChannelDriver } from "../../workflows/ports/channel.ts";
import { channelError } from "../channel-error.ts";
import type { Carrier, Road } from "./carrier.ts";
import { exchangeOver } from "./exchange.ts";
import { dial, proofOf, protocolTitle, trustTitle } from "./tls.ts";

/** HTTPS over a road, TLS 1.2 or later, one line kept up during the session. Redirects are not followed: a bank's host does not move. */
export function httpsOver<Config extends ChannelConfig>(kind: Config["kind"], title: string, road: Road<Config>): ChannelDriver<Config> {
  return {
    kind,
    title,

    async open(config, options = {}) {
      if (!isHttpsUrl(config.url)) throw channelError("tls-failed", false, { detail: "the address is not an https one" });
      const carrier = await road.connect(config, options);
      try {
        return new HttpsChannel(carrier, config, await dial(carrier, config, options));
      } catch (error) {
        await carrier.close();
        throw error;
      }
    },

    ...(road.isDialled === true ? {} : { listen: listenOver(road) }),

    protection: (config) => ({ proof: proofOf(config), tunnel: road.tunnel?.(config) ?? false }),

    redact(config) {
      return { url: withoutCredentials(config.url), trust: trustTitle(config), ...road.redact(config) };
    },
  };
}

function listenOver<Config extends ChannelConfig>(road: Road<Config>): NonNullable<ChannelDriver<Config>["listen"]> {
  return async (config, address, options = {}) => {
    const { listenTo } = await import("./listen.ts"); // few connections do, and its package is loaded for them only
    const carrier = await road.connect(config, options);
    return listenTo(carrier, config, address, options.signal);
  };
}

class HttpsChannel implements Channel {
  readonly #carrier: Carrier;
  readonly #address: BankAddress;
  readonly #agent: LineAgent;
  readonly #protection: string;
  #closed = false;

  constructor(carrier: Carrier, address: BankAddress, line: TLSSocket) {
    this.#carrier = carrier;
    this.#address = address;
    this.#agent = new LineAgent(carrier, address, line);
    this.#protection = [`${protocolTitle(line)}, ${trustTitle(address)}`, carrier.describe()].filter((part) => part !== "").join("; ");
  }

  async exchange(request: Uint8Array, options = {}): Promise<Uint8Array> {
    if (this.#closed) throw channelError("cut", false, { detail: "the session was ended" });
    return exchangeOver(this.#agent, this.#address, request, options);
  }

  describe(): string {
    return this.#protection;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#agent.destroy();
    await this.#carrier.close();
  }
}

/** Keeps one proved line; dials and proves a new one when the bank has closed it between two requests. */
class LineAgent extends Agent {
  readonly #carrier: Carrier;
  readonly #address: BankAddress;
  readonly #hangUp = new AbortController();
  #first: TLSSocket | undefined;

  constructor(carrier: Carrier, address: BankAddress, first: TLSSocket) {
    super({ keepAlive: true, maxSockets: 1 });
    this.#carrier = carrier;
    this.#address = address;
    this.#first = first;
    first.on("close", this.#forgetFirst);
    first.on("error", this.#forgetFirst);
  }

  readonly #forgetFirst = (): void => {
    this.#first = undefined;
  };

  override createConnection(_options: unknown, callback?: (error: Error | null, stream: Duplex) => void): TLSSocket | undefined {
    const line = this.#first;
    if (line !== undefined) {
      line.off("close", this.#forgetFirst);
      line.off("error", this.#forgetFirst);
      this.#first = undefined;
      return line;
    }
    dial(this.#carrier, this.#address, { signal: this.#hangUp.signal }).then(
      (socket) => callback?.(null, socket),
      (error: Error) => (callback as ((error: Error) => void) | undefined)?.(error), // the types want a stream even with an error
    );
    return undefined;
  }

  override destroy(): void {
    this.#hangUp.abort();
    this.#first?.destroy();
    super.destroy();
  }
}

function isHttpsUrl(text: string): boolean {
  return URL.canParse(text) && new URL(text).protocol === "https:";
}

/** The address as it may be shown and logged. */
function withoutCredentials(text: string): string {
  if (!URL.canParse(text)) return visibleLine(text, 200);
  const url = new URL(text);
  url.username = "";
  url.password = "";
  return visibleLine(url.href, 200);
}
