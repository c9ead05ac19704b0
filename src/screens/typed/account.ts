import { countrySpecs } from "ibantools";
import { type AccountNumber, formatAccount, hungarianIban, parseHungarianAccount, parseIban } from "../../domain/account-number.ts";

/** What can be said of an account number while it is being typed. The sentence always says what is right, missing or wrong. */
export type TypedAccount =
  | { readonly kind: "empty"; readonly sentence: "" }
  | { readonly kind: "incomplete"; readonly sentence: string }
  | { readonly kind: "wrong"; readonly sentence: string }
  | { readonly kind: "ok"; readonly account: AccountNumber; readonly sentence: string };

/**
 * Reads an IBAN, a Hungarian account number of 16 or 24 digits, or, behind a slash as in SWIFT messages, any other number a bank knows.
 * Mistakes are named as early as they can be known.
 */
export function readTypedAccount(text: string): TypedAccount {
  const compact = text.replace(/[\s-]/g, "").toUpperCase();
  if (compact === "") return { kind: "empty", sentence: "" };
  if (compact.startsWith("/")) return readOther(text.trim().slice(1).trim());
  if (/^\d+$/.test(compact)) return readHungarian(compact);
  if (/^[A-Z]/.test(compact)) return readIban(compact);
  return wrong("This is neither an IBAN nor a Hungarian account number. Another number of a foreign bank is written behind a slash: /123456.");
}

function readIban(compact: string): TypedAccount {
  const bad = /[^A-Z0-9]/.exec(compact);
  if (bad !== null) return wrong(`An IBAN has letters and digits only, not "${bad[0]}".`);
  const country = compact.slice(0, 2);
  if (country.length < 2) return incomplete("An IBAN begins with the country: HU, DE, AT …");
  const length = /^[A-Z]{2}$/.test(country) ? countrySpecs[country]?.chars : undefined;
  if (length === undefined || length === null) return wrong(`${country} is no country with IBANs.`);
  if (compact.length < length) return incomplete(`An IBAN of ${country} has ${length} characters: ${length - compact.length} still to come.`);
  if (compact.length > length) return wrong(`An IBAN of ${country} has ${length} characters, this has ${compact.length}.`);
  const iban = parseIban(compact);
  if (iban === undefined) return wrong("The check digits do not fit: at least one character is mistyped.");
  return ok({ kind: "iban", iban }, "IBAN, check digits right");
}

function readHungarian(digits: string): TypedAccount {
  // Zeros add nothing to a 9-7-3-1 sum, so the first half can be judged before the second is there.
  if (digits.length >= 8 && !parseHungarianAccount(`${digits.slice(0, 8)}00000000`).ok) return wrong("The first eight digits (bank and branch) do not fit together: one is mistyped.");
  if (digits.length > 24) return wrong(`A Hungarian account number has 16 or 24 digits, this has ${digits.length}.`);
  if (digits.length !== 16 && digits.length !== 24) {
    const next = digits.length < 16 ? 16 : 24;
    return incomplete(`A Hungarian account number has 16 or 24 digits: ${next - digits.length} more for ${next}.`);
  }
  const parsed = parseHungarianAccount(digits);
  if (!parsed.ok) return wrong(`The digits after the first eight do not fit together: one is mistyped${digits.length === 16 ? ", or eight more belong to it" : ""}.`);
  const account: AccountNumber = { kind: "iban", iban: hungarianIban(parsed.digits24) };
  return ok(account, formatAccount(account));
}

function readOther(value: string): TypedAccount {
  if (value === "") return incomplete("Type the account number as the foreign bank writes it.");
  if (value.length > 34) return wrong(`An account number has at most 34 characters, this has ${value.length}.`);
  return ok({ kind: "other", value }, "Not an IBAN: nothing in it can be checked. Compare it with the invoice.");
}

function wrong(sentence: string): TypedAccount {
  return { kind: "wrong", sentence };
}
function incomplete(sentence: string): TypedAccount {
  return { kind: "incomplete", sentence };
}
function ok(account: AccountNumber, sentence: string): TypedAccount {
  return { kind: "ok", account, sentence };
}
