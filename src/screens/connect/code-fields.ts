import type { NewReleaseToken, ReleaseToken, SmsGatewayConfig } from "../../workflows/ports/one-time-password.ts";
import type { Secret } from "../../domain/secret.ts";
import type { FormAnswer, FormField, FormTexts } from "../widgets/form-fields.ts";

/** What can be done about a key's one-time passwords. */
export function actionField(tokens: readonly ReleaseToken[], administrator: boolean): FormField {
  const those = (states: readonly ReleaseToken["state"][]) => tokens.filter(({ state }) => states.includes(state));
  return {
    kind: "select", name: "what", label: "what", options: [
      { value: "new", text: "protect the key by a new token or telephone" },
      ...those(["active"]).map((one) => ({ value: `with ${one.id}`, text: `protect the key by the ${one.title}` })),
      { value: "off", text: "take the protection off: the PIN alone" },
      ...those(["not-confirmed"]).map((one) => ({ value: `confirm ${one.id}`, text: `confirm the ${one.title} by its first code` })),
      ...those(["active"]).filter(({ method }) => method.kind === "counter" || method.kind === "time").map((one) => ({ value: `right ${one.id}`, text: `set the ${one.title} right by two codes` })),
      ...(administrator ? [
        ...those(["locked"]).map((one) => ({ value: `unlock ${one.id}`, text: `unlock the ${one.title}` })),
        ...those(["active", "locked"]).map((one) => ({ value: `lost ${one.id}`, text: `the ${one.title} is lost: it counts no more` })),
      ] : []),
    ],
  };
}

/** @param practice a telephone of the practice set-up is offered */
export function tokenFields(practice: boolean): FormField[] {
  const isText = (texts: FormTexts): boolean => texts.kind === "text";
  const by = (gateway: string) => (texts: FormTexts): boolean => isText(texts) && texts.gateway === gateway;
  return [
    { kind: "select", name: "kind", label: "codes from", options: [
      { value: "clock", text: "an authenticator program (TOTP)" }, { value: "challenge", text: "a token that asks for digits (OCRA)" },
      { value: "button", text: "a token with a button (HOTP)" }, { value: "text", text: "a text message" },
    ] },
    { kind: "text", name: "number", label: "telephone", required: true, when: isText, placeholder: "+36 30 123 4567", check: (text) => (/^\+[1-9][\d\s()/-]{6,20}$/.test(text) ? undefined : { problem: "International, with + and country: +36 30 123 4567." }) },
    { kind: "select", name: "gateway", label: "sent by", when: isText, options: [...(practice ? [{ value: "practice", text: "PRACTICE: shown in the dialog instead" }] : []), { value: "https", text: "a gateway on the internet" }, { value: "modem", text: "a GSM modem" }] },
    { kind: "text", name: "url", label: "address", required: true, when: by("https"), value: "https://", check: (text) => (/^https:\/\/[^/]+/.test(text) ? undefined : { problem: "It begins with https://." }) },
    { kind: "text", name: "body", label: "JSON", required: true, when: by("https"), value: '{"to":"{number}","message":"{text}"}', hint: "as the gateway's manual says; {number} and {text} are put in", check: (text) => (isTemplate(text) ? undefined : { problem: "JSON with {number} and {text} in its strings." }) },
    { kind: "secret", name: "authorization", label: "authorization", lengthMin: 0, when: by("https"), hint: "value of that header, as in: Bearer abc; empty: none" },
    { kind: "text", name: "key", label: "server's key", when: by("https"), hint: "SHA-256 of its public key; empty: any authority that this machine trusts", check: (text) => (/^[0-9a-f]{64}$/i.test(text.replace(/[\s:]/g, "")) ? undefined : { problem: "64 hex digits; blanks and colons do not matter." }) },
    { kind: "text", name: "device", label: "serial port", required: true, when: by("modem"), value: "/dev/ttyUSB0" },
    { kind: "secret", name: "simPin", label: "SIM's PIN", lengthMin: 0, when: by("modem"), hint: "empty: it has none" },
  ];
}

/** @param practiceFile where texts of the practice set-up go */
export function methodOf({ texts, secrets }: FormAnswer, practiceFile: string): NewReleaseToken["method"] {
  switch (texts.kind) {
    case "text":
      return { kind: "text-message", number: texts.number ?? "", gateway: gatewayOf(texts, secrets, practiceFile) };
    case "challenge":
      return { kind: "challenge" };
    case "button":
      return { kind: "counter" };
    default:
      return { kind: "time" };
  }
}

function gatewayOf(texts: FormTexts, secrets: FormAnswer["secrets"], practiceFile: string): SmsGatewayConfig {
  const typed = (secret: Secret | undefined): string | undefined => (secret === undefined || secret.bytes.length === 0 ? undefined : secret.revealText());
  if (texts.gateway === "practice") return { kind: "practice", file: practiceFile };
  if (texts.gateway === "modem") return { kind: "gsm-modem", device: texts.device ?? "", baudRate: 115_200, simPin: typed(secrets.simPin) };
  return { kind: "https", url: texts.url ?? "", body: texts.body ?? "", authorization: typed(secrets.authorization), pinnedKeySha256: (texts.key ?? "") === "" ? undefined : texts.key };
}

function isTemplate(text: string): boolean {
  try {
    JSON.parse(text);
    return text.includes("{number}") && text.includes("{text}");
  } catch {
    return false;
  }
}
