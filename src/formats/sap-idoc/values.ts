import { type AccountNumber, parseIban } from "../../domain/account-number.ts";
import type { CurrencyCode, IsoDate } from "../../domain/ids.ts";
import { type Money, parseAmount, parseCurrency } from "../../domain/money.ts";
import { parseIsoDate } from "../dates.ts";

/** YYYYMMDD. */
export function sapDate(text: string | undefined): IsoDate | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)$/.exec(text ?? "");
  return match === null ? undefined : parseIsoDate(`${match[1]}-${match[2]}-${match[3]}`);
}

/** `1190.00-`: the minus stands behind. Source: SAP's external form of amounts. */
export function sapAmount(text: string | undefined, currencyText: string | undefined, fallback: CurrencyCode | undefined): Money | undefined {
  const currency = currencyText === undefined ? fallback : parseCurrency(currencyText);
  const match = /^(-?)\s*(\d{1,18}(?:\.\d*)?|\.\d+)\s*(-?)$/.exec(text ?? "");
  if (currency === undefined || match === null || (match[1] !== "" && match[3] !== "")) return undefined;
  const parsed = parseAmount(match[2] ?? "", currency);
  if (!parsed.ok) return undefined;
  const negative = match[1] !== "" || match[3] !== "";
  return { minor: negative ? -parsed.money.minor : parsed.money.minor, currency };
}

/** The account alone where it is an IBAN; else bank key and account, as MT940 has them. */
export function sapAccount(bankKey: string | undefined, account: string | undefined, iban: string | undefined): AccountNumber | undefined {
  const number = iban ?? account;
  if (number === undefined) return undefined;
  const known = parseIban(number);
  if (known !== undefined) return { kind: "iban", iban: known };
  return { kind: "other", value: bankKey === undefined ? number : `${bankKey}/${number}` };
}

/** Texts of 70 signs: a full one goes on in the next. */
export function sapText(texts: readonly string[]): string {
  let text = "";
  for (const [index, each] of texts.entries()) text += `${index === 0 || (texts[index - 1] ?? "").length >= sapTextChars ? "" : " "}${each}`;
  return text.trim();
}
export const sapTextChars = 70;
