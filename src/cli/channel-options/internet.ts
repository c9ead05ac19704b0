import type { ChannelOptions } from "./channel-options.ts";
import { declareProxy, type ProxyOptions, readProxy } from "./proxy.ts";

export const internetOptions: ChannelOptions<ProxyOptions> = {
  kind: "internet",
  description: "over this machine's own network, straight or by a proxy",
  declare: declareProxy,
  read: async (options, address) => ({ kind: "internet", ...address, proxy: readProxy(options) }),
};
