import type { CodeMethod } from "../../../workflows/ports/one-time-password.ts";
import { toBase32 } from "./base32.ts";

/**
 * What authenticator programs read from a QR code or a link.
 * Source: github.com/google/google-authenticator/wiki/Key-Uri-Format
 * @param account shown under the code: `DANUBE: Kis Anna`
 */
export function otpauthUri(method: Extract<CodeMethod, { readonly kind: "counter" | "time" }>, issuer: string, account: string): string {
  const type = { counter: "hotp", time: "totp" }[method.kind];
  const parameters = new URLSearchParams({ secret: toBase32(method.secret), issuer, algorithm: method.algorithm, digits: String(method.digits) });
  if (method.kind === "time") parameters.set("period", String(method.periodS));
  else parameters.set("counter", String(method.next));
  // Programs show "+" as it is: blanks have to be %20.
  return `otpauth://${type}/${encodeURIComponent(issuer)}:${encodeURIComponent(account)}?${parameters.toString().replaceAll("+", "%20")}`;
}
