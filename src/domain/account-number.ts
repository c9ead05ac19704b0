import { countrySpecs, electronicFormatIBAN } from "ibantools";
import type { Iban } from "./ids.ts";

/** How an account is named in a payment: by IBAN, or by whatever the bank uses instead. */
export type AccountNumber =
  | { readonly kind: "iban"; readonly iban: Iban }
  | { readonly kind: "other"; readonly value: string; /** SchmeNm/Cd or Prtry: `BBAN`. */ readonly scheme?: string | undefined };

/** @returns the IBAN in electronic form when its check digits (and its country's own, Hungary's 9-7-3-1 among them) are right */
export function parseIban(text: string): Iban | undefined {
  if (hasRightCheckDigits(text) && hasCountrysForm(text)) return text as Iban;
  if (/^[A-Z0-9]*$/.test(text)) return undefined;
  const compact = electronicFormatIBAN(text); // as people write it, in groups
  return compact !== null && hasRightCheckDigits(compact) && hasCountrysForm(compact) ? (compact as Iban) : undefined;
}

/** ISO 13616, modulo 97-10, with small numbers: a file of a million payments is checked in passing. @returns false, too, where anything but capitals and digits stands there */
function hasRightCheckDigits(iban: string): boolean {
  let rest = 0;
  for (let i = 4; i < iban.length + 2; i++) {
    const code = iban.charCodeAt(i < iban.length ? i : i - iban.length);
    if (isDigit(code)) rest = rest * 10 + code - 0x30;
    else if (code >= 0x41 && code <= 0x5a) rest = rest * 100 + code - 0x37;
    else return false;
    if (rest > 9_999_999) rest %= 97; // divided only where it would grow too large for a small number
  }
  rest = ((rest % 97) * 100) % 97; // 00 in place of the check digits
  return 98 - rest === digitAt(iban, 2) * 10 + digitAt(iban, 3);
}

function digitAt(text: string, index: number): number {
  const digit = text.charCodeAt(index) - 0x30;
  return digit >= 0 && digit <= 9 ? digit : Number.NaN;
}

/** Length, letters and digits in their places, and the country's own check digits, all from ibantools' table. */
function hasCountrysForm(iban: string): boolean {
  const number = (iban.charCodeAt(0) << 8) | iban.charCodeAt(1);
  let form = bbanForms.get(number);
  if (form === undefined) {
    const country = iban.slice(0, 2);
    const spec = Object.hasOwn(countrySpecs, country) ? countrySpecs[country] : undefined;
    if (spec?.chars == null || spec.bban_regexp == null) return false;
    form = { length: spec.chars, pattern: new RegExp(spec.bban_regexp.replace("^", "^....")), check: spec.bban_validation_func };
    bbanForms.set(number, form);
  }
  if (iban.length !== form.length) return false;
  return form.pattern.test(iban) && (form.check == null || form.check(iban.slice(4)));
}
/** By the two letters of the country, `pattern` for the whole IBAN. Facts of the standard, filled on first use; holds nothing of any session. */
const bbanForms = new Map<number, { readonly length: number; readonly pattern: RegExp; readonly check: ((bban: string) => boolean) | null | undefined }>();

/** ISO 9362: bank 4 letters, country 2, place 2, and perhaps a branch of 3. */
export function isBic(text: string): boolean {
  if (text.length !== 8 && text.length !== 11) return false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i) & ~0x20; // in capitals
    if (!(code >= 0x41 && code <= 0x5a) && (i < 6 || !isDigit(text.charCodeAt(i)))) return false;
  }
  const country = text.slice(4, 6);
  return bicCountries.has(country) || bicCountries.has(country.toUpperCase());
}
const bicCountries: ReadonlySet<string> = new Set(Object.keys(countrySpecs));

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

export type HungarianAccountProblem = "wrong-length" | "not-digits" | "first-check-digit" | "second-check-digit";

/**
 * Reads a Hungarian account number: 16 or 24 digits, blanks and hyphens allowed between groups. Bank 3, branch 4, check 1;
 * then 7 + 1, or 15 + 1. In each half the digits weighted 9-7-3-1 must sum to a multiple of 10.
 * Source: MNB decree 18/2009.
 * @returns 24 digits (16-digit numbers are filled with eight zeros), or which half is wrong
 */
export function parseHungarianAccount(text: string): { ok: true; digits24: string } | { ok: false; problem: HungarianAccountProblem } {
  let digits = text;
  let problem = hungarianProblem(digits);
  if (problem === "not-digits") {
    digits = text.replace(/[\s-]/g, "");
    problem = hungarianProblem(digits);
  }
  if (problem !== undefined) return { ok: false, problem };
  return { ok: true, digits24: digits.length === 24 ? digits : `${digits}00000000` };
}

/** In one pass, as files have millions of them. */
function hungarianProblem(digits: string): HungarianAccountProblem | undefined {
  let first = 0, second = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) return "not-digits";
    const weighted = digit * (weights9731[i & 3] ?? 0);
    if (i < 8) first += weighted;
    else second += weighted;
  }
  if (digits.length !== 16 && digits.length !== 24) return "wrong-length";
  if (first % 10 !== 0) return "first-check-digit";
  return second % 10 === 0 ? undefined : "second-check-digit";
}
const weights9731 = [9, 7, 3, 1];

/** HU + two check digits + 24 digits. @param digits24 from `parseHungarianAccount` */
export function hungarianIban(digits24: string): Iban {
  let rest = 0;
  for (let i = 0; i < digits24.length; i++) {
    rest = rest * 10 + digits24.charCodeAt(i) - 48;
    if (rest > 9_999_999) rest %= 97; // divided only where it would grow too large for a small number
  }
  // H = 17, U = 30, 00 in place of the check digits (ISO 13616)
  const check = 98 - (((rest % 97) * 1_000_000 + 173_000) % 97);
  return `HU${check < 10 ? "0" : ""}${check}${digits24}` as Iban;
}

/** The account as typed by a person: an IBAN, a Hungarian number, or anything else a bank may know. */
export function parseAccountNumber(text: string): AccountNumber | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  const iban = parseIban(trimmed);
  if (iban !== undefined) return { kind: "iban", iban };
  const hungarian = parseHungarianAccount(trimmed);
  if (hungarian.ok) return { kind: "iban", iban: hungarianIban(hungarian.digits24) };
  return { kind: "other", value: trimmed };
}

/** One text for an account, for keys, searches and JSON: the IBAN, or the other value as it is. */
export function accountText(account: AccountNumber): string {
  return account.kind === "iban" ? account.iban : account.value;
}

/** For people: an IBAN in groups of four; a Hungarian one keeps its eights readable in the same grouping. */
export function formatAccount(account: AccountNumber): string {
  return account.kind === "iban" ? account.iban.replace(/(.{4})(?=.)/g, "$1 ") : account.value;
}
