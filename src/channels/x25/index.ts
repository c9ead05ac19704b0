import type { X25ChannelConfig } from "../../workflows/ports/channel.ts";
import { httpsOver } from "../https/index.ts";
import type { Surroundings } from "../surroundings.ts";

/** Over a call in a packet network, through a router (XOT) or a PAD, with SSH on it where the far end has it. */
export const x25 = (surroundings: Surroundings) => httpsOver<X25ChannelConfig>("x25", "X.25", {
  async connect(config, options) {
    const [{ CallCarrier }, { placeXotCall }, { placePadCall }] = await Promise.all([import("../calls/carrier.ts"), import("./xot.ts"), import("./pad.ts")]);
    const { x25: settings } = config;
    const carrier = new CallCarrier({
      ssh: config.ssh,
      place: (signal) => (settings.via === "xot" ? placeXotCall(settings, { ...options, signal }) : placePadCall(settings, { ...options, signal })),
    }, options, surroundings);
    await carrier.ready(options.signal);
    return carrier;
  },
  isDialled: true,
  tunnel: ({ ssh }) => ssh !== undefined,
  redact: ({ x25: settings, ssh }) => ({
    via: settings.via === "xot" ? `XOT ${settings.host}:${settings.port ?? 1998}` : `PAD at ${[settings.modem.port, ...settings.modem.numbers].join(", ")}`,
    "called address": settings.calledAddress,
    ...(ssh === undefined ? {} : { user: ssh.userName, "host key": ssh.hostKeySha256 ?? "not known yet" }),
  }),
});
