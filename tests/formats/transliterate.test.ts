import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { transliterate } from "../../src/formats/transliterate.ts";

describe("text in the characters that every bank takes", () => {
  it.each([
    ["Őri Béla & Társa Kft.", "Ori Bela + Tarsa Kft."],
    ["Straße 12; Größe", "Strasse 12, Grosse"],
    ["ŰRHAJÓ_1", "URHAJO-1"],
    ["Łódź", "Lodz"],
    ["Αθήνα", "Athina"],
    ["Щастие", "Shtastie"],
    ["Smørrebrød [a]", "Smorrebrod (a)"],
    ["5 €", "5 E"],
    ["日本", ".."],
    ["ﬁn", "fin"],
  ])("%s", (text, plain) => {
    expect(transliterate(text)).toBe(plain);
  });

  it("gives only such characters, and leaves those as they are", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
      const plain = transliterate(text);
      expect(plain).toMatch(/^[a-zA-Z0-9/\-?:().,'+ ]*$/);
      expect(transliterate(plain)).toBe(plain);
    }), { numRuns: 500 });
  });
});
