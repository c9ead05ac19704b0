import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeRecoveryCode, readRecoveryCode } from "../../src/domain/recovery-code.ts";

const bytes = fc.uint8Array({ minLength: 15, maxLength: 15 });

describe("a recovery code", () => {
  it("is five groups of five, and another one for other bits", () => {
    fc.assert(fc.property(bytes, bytes, (one, other) => {
      expect(makeRecoveryCode(one)).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{5}$/);
      expect(makeRecoveryCode(one) === makeRecoveryCode(other)).toBe(Buffer.compare(one, other) === 0);
    }));
  });

  it("is read however it is typed: case, blanks, hyphens, O for 0, I and L for 1", () => {
    fc.assert(fc.property(bytes, (random) => {
      const code = makeRecoveryCode(random);
      for (const typed of [code, code.toLowerCase(), code.replaceAll("-", " "), ` ${code.replaceAll("-", "")} `, code.replaceAll("0", "o").replaceAll("1", "l")]) expect(readRecoveryCode(typed)).toBe(code);
    }));
  });

  it("that is mistyped is told: a neighbour exchanged, a character missing or too many", () => {
    const code = makeRecoveryCode(Uint8Array.from({ length: 15 }, (_, at) => at * 17 + 3));
    const plain = code.replaceAll("-", "");
    for (let at = 0; at + 2 < plain.length; at++) {
      const swapped = plain.slice(0, at) + plain[at + 1]! + plain[at]! + plain.slice(at + 2);
      if (swapped !== plain) expect(readRecoveryCode(swapped)).toBeUndefined();
      const other = plain[at] === "5" ? "6" : "5";
      expect(readRecoveryCode(plain.slice(0, at) + other + plain.slice(at + 1))).toBeUndefined();
    }
    for (const wrong of ["", plain.slice(1), `${plain}0`, `${plain.slice(0, -1)}U`, "?".repeat(25)]) expect(readRecoveryCode(wrong)).toBeUndefined();
  });
});
