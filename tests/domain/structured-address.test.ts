import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isStructured, structureAddress } from "../../src/domain/structured-address.ts";

const lines = (...addressLines: string[]) => ({ addressLines });

describe("an address in lines is brought into parts", () => {
  it.each([
    [["Hauptstraße 12a", "D-80331 München"], { streetName: "Hauptstraße", buildingNumber: "12a", postCode: "80331", townName: "München", country: "DE" }],
    [["Hauptstr. 12", "80331 München", "Deutschland"], { streetName: "Hauptstr.", buildingNumber: "12", postCode: "80331", townName: "München", country: "DE" }],
    [["Fő utca 1-3.", "H-1051 Budapest"], { streetName: "Fő utca", buildingNumber: "1-3", postCode: "1051", townName: "Budapest", country: "HU" }],
    [["Váci út 30/B, 1132 Budapest, Magyarország"], { streetName: "Váci út", buildingNumber: "30/B", postCode: "1132", townName: "Budapest", country: "HU" }],
    [["12 rue de la Paix", "75002 Paris", "FRANCE"], { streetName: "rue de la Paix", buildingNumber: "12", postCode: "75002", townName: "Paris", country: "FR" }],
    [["221B Baker Street", "London NW1 6XE", "United Kingdom"], { streetName: "Baker Street", buildingNumber: "221B", postCode: "NW1 6XE", townName: "London", country: "GB" }],
    [["Herengracht 5", "1015 BA Amsterdam", "NL"], { streetName: "Herengracht", buildingNumber: "5", postCode: "1015 BA", townName: "Amsterdam", country: "NL" }],
    [["ul. Długa 7", "00-238 Warszawa", "Polska"], { streetName: "ul. Długa", buildingNumber: "7", postCode: "00-238", townName: "Warszawa", country: "PL" }],
    [["Bahnhofstrasse 1", "CH-8001 Zürich"], { streetName: "Bahnhofstrasse", buildingNumber: "1", postCode: "8001", townName: "Zürich", country: "CH" }],
  ])("%j", (given, parts) => {
    const structured = structureAddress(lines(...given));
    expect(structured).toEqual({ address: { ...parts, addressLines: [] }, certain: true });
  });

  it("keeps what is no street as a line, and says that somebody should look", () => {
    expect(structureAddress(lines("Tower B, 4th floor", "Graben 21", "1010 Wien", "Austria"))).toEqual({
      address: { streetName: "Graben", buildingNumber: "21", postCode: "1010", townName: "Wien", country: "AT", addressLines: ["Tower B", "4th floor"] }, certain: false,
    });
  });

  it("takes the country of the account where the address names none, and is not certain then", () => {
    expect(structureAddress(lines("Fő utca 1", "7621 Pécs"), "HU")).toMatchObject({ address: { townName: "Pécs", country: "HU" }, certain: false });
    expect(structureAddress(lines("Fő utca 1", "7621 Pécs"))).toBeUndefined();
  });

  it("uses the parts that are there already", () => {
    expect(structureAddress({ country: "DE", addressLines: ["Gasse 3", "10115 Berlin"] })).toMatchObject({ address: { streetName: "Gasse", townName: "Berlin", country: "DE" }, certain: true });
  });

  it("leaves alone what no town can be told from", () => {
    for (const given of [["Somewhere"], ["PO Box 12"], ["Germany"], [""], ["12345"]]) expect(structureAddress(lines(...given), "DE")).toBeUndefined();
  });

  it("leaves alone what would not fit on two lines", () => {
    expect(structureAddress(lines("x".repeat(71), "80331 München", "Germany"))).toBeUndefined();
  });

  it("loses no letter and never makes an address that may not leave", () => {
    const word = fc.stringMatching(/^[A-Za-zäöüéő0-9.\-/ ]{0,20}$/);
    fc.assert(fc.property(fc.array(word, { maxLength: 5 }), (given) => {
      const structured = structureAddress(lines(...given), "HU");
      if (structured === undefined) return;
      expect(isStructured(structured.address)).toBe(true);
      const { country: _country, addressLines, ...parts } = structured.address;
      const letters = (text: string): string => [...text.replace(/[^\p{L}\p{N}]/gu, "")].sort().join("");
      const kept = letters([...Object.values(parts), ...addressLines].join(""));
      const before = letters(given.join(""));
      // A country's name or sign may have become its code; nothing else goes.
      expect(before.length - kept.length).toBeLessThanOrEqual(20);
      for (const letter of new Set(kept)) expect(before.split(letter).length).toBeGreaterThanOrEqual(kept.split(letter).length);
    }), { numRuns: 500 });
  });
});
