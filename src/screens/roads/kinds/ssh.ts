import type { SshKey, SshLogin } from "../../../workflows/ports/channel.ts";
import type { FormAnswer, FormField, FormTexts } from "../../widgets/form-fields.ts";
import { checkFingerprint } from "./checks.ts";
import { typedSecret } from "./typed-secret.ts";

/** The login at an SSH host, for every channel that has one. */
export const sshLoginFields: readonly FormField[] = [
  { kind: "text", name: "sshUser", label: "user there", required: true, hint: "from the bank's letter" },
  { kind: "text", name: "hostKey", label: "its key", hint: "SHA256:… from the bank's letter; empty: it is shown at first contact, and you compare", check: checkFingerprint },
  { kind: "select", name: "sshKey", label: "our key", options: [{ value: "file", text: "in a file" }, { value: "stored", text: "from a file, taken into the customer's store" }, { value: "agent", text: "with ssh-agent (chip cards too)" }] },
  { kind: "text", name: "sshKeyFile", label: "key file", required: true, when: (texts) => texts.sshKey !== "agent", hint: "path of the private key (OpenSSH, PEM, PuTTY)" },
  { kind: "secret", name: "sshPassphrase", label: "passphrase", lengthMin: 0, when: (texts) => texts.sshKey === "file", hint: "of the key file; empty: it has none. Kept in the customer's encrypted store" },
];

export function sshTexts({ userName, hostKeySha256, key }: SshLogin): FormTexts {
  return { sshUser: userName, hostKey: hostKeySha256 ?? "", sshKey: key.kind, ...(key.kind === "agent" ? {} : { sshKeyFile: key.kind === "file" ? key.path : "" }) };
}

/** @param absolute makes a typed path an absolute one */
export async function readSshLogin(answer: FormAnswer, absolute: (path: string) => string, readText: (path: string) => Promise<string>, earlier?: SshLogin): Promise<SshLogin> {
  const { texts } = answer;
  return { userName: texts.sshUser ?? "", key: await keyOf(answer, absolute, readText, earlier?.key), ...pinOf(texts.hostKey ?? "", earlier) };
}

/** The host's key as it was typed; its kind is known where it is the one from before. */
export function pinOf(typed: string, earlier: SshLogin | undefined): Pick<SshLogin, "hostKeySha256" | "hostKeyType"> {
  const digest = typed.replace(/^SHA256:/, "").replace(/=$/, "");
  if (digest === "") return {};
  const hostKeySha256 = `SHA256:${digest}`;
  return { hostKeySha256, ...(hostKeySha256 === earlier?.hostKeySha256 ? { hostKeyType: earlier.hostKeyType } : {}) };
}

async function keyOf(answer: FormAnswer, absolute: (path: string) => string, readText: (path: string) => Promise<string>, earlier: SshKey | undefined): Promise<SshKey> {
  const { texts } = answer;
  if (texts.sshKey === earlier?.kind && (earlier?.kind === "agent" || (earlier?.kind === "stored" && texts.sshKeyFile === ""))) return earlier;
  if (texts.sshKey === "agent") return { kind: "agent" };
  const path = absolute(texts.sshKeyFile ?? "");
  if (texts.sshKey === "stored") return { kind: "stored", privateKey: await readText(path) };
  const passphrase = typedSecret(answer, "sshPassphrase") ?? (earlier?.kind === "file" ? earlier.passphrase : undefined);
  return { kind: "file", path, ...(passphrase === undefined ? {} : { passphrase }) };
}
