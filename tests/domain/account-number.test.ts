import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accountText, formatAccount, hungarianIban, isBic, parseAccountNumber, parseHungarianAccount, parseIban } from "../../src/domain/account-number.ts";

/** Makes a right number from any digits: the check digit brings the weighted sum to a multiple of ten. */
function checked(digits: string): string {
  const sum = [...digits].reduce((total, digit, i) => total + Number(digit) * ([9, 7, 3, 1][i % 4] ?? 0), 0);
  for (let check = 0; check < 10; check++) if ((sum + check * ([9, 7, 3, 1][digits.length % 4] ?? 0)) % 10 === 0) return `${digits}${check}`;
  throw new Error("no check digit");
}
const digits = (length: number) => fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: length, maxLength: length });

describe("a Hungarian account number", () => {
  it("of 24 digits, as printed in the registry of IBANs", () => {
    expect(parseHungarianAccount("11773016-11111018-00000000")).toEqual({ ok: true, digits24: "117730161111101800000000" });
    expect(hungarianIban("117730161111101800000000")).toBe("HU42117730161111101800000000");
  });
  it("of 16 digits is filled with eight zeros", () => {
    expect(parseHungarianAccount("11773016 11111018")).toEqual({ ok: true, digits24: "117730161111101800000000" });
  });
  it.each([
    ["11773016-1111101", "wrong-length"], ["", "wrong-length"], ["11773016-11111018-0000000", "wrong-length"], ["11773016-11111018-000000000", "wrong-length"],
    ["1177301X-11111018", "not-digits"], ["١١773016-11111018", "not-digits"],
    ["11773017-11111018", "first-check-digit"], ["11773016-11111019", "second-check-digit"], ["11773016-11111018-00000001", "second-check-digit"],
  ])("%j: %s", (text, problem) => expect(parseHungarianAccount(text)).toEqual({ ok: false, problem }));

  it("in either length: right ones are taken, one changed digit never is, and the IBAN of it is valid", () => {
    fc.assert(
      fc.property(digits(7), fc.oneof(digits(7), digits(15)), fc.nat(23), fc.integer({ min: 1, max: 9 }), (bank, account, at, by) => {
        const text = checked(bank) + checked(account);
        const read = parseHungarianAccount(text);
        expect(read).toEqual({ ok: true, digits24: text.padEnd(24, "0") });
        expect(parseIban(hungarianIban(text.padEnd(24, "0")))).toBe(hungarianIban(text.padEnd(24, "0")));
        const i = at % text.length;
        const wrong = `${text.slice(0, i)}${(Number(text[i]) + by) % 10}${text.slice(i + 1)}`;
        expect(parseHungarianAccount(wrong).ok).toBe(false); // 9, 7, 3 and 1 have no factor in common with 10
      }),
    );
  });
});

describe("an IBAN", () => {
  it.each(["HU42117730161111101800000000", "DE89370400440532013000", "GB29NWBK60161331926819", "hu42 1177 3016 1111 1018 0000 0000", "CH93-0076-2011-6238-5295-7"])("%s is one", (text) => {
    expect(parseIban(text)).toBe(text.replace(/[ -]/g, "").toUpperCase());
  });
  it.each(["HU42117730161111101800000001", "DE89370400440532013001", "DE8937040044053201300", "", "XX00", "HU00", "DE89370400440532013000 DE89370400440532013000"])("%j is none", (text) => expect(parseIban(text)).toBeUndefined());
  it("of Hungary also needs its inner check digits right", () => {
    // The outer check digits fit, the first half's 9-7-3-1 does not.
    expect(parseIban(hungarianIban("117730171111101800000000"))).toBeUndefined();
  });
  it("BICs", () => {
    expect([isBic("OTPVHUHB"), isBic("OTPVHUHBXXX"), isBic("OTPVHUH"), isBic("otpv")]).toEqual([true, true, false, false]);
  });
});

describe("what a person types", () => {
  it("is an IBAN, a Hungarian number, something else, or nothing", () => {
    expect(parseAccountNumber(" DE89 3704 0044 0532 0130 00 ")).toEqual({ kind: "iban", iban: "DE89370400440532013000" });
    expect(parseAccountNumber("11773016-11111018")).toEqual({ kind: "iban", iban: "HU42117730161111101800000000" });
    expect(parseAccountNumber("0532013000")).toEqual({ kind: "other", value: "0532013000" });
    expect(parseAccountNumber("   ")).toBeUndefined();
  });
  it("is shown in fours, and kept as one text", () => {
    const account = parseAccountNumber("HU42117730161111101800000000");
    expect(account && formatAccount(account)).toBe("HU42 1177 3016 1111 1018 0000 0000");
    expect(account && accountText(account)).toBe("HU42117730161111101800000000");
    expect(formatAccount({ kind: "other", value: "0532 01" })).toBe("0532 01");
  });
});
