import type { InternetChannelConfig } from "../../workflows/ports/channel.ts";
import { httpsOver } from "../https/index.ts";
import { connectDirectly } from "./connect.ts";

/** Straight over this machine's own network. */
export const internet = httpsOver<InternetChannelConfig>("internet", "Internet", {
  async connect(_config, options) {
    return { dial: (target, signal) => connectDirectly(target, signal, options.onEvent), describe: () => "", close: async () => undefined };
  },
  redact: () => ({}),
});
