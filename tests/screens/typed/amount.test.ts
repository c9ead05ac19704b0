import { describe, expect, it } from "vitest";
import type { CurrencyCode } from "../../../src/domain/ids.ts";
import { amountText, type Language } from "../../../src/domain/money.ts";
import { readTypedAmount } from "../../../src/screens/typed/amount.ts";

const eur = "EUR" as CurrencyCode;

function read(text: string, language: Language, currency = eur): string {
  const result = readTypedAmount(text, currency, language);
  return result.ok ? amountText(result.money) : result.sentence;
}

describe("readTypedAmount", () => {
  it.each<[string, Language, string]>([
    ["1234.5", "en", "1234.50"],
    ["1,234", "en", "1234.00"],
    ["1,234,567.89", "en", "1234567.89"],
    ["12,50", "en", "12.50"],
    ["1 234,50", "hu", "1234.50"],
    ["84 215 300", "hu", "84215300.00"],
    ["1 234,56 EUR", "hu", "1234.56"],
    ["€1,234.56", "en", "1234.56"],
    ["eur 12.50", "en", "12.50"],
    ["1,234.56 USD", "en", "Here amounts are in EUR, not in USD."],
    ["1234 Ft", "hu", "Here amounts are in EUR, not in HUF."],
    ["EUR", "en", "Enter the amount."],
    ["1.5", "hu", "1.50"],
    ["1.234", "de", "1234.00"],
    ["1.234,56", "de", "1234.56"],
    ["1234.56", "de", "1234.56"],
    ["1'234.00", "de", "1234.00"],
    ["0,01", "de", "0.01"],
  ])("reads %s of a %s operator as %s", (text, language, expected) => {
    expect(read(text, language)).toBe(expected);
  });

  it("refuses what reads two ways instead of guessing", () => {
    expect(read("1.234", "hu")).toContain("reads two ways");
    expect(read("12,34,567", "en")).toContain("reads two ways");
    expect(read("1.2345,6", "de")).toContain("reads two ways");
  });

  it("never rounds, never takes nothing or less", () => {
    expect(read("1.234", "en")).toBe("EUR has at most 2 decimals.");
    expect(read("100.5", "en", "JPY" as CurrencyCode)).toBe("JPY has no decimals.");
    expect(read("0", "en")).toContain("more than zero");
    expect(read("-5", "en")).toContain("digits");
    expect(read("", "en")).toBe("Enter the amount.");
    expect(read("9".repeat(30), "en")).toContain("too many digits");
  });
});
