import { isIPv4 } from "node:net";
import type { PppLogin } from "../../../workflows/ports/channel.ts";
import type { FormAnswer, FormField, FormTexts } from "../../widgets/form-fields.ts";
import type { ChannelForm } from "./channel-form.ts";
import { modemPortFields, readModemPort } from "./modem-port.ts";

const asked = (texts: FormTexts): boolean => texts.pppLogin !== "none";

const fields: readonly FormField[] = [
  { kind: "select", name: "pppLogin", label: "login", options: [{ value: "chap", text: "by a proof of the password (CHAP)" }, { value: "any", text: "the password itself may go over the line (PAP)" }, { value: "none", text: "none: the far end does not ask" }] },
  { kind: "text", name: "pppUser", label: "user there", required: true, when: asked, hint: "at the access server, from the bank's letter" },
  { kind: "secret", name: "pppPassword", label: "password", when: asked, hint: "kept in the customer's encrypted store" },
  { kind: "text", name: "bankAddress", label: "bank's address", width: 16, check: (text) => (isIPv4(text) ? undefined : { problem: "Four numbers: 10.1.0.7." }), hint: "IPv4; empty: the access server's name servers know the name above" },
];

export const pppForm: ChannelForm = {
  kind: "ppp",
  title: "PPP (telephone call)",
  fields: () => [...modemPortFields(() => true, () => true), ...fields],
  read: async (answer, address) => ({ kind: "ppp", ...address, modem: readModemPort(answer, true), ppp: { login: loginOf(answer), bankAddress: (answer.texts.bankAddress ?? "") === "" ? undefined : answer.texts.bankAddress } }),
};

function loginOf({ texts, secrets }: FormAnswer): PppLogin | undefined {
  return asked(texts) ? { userName: texts.pppUser ?? "", password: secrets.pppPassword?.revealText() ?? "", mayBeInClear: texts.pppLogin === "any" } : undefined;
}
