import { type AccountNumber, hungarianIban, parseHungarianAccount, parseIban } from "../../domain/account-number.ts";
import type { Iban, IsoDate } from "../../domain/ids.ts";
import { parseIsoDate } from "../dates.ts";
import type { Decimal } from "../decimal.ts";
import type { Cells } from "./cells.ts";
import type { FieldDefinition } from "./schema.ts";

type AmountDefinition = Extract<FieldDefinition, { type: "amount" }>;
type AccountDefinition = Extract<FieldDefinition, { type: "account" }>;

/**
 * Reads the digits between `start` and `end` of the cells, which are trimmed.
 * @param decimals implied, where no mark stands
 * @returns undefined where anything stands there that does not belong; the sign is in the units
 */
export function amountIn(cells: Cells, def: AmountDefinition, decimals: number): Decimal | undefined {
  const { bytes } = cells;
  let { start, end } = cells;
  let negative = false;
  let last = -1;
  if (def.sign === "trailing" || def.sign === "leading") {
    const at = def.sign === "trailing" ? end - 1 : start;
    const sign = bytes[at];
    if (sign === 0x2d || sign === 0x2b) {
      negative = sign === 0x2d;
      if (def.sign === "trailing") end--;
      else start++;
    }
  } else if (def.sign === "overpunch") {
    const punched = overpunched(bytes[end - 1] ?? 0);
    if (punched === undefined) return undefined;
    negative = punched.negative;
    last = punched.digit;
    end--;
  }
  const marks = def.mark;
  let value = 0, digits = 0, scale = -1;
  for (let i = start; i < end; i++) {
    const byte = bytes[i] ?? 0;
    if (byte >= 0x30 && byte <= 0x39) {
      if (++digits > 40) return undefined;
      if (value > 90_071_992_547_408) return long(cells, def, start, end, negative, decimals, last);
      value = value * 10 + byte - 0x30;
      if (scale >= 0) scale++;
    } else if (marks !== undefined && scale < 0 && marks.includes(String.fromCharCode(byte))) scale = 0;
    else if (def.groups === undefined || scale >= 0 || !def.groups.includes(String.fromCharCode(byte))) return undefined;
  }
  if (last >= 0) {
    if (value > 90_071_992_547_408) return long(cells, def, start, end, negative, decimals, last);
    value = value * 10 + last;
    digits++;
  }
  if (digits === 0) return undefined;
  const units = BigInt(value);
  return { units: negative ? -units : units, scale: scale < 0 ? (marks === undefined ? decimals : 0) : scale };
}

/** More digits than a number holds exactly. */
function long(cells: Cells, def: AmountDefinition, start: number, end: number, negative: boolean, decimals: number, last: number): Decimal | undefined {
  let text = "";
  let scale = -1;
  for (let i = start; i < end; i++) {
    const sign = String.fromCharCode(cells.bytes[i] ?? 0);
    if (sign >= "0" && sign <= "9") {
      text += sign;
      if (scale >= 0) scale++;
    } else if (scale < 0 && def.mark?.includes(sign) === true) scale = 0;
    else if (scale >= 0 || def.groups?.includes(sign) !== true) return undefined;
  }
  if (last >= 0) text += String(last);
  if (text.length > 40) return undefined;
  const units = BigInt(text);
  return { units: negative ? -units : units, scale: scale < 0 ? (def.mark === undefined ? decimals : 0) : scale };
}

/** The last digit with the sign in it: `{` and A to I are +0 to +9, `}` and J to R are -0 to -9. */
function overpunched(byte: number): { readonly digit: number; readonly negative: boolean } | undefined {
  if (byte === 0x7b) return { digit: 0, negative: false };
  if (byte === 0x7d) return { digit: 0, negative: true };
  if (byte >= 0x41 && byte <= 0x49) return { digit: byte - 0x40, negative: false };
  if (byte >= 0x4a && byte <= 0x52) return { digit: byte - 0x49, negative: true };
  return undefined;
}

/** @param negative of an amount that may be zero */
export function overpunch(digits: string, negative: boolean): string {
  const last = Number(digits.at(-1));
  return digits.slice(0, -1) + (negative ? "}JKLMNOPQR" : "{ABCDEFGHI").charAt(last);
}

/** Digits alone, of any number of them. @returns undefined where something else stands among them, or nothing */
export function digitsIn(cells: Cells): bigint | undefined {
  const { bytes, start, end } = cells;
  if (end <= start) return undefined;
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = (bytes[i] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return end - start <= 15 ? BigInt(value) : BigInt(bytes.toString("latin1", start, end));
}

/** @param patterns of YYYY, YY, MM, DD and the signs between; a year of two digits is of this century below 80 */
export function dateFrom(text: string, patterns: readonly string[]): IsoDate | undefined {
  for (const pattern of patterns) {
    if (pattern.length !== text.length) continue;
    let year = "", month = "", day = "", fits = true;
    for (let i = 0; i < pattern.length && fits; i++) {
      const sign = pattern.charAt(i), given = text.charAt(i);
      if (sign === "Y") year += given;
      else if (sign === "M") month += given;
      else if (sign === "D") day += given;
      else fits = sign === given;
    }
    if (!fits || !/^\d+$/.test(year + month + day)) continue;
    if (year.length === 2) year = `${Number(year) < 80 ? "20" : "19"}${year}`;
    const date = parseIsoDate(`${year}-${month}-${day}`);
    if (date !== undefined) return date;
  }
  return undefined;
}

export function dateText(date: string, pattern: string): string {
  const [year = "", month = "", day = ""] = date.split("-");
  return pattern.replace("YYYY", year).replace("YY", year.slice(2)).replace("MM", month).replace("DD", day);
}

/** An account, and what is wrong with it where it is one of another kind than it should be. */
export interface ReadAccount {
  readonly account: AccountNumber;
  readonly problem?: string;
  /** Other accounts are allowed, too: it may be one of them. */
  readonly isDoubt?: true;
}

/**
 * @param text without padding
 * @param parts the same in its parts, where it stands in several fields
 */
export function accountFrom(text: string, parts: readonly string[], def: AccountDefinition): ReadAccount {
  let problem: string | undefined;
  for (const kind of def.kinds) {
    if (kind === "iban") {
      const iban = parseIban(text);
      if (iban !== undefined) return { account: { kind: "iban", iban } };
      if (/^[A-Z]{2}\d\d/.test(text)) problem ??= "This IBAN is wrong: its check digits or its length do not fit.";
    } else if (kind === "hungarian") {
      const read = parseHungarianAccount(text);
      if (read.ok) return { account: { kind: "iban", iban: hungarianIban(read.digits24) } };
      problem ??= { "wrong-length": "A Hungarian account number has 16 or 24 digits.", "not-digits": "A Hungarian account number has digits only.", "first-check-digit": "The first eight digits of this account number are wrong: their check digit does not fit.", "second-check-digit": "This account number is wrong behind its first eight digits: the check digit does not fit." }[read.problem];
    } else if (kind === "rib") {
      const iban = ribIban(parts);
      if (iban !== undefined) return { account: { kind: "iban", iban } };
    } else if (kind === "ccc") {
      const iban = cccIban(parts);
      if (iban !== undefined) return { account: { kind: "iban", iban } };
    } else if (kind === "belgian") {
      if (/^\d{12}$/.test(text) && (Number(text.slice(0, 10)) % 97 || 97) === Number(text.slice(10))) return { account: { kind: "iban", iban: withCheckDigits("BE", text) } };
      problem ??= "This is no Belgian account number: the last two of its twelve digits do not fit.";
    } else {
      const account = otherAccount(text, def.scheme);
      return problem !== undefined && /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(text) ? { account, problem, isDoubt: true } : { account };
    }
  }
  return { account: otherAccount(text, def.scheme), ...(problem === undefined ? {} : { problem }) };
}

function otherAccount(value: string, scheme: string | undefined): AccountNumber {
  return scheme === undefined ? { kind: "other", value } : { kind: "other", value, scheme };
}

/** French account without its key: bank 5, branch 5, account 11; letters count as on the card (A and J are 1, B, K and S 2 …). */
function ribIban([bank = "", branch = "", account = ""]: readonly string[]): Iban | undefined {
  if (!/^\d{5}$/.test(bank) || !/^\d{5}$/.test(branch) || !/^[A-Z0-9]{11}$/.test(account)) return undefined;
  const digits = account.replace(/[A-Z]/g, (letter) => String(((letter.charCodeAt(0) - 65 + (letter >= "S" ? 1 : 0)) % 9) + 1));
  const key = 97n - ((89n * BigInt(bank) + 15n * BigInt(branch) + 3n * BigInt(digits)) % 97n);
  return withCheckDigits("FR", `${bank}${branch}${account}${key.toString().padStart(2, "0")}`);
}

/** Spanish account without its control digits: bank 4, branch 4, account 10. */
function cccIban([bank = "", branch = "", account = ""]: readonly string[]): Iban | undefined {
  if (!/^\d{4}$/.test(bank) || !/^\d{4}$/.test(branch) || !/^\d{10}$/.test(account)) return undefined;
  const weights = [1, 2, 4, 8, 5, 10, 9, 7, 3, 6];
  const control = (digits: string): string => {
    const rest = 11 - ([...digits].reduce((sum, digit, i) => sum + Number(digit) * (weights[i] ?? 0), 0) % 11);
    return String(rest === 10 ? 1 : rest === 11 ? 0 : rest);
  };
  return withCheckDigits("ES", `${bank}${branch}${control(`00${bank}${branch}`)}${control(account)}${account}`);
}

/** ISO 13616. */
function withCheckDigits(country: string, bban: string): Iban {
  const digits = `${bban}${country}00`.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return `${country}${(98n - (BigInt(digits) % 97n)).toString().padStart(2, "0")}${bban}` as Iban;
}

/** `be-reference`: ten digits and their rest of 97 (97 for 0). `mod97-2`: the last two digits make the whole 1 of 97 (ISO 7064). */
export function passes(check: "be-reference" | "mod97-2", text: string): boolean {
  const digits = text.replace(/\D/g, "");
  if (digits.length < 3) return false;
  if (check === "mod97-2") return BigInt(digits) % 97n === 1n;
  return (Number(digits.slice(0, -2)) % 97 || 97) === Number(digits.slice(-2));
}
