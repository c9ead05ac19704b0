import type { InternetChannelConfig } from "../../workflows/ports/channel.ts";
import { httpsOver } from "../https/index.ts";
import { connectTo, proxyTitle } from "./way-out.ts";

/** Over this machine's own network, straight or by a proxy. */
export const internet = httpsOver<InternetChannelConfig>("internet", "Internet", {
  async connect({ proxy }, { onEvent }) {
    return { dial: (target, signal) => connectTo(target, proxy, { signal, onEvent, place: "bank" }), describe: () => (proxy === undefined ? "" : "by a proxy"), close: async () => undefined };
  },
  redact: ({ proxy }) => proxyTitle(proxy),
});
