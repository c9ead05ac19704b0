import type { ChannelForm } from "./channel-form.ts";
import { loginOnCallFields, loginOnCallTexts, readLoginOnCall } from "./login-on-call.ts";
import { modemPortFields, modemPortTexts, readModemPort } from "./modem-port.ts";

export const modemForm: ChannelForm = {
  kind: "modem",
  title: "modem (telephone call)",
  fields: () => [...modemPortFields(() => true, () => true), ...loginOnCallFields],
  texts: (road) => (road.kind === "modem" ? { ...modemPortTexts(road.modem), ...loginOnCallTexts(road.ssh) } : {}),
  async read(answer, address, absolute, readText, earlier) {
    const before = earlier?.kind === "modem" ? earlier : undefined;
    return { kind: "modem", ...address, modem: readModemPort(answer, true, before?.modem), ssh: await readLoginOnCall(answer, absolute, readText, before?.ssh) };
  },
};
