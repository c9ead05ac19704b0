import { appendFile } from "node:fs/promises";
import type { SmsGatewayConfig } from "../../../workflows/ports/one-time-password.ts";
import { codeError } from "../errors.ts";
import type { TextMessage } from "./gateway.ts";

/** Stands in for a telephone in the practice set-up: the text goes to the end of a file that only its owner reads. */
export async function sendForPractice({ file }: Extract<SmsGatewayConfig, { readonly kind: "practice" }>, { number, text }: TextMessage): Promise<void> {
  try {
    await appendFile(file, `PRACTICE text to ${number}: ${text}\n`, { mode: 0o600 });
  } catch (cause) {
    throw codeError("code-not-sent", `The practice file ${file} cannot be written.`, "Choose another file.", { cause });
  }
}
