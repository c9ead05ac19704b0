import type { ChannelForm } from "./channel-form.ts";
import { loginOnCallFields, readLoginOnCall } from "./login-on-call.ts";
import { modemPortFields, readModemPort } from "./modem-port.ts";

export const modemForm: ChannelForm = {
  kind: "modem",
  title: "modem (telephone call)",
  fields: () => [...modemPortFields(() => true, () => true), ...loginOnCallFields],
  read: async (answer, address, absolute, readText) => ({ kind: "modem", ...address, modem: readModemPort(answer, true), ssh: await readLoginOnCall(answer, absolute, readText) }),
};
