import { isIPv4 } from "node:net";
import type { PppChannelConfig, PppLogin } from "../../../workflows/ports/channel.ts";
import type { FormAnswer, FormField, FormTexts } from "../../widgets/form-fields.ts";
import type { ChannelForm } from "./channel-form.ts";
import { modemPortFields, modemPortTexts, readModemPort } from "./modem-port.ts";
import { typedSecret } from "./typed-secret.ts";

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
  texts: (road) => (road.kind === "ppp" ? { ...modemPortTexts(road.modem), ...pppTexts(road.ppp) } : {}),
  async read(answer, address, _absolute, _readText, earlier) {
    const before = earlier?.kind === "ppp" ? earlier : undefined;
    return { kind: "ppp", ...address, modem: readModemPort(answer, true, before?.modem), ppp: { ...before?.ppp, login: loginOf(answer, before?.ppp.login), bankAddress: (answer.texts.bankAddress ?? "") === "" ? undefined : answer.texts.bankAddress } };
  },
};

function pppTexts({ login, bankAddress }: PppChannelConfig["ppp"]): FormTexts {
  return { pppLogin: login === undefined ? "none" : login.mayBeInClear === true ? "any" : "chap", ...(login === undefined ? {} : { pppUser: login.userName }), bankAddress: bankAddress ?? "" };
}

function loginOf(answer: FormAnswer, earlier: PppLogin | undefined): PppLogin | undefined {
  const { texts } = answer;
  return asked(texts) ? { userName: texts.pppUser ?? "", password: typedSecret(answer, "pppPassword") ?? earlier?.password ?? "", mayBeInClear: texts.pppLogin === "any" } : undefined;
}
