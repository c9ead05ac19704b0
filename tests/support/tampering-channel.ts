import type { Channel, ChannelConfig, ChannelDriver } from "../../src/workflows/ports/channel.ts";

/** What is known when an answer is exchanged for another one. */
export interface Overheard {
  readonly request: Uint8Array;
  /** The genuine answer. */
  readonly answer: Uint8Array;
  /** Genuine answers before it, oldest first. */
  readonly earlier: readonly Uint8Array[];
}

/** The same driver with somebody in the middle: the n-th answer, counted from 1, becomes another one. The bank has heard the genuine request. */
export function tampering<Config extends ChannelConfig>(driver: ChannelDriver<Config>, exchange: number, change: (overheard: Overheard) => Uint8Array | Promise<Uint8Array>): ChannelDriver<Config> {
  const earlier: Uint8Array[] = [];
  return {
    ...driver,
    async open(config, options): Promise<Channel> {
      const channel = await driver.open(config, options);
      return {
        async exchange(request, how) {
          const answer = await channel.exchange(request, how);
          const given = earlier.length + 1 === exchange ? await change({ request, answer, earlier: [...earlier] }) : answer;
          earlier.push(answer);
          return given;
        },
        describe: () => channel.describe(),
        close: () => channel.close(),
      };
    },
  };
}
