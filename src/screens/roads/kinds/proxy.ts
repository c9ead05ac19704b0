import type { ProxyConfig } from "../../../workflows/ports/channel.ts";
import type { FormAnswer, FormField, FormTexts } from "../../widgets/form-fields.ts";
import { checkHost, checkPort } from "./checks.ts";
import { typedSecret } from "./typed-secret.ts";

const byProxy = (texts: FormTexts): boolean => texts.proxy === "http" || texts.proxy === "socks5";

export const proxyFields: readonly FormField[] = [
  { kind: "select", name: "proxy", label: "way out", options: [{ value: "", text: "straight" }, { value: "http", text: "by an HTTP proxy (CONNECT)" }, { value: "socks5", text: "by a SOCKS 5 proxy" }] },
  { kind: "text", name: "proxyHost", label: "proxy", required: true, when: byProxy, hint: "its name or address", check: checkHost },
  { kind: "text", name: "proxyPort", label: "its port", required: true, width: 6, when: byProxy, check: checkPort },
  { kind: "text", name: "proxyUser", label: "its user", when: byProxy, hint: "empty: it does not ask who we are" },
  { kind: "secret", name: "proxyPassword", label: "password", lengthMin: 0, when: (texts) => byProxy(texts) && (texts.proxyUser ?? "") !== "", hint: "kept in the customer's encrypted store" },
];

export function proxyTexts(proxy: ProxyConfig | undefined): FormTexts {
  return proxy === undefined ? {} : { proxy: proxy.kind, proxyHost: proxy.host, proxyPort: String(proxy.port), proxyUser: proxy.userName ?? "" };
}

export function readProxyFields(answer: FormAnswer, earlier?: ProxyConfig): ProxyConfig | undefined {
  const { texts } = answer;
  if (texts.proxy !== "http" && texts.proxy !== "socks5") return undefined;
  const userName = (texts.proxyUser ?? "") === "" ? undefined : texts.proxyUser;
  return { kind: texts.proxy, host: texts.proxyHost ?? "", port: Number(texts.proxyPort), userName, password: userName === undefined ? undefined : (typedSecret(answer, "proxyPassword") ?? earlier?.password) };
}
