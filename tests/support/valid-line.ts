import type { Channel, ChannelConfig, ChannelDriver } from "../../src/workflows/ports/channel.ts";
import { haveEbicsSchemas, validateEbics } from "./ebics-schema.ts";

/** The same driver, failing the test when either side says something that the EBICS schemas do not allow. */
export function validating<Config extends ChannelConfig>(driver: ChannelDriver<Config>): ChannelDriver<Config> {
  if (!haveEbicsSchemas) return driver;
  const checked = (bytes: Uint8Array, who: string): Uint8Array => {
    const problems = validateEbics(bytes);
    if (problems.length > 0) throw new Error(`${who} said what EBICS does not allow: ${problems.join("; ")}`);
    return bytes;
  };
  return {
    ...driver,
    async open(config, options): Promise<Channel> {
      const channel = await driver.open(config, options);
      return {
        exchange: async (request, how) => checked(await channel.exchange(checked(request, "the client"), how), "the bank"),
        describe: () => channel.describe(),
        close: () => channel.close(),
      };
    },
  };
}
