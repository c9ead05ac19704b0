import type { ModemChannelConfig } from "../../workflows/ports/channel.ts";
import { httpsOver } from "../https/index.ts";
import type { Surroundings } from "../surroundings.ts";

/** Over a telephone call to the bank, with SSH on it where the far end has it. */
export const modem = (surroundings: Surroundings) => httpsOver<ModemChannelConfig>("modem", "Modem", {
  async connect(config, options) {
    // Their packages are loaded for those who have a modem.
    const [{ CallCarrier }, { placeModemCall }] = await Promise.all([import("../calls/carrier.ts"), import("./dial.ts")]);
    const carrier = new CallCarrier({ ssh: config.ssh, place: (signal) => placeModemCall(config.modem, { ...options, signal }) }, options, surroundings);
    await carrier.ready(options.signal);
    return carrier;
  },
  isDialled: true,
  tunnel: ({ ssh }) => ssh !== undefined,
  redact: ({ modem: { port, bitsPerSecond, numbers }, ssh }) => ({
    port: `${port}, ${bitsPerSecond} bit/s`, numbers: numbers.join(", "),
    ...(ssh === undefined ? {} : { user: ssh.userName, "host key": ssh.hostKeySha256 ?? "not known yet" }),
  }),
});
