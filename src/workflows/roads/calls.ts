import { AppError } from "../../domain/errors.ts";
import type { CallId } from "../../domain/ids.ts";
import type { Money } from "../../domain/money.ts";
import { instantNow, newId, type WorkflowContext } from "../context.ts";
import type { Channel, ChannelConfig, ChannelErrorCode, Tariff } from "../ports/channel.ts";
import type { Call } from "../ports/calls.ts";
import type { Connection } from "../ports/connections.ts";

/** What a line that was up for so long costs. */
export function costOf({ currency, perCallMinor, perMinuteMinor }: Tariff, upMs: number): Money {
  return { currency, minor: perCallMinor + perMinuteMinor * BigInt(Math.ceil(Math.max(0, upMs) / 60_000)) };
}

/**
 * Dials, and notes the call: when, how much, how it ended, what it cost.
 * @param dial brings the channel up
 * @returns the channel; the note is finished when it is closed
 * @throws what `dial` throws; it is noted
 */
export async function noted(context: WorkflowContext, connection: Connection, config: ChannelConfig, dial: () => Promise<Channel>): Promise<Channel> {
  const call: Call = { id: newId<"CallId">(context) as CallId, connectionId: connection.id, kind: config.kind, startedAt: instantNow(context), bytesSent: 0, bytesReceived: 0, result: "running" };
  await context.store.calls.put(call);
  let channel: Channel;
  try {
    channel = await dial();
  } catch (error) {
    await context.store.calls.put({ ...call, endedAt: instantNow(context), result: resultOf(error) });
    throw error;
  }
  return new NotedChannel(context, channel, call, config.tariff);
}

class NotedChannel implements Channel {
  readonly #context: WorkflowContext;
  readonly #channel: Channel;
  readonly #call: Call;
  readonly #tariff: Tariff | undefined;
  readonly #upSinceMs: number;
  #sent = 0;
  #received = 0;
  /** Of the last exchange: a failure that was got over does not count. */
  #result: Call["result"] = "ok";
  #closed = false;

  constructor(context: WorkflowContext, channel: Channel, call: Call, tariff: Tariff | undefined) {
    this.#context = context;
    this.#channel = channel;
    this.#call = call;
    this.#tariff = tariff;
    this.#upSinceMs = context.tools.clock.now();
  }

  async exchange(...[request, options]: Parameters<Channel["exchange"]>): Promise<Uint8Array> {
    try {
      const answer = await this.#channel.exchange(request, {
        ...options,
        onSent: (bytes) => {
          this.#sent += bytes;
          options?.onSent?.(bytes);
        },
        onReceived: (bytes) => {
          this.#received += bytes;
          options?.onReceived?.(bytes);
        },
      });
      this.#result = "ok";
      return answer;
    } catch (error) {
      this.#result = resultOf(error);
      throw error;
    }
  }

  describe(): string {
    return this.#channel.describe();
  }

  async close(): Promise<void> {
    await this.#channel.close();
    if (this.#closed) return;
    this.#closed = true;
    const cost = this.#tariff === undefined ? undefined : costOf(this.#tariff, this.#context.tools.clock.now() - this.#upSinceMs);
    await this.#context.store.calls.put({ ...this.#call, endedAt: instantNow(this.#context), bytesSent: this.#sent, bytesReceived: this.#received, result: this.#result, cost });
  }
}

function resultOf(error: unknown): Call["result"] {
  return error instanceof AppError && error.area === "channel" ? (error.code as ChannelErrorCode) : "failed"; // adapters throw no other codes of this area
}
