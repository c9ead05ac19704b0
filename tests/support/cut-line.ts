import { channelError } from "../../src/channels/channel-error.ts";
import { internet } from "./internet.ts";
import type { Channel, ChannelDriver } from "../../src/workflows/ports/channel.ts";

/** Where the line is cut, and whether the program dies with it. */
export interface Cut {
  /** Counts exchanges from 1. */
  readonly exchange: number;
  readonly at: "before the request leaves" | "in the middle of the request" | "before the answer leaves" | "in the middle of the answer";
  /** The exchange never ends: whoever waits for it is as good as killed. */
  readonly dies?: boolean;
}

/** What went over the line, segment by segment: characters of order data, up and down, whether they arrived or not. */
export class Traffic {
  readonly #segments = new Map<string, number>();
  exchanges = 0;

  /** @param part how much of the message went over the line */
  note(direction: "up" | "down", message: Uint8Array, part = 1): void {
    const text = Buffer.from(message).toString();
    const number = /<SegmentNumber[^>]*>(\d+)</.exec(text)?.[1];
    const data = /<OrderData>([^<]*)</.exec(text)?.[1];
    if (number === undefined || data === undefined) return;
    this.#segments.set(`${direction} ${number}`, (this.#segments.get(`${direction} ${number}`) ?? 0) + part);
  }

  /** How many different segments went over the line. */
  get segments(): number {
    return this.#segments.size;
  }

  /** How much went over it more than once, counted in segments. */
  get sentTwice(): number {
    return [...this.#segments.values()].reduce((sum, times) => sum + Math.max(0, times - 1), 0);
  }
}

/** The internet, cut once as planned. @returns the driver, and when the program has died */
export function cutLine(traffic: Traffic, cut: Cut | undefined): { readonly driver: ChannelDriver; readonly died: Promise<void> } {
  const died = Promise.withResolvers<void>();
  const exchange = async (channel: Channel, ...[request, options]: Parameters<Channel["exchange"]>): Promise<Uint8Array> => {
    traffic.exchanges++;
    if (cut === undefined || traffic.exchanges !== cut.exchange) {
      traffic.note("up", request);
      const answer = await channel.exchange(request, options);
      traffic.note("down", answer);
      return answer;
    }
    const mayHaveArrived = cut.at === "before the answer leaves" || cut.at === "in the middle of the answer";
    if (cut.at !== "before the request leaves") traffic.note("up", request, cut.at === "in the middle of the request" ? 0.5 : 1);
    if (mayHaveArrived) {
      const answer = await channel.exchange(request, options);
      if (cut.at === "in the middle of the answer") traffic.note("down", answer, 0.5);
    }
    if (cut.dies !== true) throw channelError("cut", mayHaveArrived);
    died.resolve();
    return new Promise<never>(() => undefined);
  };
  return {
    died: died.promise,
    driver: {
      ...internet,
      async open(config, options) {
        const channel = await internet.open(config, options);
        return { exchange: (...call) => exchange(channel, ...call), describe: () => channel.describe(), close: () => channel.close() };
      },
    },
  };
}
