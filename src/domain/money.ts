import { code as findCurrency } from "currency-codes";
import { assert } from "./errors.ts";
import type { CurrencyCode } from "./ids.ts";

/** An amount in the currency's minor units (cents, fillér), exact. Never a float. */
export interface Money {
  readonly minor: bigint;
  readonly currency: CurrencyCode;
}

/** @returns the code when ISO 4217 knows it, else undefined */
export function parseCurrency(text: string): CurrencyCode | undefined {
  if (known.has(text)) return text as CurrencyCode;
  const found = /^[A-Z]{3}$/.test(text) ? findCurrency(text) : undefined;
  if (found === undefined) return undefined;
  known.add(text);
  return text as CurrencyCode;
}
/** Codes found before: the list is long and files are longer. */
const known = new Set<string>();

/** Number of decimals of ISO 4217: EUR 2, HUF 2, JPY 0, KWD 3. Intl says 0 for HUF, so it is not asked. */
export function currencyExponent(currency: CurrencyCode): number {
  const cached = exponents.get(currency);
  if (cached !== undefined) return cached;
  const digits = findCurrency(currency)?.digits ?? 2;
  exponents.set(currency, digits);
  return digits;
}
/** Facts of the standard, filled on first use; holds nothing of any session. */
const exponents = new Map<string, number>();

export type AmountProblem = "not-a-number" | "too-many-decimals" | "too-long";

/**
 * Reads an exact decimal (`1234.5`, `0012`, `-4.50`) into minor units. Trailing zeros beyond the currency's decimals are fine.
 * @returns the amount, or why it is none. Nothing is ever rounded.
 */
export function parseAmount(text: string, currency: CurrencyCode): { ok: true; money: Money } | { ok: false; problem: AmountProblem } {
  const plain = plainMinor(text, currencyExponent(currency));
  if (plain >= 0) return { ok: true, money: { minor: BigInt(plain), currency } };
  const match = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text);
  if (match === null || (match[2] === "" && (match[3] ?? "") === "")) return { ok: false, problem: "not-a-number" };
  const exponent = currencyExponent(currency);
  const fraction = match[3] ?? "";
  for (let i = exponent; i < fraction.length; i++) {
    if (fraction.charCodeAt(i) !== 0x30) return { ok: false, problem: "too-many-decimals" };
  }
  const digits = `${match[2]}${fraction.slice(0, exponent).padEnd(exponent, "0")}`;
  if (digits.length > 18) return { ok: false, problem: "too-long" };
  const minor = BigInt(digits === "" ? "0" : digits);
  return { ok: true, money: { minor: match[1] === "-" ? -minor : minor, currency } };
}

/** The usual amount, `1234.50`, by small numbers: exact up to 15 digits. @returns minor units, -1 when it takes a closer look */
function plainMinor(text: string, exponent: number): number {
  let minor = 0;
  let decimals = -1;
  if (text.length === 0 || text.length > 15) return -1;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    if (digit >= 0 && digit <= 9) {
      minor = minor * 10 + digit;
      if (decimals >= 0) decimals++;
    } else if (digit === -2 && decimals < 0 && i > 0) decimals = 0;
    else return -1;
  }
  if (decimals < 0) decimals = 0;
  if (decimals > exponent || text.length + exponent - decimals > 15) return -1;
  for (; decimals < exponent; decimals++) minor *= 10;
  return minor;
}

/** The exact decimal with the currency's decimals and a point: `-1234.50`. For files and JSON. */
export function amountText(money: Money): string {
  const exponent = currencyExponent(money.currency);
  const negative = money.minor < 0n;
  const digits = (negative ? -money.minor : money.minor).toString().padStart(exponent + 1, "0");
  const whole = digits.slice(0, digits.length - exponent);
  return `${negative ? "-" : ""}${whole}${exponent === 0 ? "" : `.${digits.slice(-exponent)}`}`;
}

/** How a language writes amounts and dates. */
export type Language = "en" | "hu" | "de";

/** For people: `84,215,300.00`, `84 215 300,00`, `84.215.300,00`; without the currency. */
export function formatAmount(money: Money, language: Language): string {
  const [whole = "0", fraction] = amountText(money).split(".");
  const marks = { en: [",", "."], hu: [" ", ","], de: [".", ","] }[language] as [string, string];
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, marks[0]);
  return fraction === undefined ? grouped : `${grouped}${marks[1]}${fraction}`;
}

/** @throws Error when the currencies differ: sums over currencies are a list, one per currency */
export function addMoney(a: Money, b: Money): Money {
  assert(a.currency === b.currency, `amounts of ${a.currency} and ${b.currency} are not added`);
  return { minor: a.minor + b.minor, currency: a.currency };
}

/** One sum per currency, in the order in which the currencies come. */
export function sumByCurrency(amounts: readonly Money[]): Money[] {
  const sums = new Map<CurrencyCode, Money>();
  for (const amount of amounts) {
    const sum = sums.get(amount.currency);
    sums.set(amount.currency, sum === undefined ? amount : addMoney(sum, amount));
  }
  return [...sums.values()];
}
