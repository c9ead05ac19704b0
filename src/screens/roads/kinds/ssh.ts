import type { SshKey, SshLogin } from "../../../workflows/ports/channel.ts";
import type { FormAnswer, FormField } from "../../widgets/form-fields.ts";
import { checkFingerprint } from "./checks.ts";

/** The login at an SSH host, for every channel that has one. */
export const sshLoginFields: readonly FormField[] = [
  { kind: "text", name: "sshUser", label: "user there", required: true, hint: "from the bank's letter" },
  { kind: "text", name: "hostKey", label: "its key", hint: "SHA256:… from the bank's letter; empty: it is shown at first contact, and you compare", check: checkFingerprint },
  { kind: "select", name: "sshKey", label: "our key", options: [{ value: "file", text: "in a file" }, { value: "stored", text: "from a file, taken into the customer's store" }, { value: "agent", text: "with ssh-agent (chip cards too)" }] },
  { kind: "text", name: "sshKeyFile", label: "key file", required: true, when: (texts) => texts.sshKey !== "agent", hint: "path of the private key (OpenSSH, PEM, PuTTY)" },
  { kind: "secret", name: "sshPassphrase", label: "passphrase", lengthMin: 0, when: (texts) => texts.sshKey === "file", hint: "of the key file; empty: it has none. Kept in the customer's encrypted store" },
];

/** @param absolute makes a typed path an absolute one */
export async function readSshLogin(answer: FormAnswer, absolute: (path: string) => string, readText: (path: string) => Promise<string>): Promise<SshLogin> {
  const { texts } = answer;
  const hostKey = (texts.hostKey ?? "").replace(/^SHA256:/, "").replace(/=$/, "");
  return { userName: texts.sshUser ?? "", ...(hostKey === "" ? {} : { hostKeySha256: `SHA256:${hostKey}` }), key: await keyOf(answer, absolute, readText) };
}

async function keyOf({ texts, secrets }: FormAnswer, absolute: (path: string) => string, readText: (path: string) => Promise<string>): Promise<SshKey> {
  if (texts.sshKey === "agent") return { kind: "agent" };
  const path = absolute(texts.sshKeyFile ?? "");
  if (texts.sshKey === "stored") return { kind: "stored", privateKey: await readText(path) };
  const passphrase = secrets.sshPassphrase?.revealText() ?? "";
  return { kind: "file", path, ...(passphrase === "" ? {} : { passphrase }) };
}
