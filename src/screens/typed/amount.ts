import { type AmountProblem, currencyExponent, type Language, type Money, parseAmount } from "../../domain/money.ts";
import type { CurrencyCode } from "../../domain/ids.ts";

export type TypedAmount = { readonly ok: true; readonly money: Money } | { readonly ok: false; readonly sentence: string };

const marks: Readonly<Record<Language, { readonly group: string; readonly decimal: string }>> = {
  en: { group: ",", decimal: "." },
  hu: { group: " ", decimal: "," },
  de: { group: ".", decimal: "," },
};

/**
 * Reads an amount as a person types it: grouped or not, with the decimal mark of their language or of the file formats.
 * What reads two ways is refused, never guessed.
 */
export function readTypedAmount(text: string, currency: CurrencyCode, language: Language): TypedAmount {
  const { digits, named } = apart(text.replace(/[\s\u00a0\u202f'’]/g, ""));
  // Letters around what is no amount are no currency.
  if (digits !== "" && !/^\d[\d.,]*$|^[.,]\d+$/.test(digits)) return { ok: false, sentence: `An amount has digits and at most one decimal mark: ${example(language)}.` };
  if (named !== undefined && named !== currency) return { ok: false, sentence: `Here amounts are in ${currency}, not in ${named}.` };
  if (digits === "") return { ok: false, sentence: "Enter the amount." };
  const plain = toPlain(digits, language);
  if (plain === undefined) return { ok: false, sentence: `"${text.trim()}" reads two ways. Write it without grouping, like ${example(language)}.` };
  const parsed = parseAmount(plain, currency);
  if (!parsed.ok) return { ok: false, sentence: problemText(parsed.problem, currency) };
  if (parsed.money.minor === 0n) return { ok: false, sentence: "The amount must be more than zero." };
  return { ok: true, money: parsed.money };
}

const symbols: Readonly<Record<string, string>> = { "€": "EUR", Ft: "HUF" };

/** The currency that is pasted along with an amount: `1 234,56 EUR`, `€1,234.56`. */
function apart(text: string): { readonly digits: string; readonly named: string | undefined } {
  const [, before, digits, behind] = /^([a-z]{3}|€)?(.*?)([a-z]{3}|€|Ft\.?)?$/isu.exec(text) ?? [];
  const name = (before ?? behind)?.replace(".", "");
  return { digits: digits ?? "", named: name === undefined ? undefined : (symbols[name] ?? name.toUpperCase()) };
}

/** Grouping taken away, the decimal mark a point; undefined when it reads two ways or the groups are not of three. */
function toPlain(text: string, language: Language): string | undefined {
  const points = text.split(".").length - 1;
  const commas = text.split(",").length - 1;
  if (points === 0 && commas === 0) return text;
  if (points > 0 && commas > 0) {
    const decimal = text.lastIndexOf(".") > text.lastIndexOf(",") ? "." : ",";
    return text.split(decimal).length > 2 ? undefined : split(text, decimal === "." ? "," : ".", decimal);
  }
  const mark = points > 0 ? "." : ",";
  if (points + commas > 1 || mark === marks[language].group) return split(text, mark, undefined) ?? (isShortFraction(text, mark) && points + commas === 1 ? text.replace(mark, ".") : undefined);
  // "1.234" where points neither group nor divide: a thousand, or one and a bit?
  if (mark !== marks[language].decimal && /[.,]\d{3}$/.test(text)) return undefined;
  return text.replace(mark, ".");
}

function split(text: string, group: string, decimal: string | undefined): string | undefined {
  const [whole = "", fraction] = decimal === undefined ? [text] : text.split(decimal);
  const groups = whole.split(group);
  const fits = groups.every((part, i) => (i === 0 ? /^\d{1,3}$/.test(part) : /^\d{3}$/.test(part)));
  if (!fits || fraction?.includes(group) === true) return undefined;
  return fraction === undefined ? groups.join("") : `${groups.join("")}.${fraction}`;
}

/** One or two digits behind the only mark can only be decimals. */
function isShortFraction(text: string, mark: string): boolean {
  return text.length - text.indexOf(mark) - 1 <= 2 && !text.endsWith(mark);
}

function example(language: Language): string {
  return `1234${marks[language].decimal}50`;
}

function problemText(problem: AmountProblem, currency: CurrencyCode): string {
  if (problem === "too-long") return "The amount has too many digits.";
  if (problem === "not-a-number") return "That is no amount.";
  const exponent = currencyExponent(currency);
  return exponent === 0 ? `${currency} has no decimals.` : `${currency} has at most ${exponent} decimals.`;
}
