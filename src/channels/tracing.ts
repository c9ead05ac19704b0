import type { Clock } from "../domain/clock.ts";
import { isAppError } from "../domain/errors.ts";
import type { Channel, ChannelConfig, ChannelDriver } from "../workflows/ports/channel.ts";

/**
 * The same driver, telling what happens on the line: sizes, times and error codes, never content.
 * @param line takes one line of text per event
 */
export function traced<Config extends ChannelConfig>(driver: ChannelDriver<Config>, clock: Clock, line: (text: string) => void): ChannelDriver<Config> {
  return {
    ...driver,
    async open(config, options) {
      const shown = Object.entries(driver.redact(config)).map(([name, value]) => `${name} ${value}`).join(", ");
      const channel = await timed(`dialled ${driver.kind} (${shown})`, clock, line, () => driver.open(config, options), () => "");
      line(channel.describe());
      return tracedChannel(channel, clock, line);
    },
  };
}

function tracedChannel(channel: Channel, clock: Clock, line: (text: string) => void): Channel {
  return {
    exchange: (request, options) =>
      timed(`sent ${request.length} bytes`, clock, line, () => channel.exchange(request, options), (answer) => `, received ${answer.length} bytes`),
    describe: () => channel.describe(),
    async close() {
      await channel.close();
      line("hung up");
    },
  };
}

async function timed<T>(what: string, clock: Clock, line: (text: string) => void, act: () => Promise<T>, result: (value: T) => string): Promise<T> {
  const start = clock.now();
  try {
    const value = await act();
    line(`${what}${result(value)} in ${clock.now() - start} ms`);
    return value;
  } catch (error) {
    const code = isAppError(error, "channel") ? `${error.code}, request may have arrived: ${error.context.requestMayHaveArrived === false ? "no" : "yes"}` : "unexpected error";
    line(`${what}: failed after ${clock.now() - start} ms (${code})`);
    throw error;
  }
}
