import { channelError } from "../../src/channels/channel-error.ts";
import type { Channel, ChannelConfig, ChannelDriver } from "../../src/workflows/ports/channel.ts";

/**
 * Where the line fails, seen from the wire:
 * - `before-write`: nothing of the request left.
 * - `mid-write`: half of it left; the bank has no complete request.
 * - `lost-write`: all of it left, none of it arrived. We cannot know.
 * - `after-write`: it arrived and was worked on; the answer never left the bank. We cannot know.
 * - `mid-read`: it was worked on; the answer broke off. We cannot know.
 */
export type Fault = "before-write" | "mid-write" | "lost-write" | "after-write" | "mid-read";
export const faults: readonly Fault[] = ["before-write", "mid-write", "lost-write", "after-write", "mid-read"];

export interface FaultPlan {
  /** Which exchange fails, counted from 1 over all channels of the driver; undefined = none. */
  readonly exchange: number | undefined;
  readonly fault: Fault;
  /** The line stays dead afterwards, also for new calls, until `repair()`. */
  readonly staysDown?: boolean;
}

export interface FaultyDriver<Config extends ChannelConfig> extends ChannelDriver<Config> {
  /** Exchanges begun so far. A plan beyond the last one was never reached: the test has been through all. */
  exchanges(): number;
  repair(): void;
}

/** The same driver, failing once as planned. */
export function faulty<Config extends ChannelConfig>(driver: ChannelDriver<Config>, plan: FaultPlan): FaultyDriver<Config> {
  let exchanges = 0;
  let down = false;
  const requireUp = (): void => {
    if (down) throw channelError("unreachable", false);
  };
  const exchange = async (channel: Channel, ...[request, options]: Parameters<Channel["exchange"]>): Promise<Uint8Array> => {
    requireUp();
    exchanges++;
    if (exchanges !== plan.exchange) return channel.exchange(request, options);
    down = plan.staysDown === true;
    if (plan.fault === "mid-write") options?.onSent?.(Math.floor(request.length / 2));
    if (plan.fault === "before-write" || plan.fault === "mid-write") throw channelError("cut", false);
    if (plan.fault !== "lost-write") {
      const answer = await channel.exchange(request, { ...options, onReceived: undefined });
      if (plan.fault === "mid-read") options?.onReceived?.(Math.floor(answer.length / 2));
    }
    throw channelError("cut", true);
  };
  return {
    ...driver,
    async open(config, options) {
      requireUp();
      const channel = await driver.open(config, options);
      return { exchange: (...call) => exchange(channel, ...call), describe: () => channel.describe(), close: () => channel.close() };
    },
    exchanges: () => exchanges,
    repair() {
      down = false;
    },
  };
}
