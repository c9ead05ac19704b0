import type { ChannelForm } from "./channel-form.ts";
import { proxyFields, readProxyFields } from "./proxy.ts";

export const internetForm: ChannelForm = {
  kind: "internet",
  title: "internet",
  fields: () => proxyFields,
  read: async (answer, address) => ({ kind: "internet", ...address, proxy: readProxyFields(answer) }),
};
