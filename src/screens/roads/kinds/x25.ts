import type { PadSettings, XotSettings } from "../../../workflows/ports/channel.ts";
import type { FieldCheck, FormField, FormTexts } from "../../widgets/form-fields.ts";
import type { ChannelForm } from "./channel-form.ts";
import { checkHost, checkPort } from "./checks.ts";
import { loginOnCallFields, loginOnCallTexts, readLoginOnCall } from "./login-on-call.ts";
import { modemPortFields, modemPortTexts, readModemPort } from "./modem-port.ts";
import { typedSecret } from "./typed-secret.ts";

const byRouter = (texts: FormTexts): boolean => texts.via !== "pad" && texts.via !== "pad-call";
const byPad = (texts: FormTexts): boolean => !byRouter(texts);
const dialsPad = (texts: FormTexts): boolean => texts.via === "pad-call";

const fields: readonly FormField[] = [
  { kind: "select", name: "via", label: "by", options: [{ value: "xot", text: "a router (XOT, RFC 1613)" }, { value: "pad", text: "a PAD at a serial port" }, { value: "pad-call", text: "a PAD that a modem calls" }] },
  { kind: "text", name: "router", label: "router", required: true, when: byRouter, hint: "its name or address", check: checkHost },
  { kind: "text", name: "routerPort", label: "its port", value: "1998", required: true, width: 6, when: byRouter, check: checkPort },
  ...modemPortFields(byPad, dialsPad),
  { kind: "text", name: "calledAddress", label: "X.25 address", required: true, width: 16, check: checkDigits(15), hint: "of the bank, from its letter" },
  { kind: "text", name: "callingAddress", label: "our address", width: 16, when: byRouter, check: checkDigits(15), hint: "empty: the router knows it" },
  { kind: "secret", name: "nui", label: "user (NUI)", lengthMin: 0, hint: "network user identification; empty: none. Kept in the customer's encrypted store" },
  { kind: "text", name: "group", label: "user group", width: 3, check: checkDigits(2), hint: "closed user group; empty: none" },
  { kind: "text", name: "callData", label: "call data", width: 13, check: (text) => (/^[A-Za-z0-9 ._-]{0,12}$/.test(text) ? undefined : { problem: "Up to 12 letters and digits." }), hint: "for the host that is called; empty: none" },
];

export const x25Form: ChannelForm = {
  kind: "x25",
  title: "X.25 (router or PAD)",
  fields: () => [...fields, ...loginOnCallFields],
  texts: (road) => (road.kind === "x25" ? { ...callTexts(road.x25), ...loginOnCallTexts(road.ssh) } : {}),
  async read(answer, address, absolute, readText, earlier) {
    const { texts } = answer;
    const before = earlier?.kind === "x25" ? earlier : undefined;
    const [router, pad] = [before?.x25.via === "xot" ? before.x25 : undefined, before?.x25.via === "pad" ? before.x25 : undefined];
    const typed = (name: string): string | undefined => ((texts[name] ?? "") === "" ? undefined : texts[name]);
    const call = { calledAddress: texts.calledAddress ?? "", userIdentification: typedSecret(answer, "nui") ?? before?.x25.userIdentification, closedUserGroup: typed("group"), callData: typed("callData") };
    const x25: XotSettings | PadSettings = byRouter(texts)
      ? { ...router, via: "xot", ...call, host: texts.router ?? "", port: Number(texts.routerPort ?? "1998"), callingAddress: typed("callingAddress") }
      : { via: "pad", ...call, modem: readModemPort(answer, dialsPad(texts), pad?.modem) };
    return { kind: "x25", ...address, x25, ssh: await readLoginOnCall(answer, absolute, readText, before?.ssh) };
  },
};

function callTexts(x25: XotSettings | PadSettings): FormTexts {
  const call = { calledAddress: x25.calledAddress, group: x25.closedUserGroup ?? "", callData: x25.callData ?? "" };
  if (x25.via === "xot") return { ...call, via: "xot", router: x25.host, routerPort: String(x25.port ?? 1998), callingAddress: x25.callingAddress ?? "" };
  return { ...call, via: x25.modem.numbers.length === 0 ? "pad" : "pad-call", ...modemPortTexts(x25.modem) };
}

function checkDigits(digitsMax: number): (text: string) => FieldCheck | undefined {
  return (text) => (/^\d+$/.test(text) && text.length <= digitsMax ? undefined : { problem: `Up to ${digitsMax} digits.` });
}
