import registries from "iban-to-bic";
import { isBic } from "../domain/account-number.ts";

/**
 * The BIC of the bank that keeps an account, by its national bank code. Germany, Austria, Belgium, France, Spain, Luxembourg and the
 * Netherlands by the registries in iban-to-bic; Hungary by the first three digits, head offices only.
 */
export function bicOf(iban: string): string | undefined {
  const bic = iban.startsWith("HU") ? hungarian[iban.slice(4, 7)] : registries.ibanToBic(iban);
  return bic !== undefined && isBic(bic) ? bic : undefined;
}

/** Bank code of a Hungarian account number (GIRO) -> BIC of the bank's head office. */
const hungarian: Readonly<Record<string, string>> = {
  "103": "MKKBHUHB", "104": "OKHBHUHB", "107": "CIBHHUHB", "108": "CITIHUHX", "109": "BACXHUHB", "116": "GIBAHUHB", "117": "OTPVHUHB", "120": "UBRTHUHB",
  "162": "HBWEHUHB", "190": "MANEHUHB",
};
