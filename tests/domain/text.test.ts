import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { visibleLine, visibleText } from "../../src/domain/text.ts";

const mark = "\ufffd";

describe("text from outside", () => {
  it.each(["Kovács Őrsébet Kft. – 100 € „Számla”", "Müller & Söhne GmbH", "Παπαδόπουλος", "Иванов", "株式会社", "ﬁ", "", "e\u0301", "שלום"])("%j is left as it is", (text) => expect(visibleText(text)).toBe(text));

  it.each<[string, string, string]>([
    ["a terminal escape", "a\u001b[2Jb", `a${mark}[2Jb`],
    ["an 8-bit control sequence", "a\u009b31mb", `a${mark}31mb`],
    ["a window title", "\u001b]0;x\u0007", `${mark}]0;x${mark}`],
    ["backspaces", "100\b\b\b999", `100${mark.repeat(3)}999`],
    ["nul and delete", "a\0b\u007f", `a${mark}b${mark}`],
    ["line breaks and tabs", "a\r\nb\tc\u2028d\u2029e", "a  b c d e"],
    ["bidi overrides", "\u202e001\u202c", `${mark}001${mark}`],
    ["bidi isolates and marks", "\u2066a\u2069\u200e\u200f\u061c", `${mark}a${mark.repeat(4)}`],
    ["zero-width characters", "a\u200bb\u200cc\u200dd\u2060e\ufefff", `a${mark}b${mark}c${mark}d${mark}e${mark}f`],
    ["a soft hyphen", "ba\u00adnk", `ba${mark}nk`],
    ["fillers", "\u115f\u1160\u3164\uffa0", mark.repeat(4)],
    ["variation selectors", "a\ufe0f\u180b\u{e0100}", `a${mark.repeat(3)}`],
    ["a combining grapheme joiner", "a\u034fb", `a${mark}b`],
    ["tag characters", "a\u{e0041}\u{e007f}", `a${mark.repeat(2)}`],
    ["private use", "\ue000\u{f0000}", mark.repeat(2)],
    ["lone surrogates", "a\ud800b\udc00", `a${mark}b${mark}`],
    ["a tower of marks", `a${"\u0301".repeat(300)}b`, `a${"\u0301".repeat(8)}${mark}b`],
    ["non-characters", "\uffff\ufdd0", mark.repeat(2)],
  ])("%s is made visible", (_title, text, shown) => expect(visibleText(text)).toBe(shown));

  it("lets no control, format or invisible character through, whatever comes, and changes nothing twice", () => {
    const anything = fc.string({ unit: fc.oneof(fc.integer({ min: 0, max: 0xffff }).map((n) => String.fromCharCode(n)), fc.integer({ min: 0x10000, max: 0x10ffff }).map((n) => String.fromCodePoint(n))) });
    fc.assert(
      fc.property(anything, (text) => {
        const shown = visibleText(text);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/u);
        expect(visibleText(shown)).toBe(shown);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("one line", () => {
  it("is cut with an ellipsis, after filtering", () => {
    expect(visibleLine("Danube", 6)).toBe("Danube");
    expect(visibleLine("Danube Kft.", 6)).toBe("Danub…");
    expect(visibleLine("a\nb\u001b", 4)).toBe(`a b${mark}`);
    expect(visibleLine("abc", 0)).toBe("…");
  });
  it("never splits a character outside the basic plane", () => {
    expect(visibleLine("a\u{1f600}b", 3)).toBe("a…");
  });
});
