import { formatAmount, type Language, type Money, parseCurrency } from "../../domain/money.ts";
import { readTypedAmount } from "./amount.ts";

export type TypedLimits = { readonly ok: true; readonly limits: readonly Money[] } | { readonly ok: false; readonly sentence: string };

/** Reads limits, one per currency: `50000 EUR; 20 000 000 HUF`. Empty means no limit. */
export function readTypedLimits(text: string, language: Language): TypedLimits {
  const limits: Money[] = [];
  for (const part of text.split(/;|\+/).map((one) => one.trim()).filter((one) => one !== "")) {
    const match = /^(.*?)\s*([A-Za-z]{3})$/.exec(part);
    const [, amountText = "", currencyText = ""] = match ?? [];
    const currency = parseCurrency(currencyText.toUpperCase());
    if (currency === undefined) return { ok: false, sentence: `"${part}": an amount and its currency, like 50000 EUR; several with a semicolon between.` };
    if (limits.some((limit) => limit.currency === currency)) return { ok: false, sentence: `${currency} stands there twice.` };
    const amount = readTypedAmount(amountText, currency, language);
    if (!amount.ok) return amount;
    limits.push(amount.money);
  }
  return { ok: true, limits };
}

/** As it can be typed back in. */
export function limitsText(limits: readonly Money[], language: Language): string {
  return limits.map((limit) => `${formatAmount(limit, language)} ${limit.currency}`).join("; ");
}
