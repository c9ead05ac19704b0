import type { ChannelForm } from "./channel-form.ts";
import { proxyFields, proxyTexts, readProxyFields } from "./proxy.ts";

export const internetForm: ChannelForm = {
  kind: "internet",
  title: "internet",
  fields: () => proxyFields,
  texts: (road) => (road.kind === "internet" ? proxyTexts(road.proxy) : {}),
  read: async (answer, address, _absolute, _readText, earlier) => ({ kind: "internet", ...address, proxy: readProxyFields(answer, earlier?.kind === "internet" ? earlier.proxy : undefined) }),
};
