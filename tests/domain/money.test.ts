import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CurrencyCode } from "../../src/domain/ids.ts";
import { addMoney, amountText, currencyExponent, formatAmount, type Language, parseAmount, parseCurrency } from "../../src/domain/money.ts";

const code = (text: string): CurrencyCode => text as CurrencyCode;
const parse = (text: string, currency = "EUR") => {
  const result = parseAmount(text, code(currency));
  return result.ok ? result.money.minor : result.problem;
};

describe("currencies", () => {
  it.each([["EUR", 2], ["HUF", 2], ["JPY", 0], ["KWD", 3], ["CLF", 4], ["CHF", 2]] as const)("%s has %i decimals", (currency, digits) => expect(currencyExponent(code(currency))).toBe(digits));
  it("knows ISO 4217 and nothing else", () => {
    expect(parseCurrency("HUF")).toBe("HUF");
    for (const none of ["huf", "HU", "XXZ", "", "EURO", "E\u0421R"]) expect(parseCurrency(none), none).toBeUndefined();
  });
});

describe("reading an amount", () => {
  it.each([
    ["1234.5", 123450n], ["0012", 1200n], ["-4.50", -450n], ["+1", 100n], [".5", 50n], ["5.", 500n], ["0", 0n], ["-0", 0n],
    ["1.1000000", 110n], ["9999999999999999.99", 999999999999999999n],
    ["1.005", "too-many-decimals"], ["1.001", "too-many-decimals"], ["10000000000000000.00", "too-long"],
    ["", "not-a-number"], [".", "not-a-number"], ["-", "not-a-number"], ["1,5", "not-a-number"], ["1e3", "not-a-number"], ["0x10", "not-a-number"],
    [" 1", "not-a-number"], ["1 ", "not-a-number"], ["1\n", "not-a-number"], ["--1", "not-a-number"], ["NaN", "not-a-number"], ["١", "not-a-number"], ["1.2.3", "not-a-number"],
  ])("%j is %s", (text, expected) => expect(parse(text)).toBe(expected));

  it("goes by the currency's decimals", () => {
    expect(parse("150", "JPY")).toBe(150n);
    expect(parse("150.0", "JPY")).toBe(150n);
    expect(parse("150.5", "JPY")).toBe("too-many-decimals");
    expect(parse("1.234", "KWD")).toBe(1234n);
    expect(parse("100.50", "HUF")).toBe(10050n);
  });
  it("written and read again is the same, for all amounts and currencies", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 18n) + 1n, max: 10n ** 18n - 1n }), fc.constantFrom("EUR", "HUF", "JPY", "KWD", "CLF"), (minor, currency) => {
        expect(parseAmount(amountText({ minor, currency: code(currency) }), code(currency))).toEqual({ ok: true, money: { minor, currency } });
      }),
    );
  });
});

describe("showing an amount", () => {
  const show = (minor: bigint, language: Language, currency = "EUR") => formatAmount({ minor, currency: code(currency) }, language);
  it("as each language writes it", () => {
    expect(show(8421530000n, "en")).toBe("84,215,300.00");
    expect(show(8421530000n, "hu")).toMatch(/^84\s215\s300,00$/);
    expect(show(8421530000n, "de")).toBe("84.215.300,00");
    expect(show(-5n, "en")).toBe("-0.05");
    expect(show(999n, "de")).toBe("9,99");
    expect(show(-100000n, "en")).toBe("-1,000.00");
    expect(show(1234567n, "en", "JPY")).toBe("1,234,567");
    expect(show(0n, "hu")).toBe("0,00");
  });
  it("keeps every digit in every language", () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.constantFrom<Language>("en", "hu", "de"), fc.constantFrom("EUR", "JPY", "KWD"), (minor, language, currency) => {
        expect(BigInt(show(minor, language, currency).replace(/[^\d-]/g, ""))).toBe(minor);
      }),
    );
  });
});

describe("adding", () => {
  it("adds one currency and refuses two", () => {
    expect(addMoney({ minor: 1n, currency: code("EUR") }, { minor: -3n, currency: code("EUR") })).toEqual({ minor: -2n, currency: "EUR" });
    expect(() => addMoney({ minor: 1n, currency: code("EUR") }, { minor: 1n, currency: code("HUF") })).toThrow(/EUR and HUF/);
  });
});
