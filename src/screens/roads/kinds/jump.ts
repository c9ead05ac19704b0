import type { SshHost, SshKey } from "../../../workflows/ports/channel.ts";
import type { FormField, FormTexts } from "../../widgets/form-fields.ts";
import { checkFingerprint } from "./checks.ts";
import { pinOf } from "./ssh.ts";

/** Name or address; an IPv6 address in brackets. */
const place = /^([^@\s]+)@(\[[^\]\s]+\]|[^:\s[\]]+)(?::(\d{1,5}))?$/;
const through = (texts: FormTexts): boolean => (texts.jump ?? "") !== "";

/** A host through which the line's own is reached, with the same key of ours. */
export const jumpFields: readonly FormField[] = [
  { kind: "text", name: "jump", label: "jump host", hint: "user@host:port, where the line's host is reached only through it; empty: none", check: (text) => (place.test(text) ? undefined : { problem: "user@host, or user@host:port." }) },
  { kind: "text", name: "jumpKey", label: "its key", when: through, hint: "SHA256:…; empty: it is shown at first contact, and you compare", check: checkFingerprint },
];

export function jumpTexts(jump: SshHost | undefined): FormTexts {
  if (jump === undefined) return {};
  return { jump: `${jump.userName}@${jump.host.includes(":") ? `[${jump.host}]` : jump.host}:${jump.port ?? 22}`, jumpKey: jump.hostKeySha256 ?? "" };
}

/** @param key of the line, for a jump host that had none of its own */
export function readJump(texts: FormTexts, key: SshKey, earlier: SshHost | undefined): SshHost | undefined {
  const [, userName = "", host = "", port] = place.exec(texts.jump ?? "") ?? [];
  if (userName === "") return undefined;
  return { connectTimeoutMs: earlier?.connectTimeoutMs, userName, host: host.replace(/^\[|\]$/g, ""), port: Number(port ?? "22"), key: earlier?.key ?? key, ...pinOf(texts.jumpKey ?? "", earlier) };
}
