import type { SshLogin } from "../../../workflows/ports/channel.ts";
import type { FormAnswer, FormField, FormTexts } from "../../widgets/form-fields.ts";
import { readSshLogin, sshLoginFields, sshTexts } from "./ssh.ts";

const bySsh = (texts: FormTexts): boolean => texts.farEnd !== "bank";

/** What takes the call: an SSH host, which leads on, or the bank's EBICS host itself. */
export const loginOnCallFields: readonly FormField[] = [
  { kind: "select", name: "farEnd", label: "far end", options: [{ value: "ssh", text: "an SSH host, which leads on to the bank's" }, { value: "bank", text: "the bank's EBICS host itself" }] },
  ...sshLoginFields.map((field) => ({ ...field, when: (texts: FormTexts) => bySsh(texts) && (field.when?.(texts) ?? true) })),
];

export function loginOnCallTexts(ssh: SshLogin | undefined): FormTexts {
  return ssh === undefined ? { farEnd: "bank" } : { farEnd: "ssh", ...sshTexts(ssh) };
}

export async function readLoginOnCall(answer: FormAnswer, absolute: (path: string) => string, readText: (path: string) => Promise<string>, earlier?: SshLogin): Promise<SshLogin | undefined> {
  return bySsh(answer.texts) ? readSshLogin(answer, absolute, readText, earlier) : undefined;
}
