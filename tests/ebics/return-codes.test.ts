import { describe, expect, it } from "vitest";
import { isSuccess, returnCode, returnCodes } from "../../src/ebics/index.ts";
import { bankWords, moneySentence, reportTextOf } from "../../src/ebics/return-codes.ts";

/** Those named in the specification's annex 1 that a client meets. */
const named = `000000 011000 011001 011101 011301 031001 061001 061002 061099 061101 090003 090004 090005 090006 091001 091002 091003 091004 091005 091006 091007
  091008 091009 091010 091011 091101 091102 091103 091104 091105 091111 091112 091113 091114 091115 091116 091117 091118 091119 091120 091121 091201 091202 091203
  091204 091205 091206 091207 091208 091209 091210 091211 091212 091213 091214 091215 091216 091217 091218 091219 091301 091302 091303 091304 091305 091306`.split(/\s+/);

describe("return codes", () => {
  it("are all there, once, in order, each with what happened, what it means for the money, and what to do", () => {
    expect([...returnCodes.keys()]).toEqual(named);
    for (const code of returnCodes.values()) {
      expect(code.name).toMatch(/^EBICS_[A-Z0-9_]+$/);
      expect(code.sentence).toMatch(/^[A-Z].*\.$/);
      expect(code.next).toMatch(/^[A-Z].*\.$/);
      expect(moneySentence(code.money)).toMatch(/^[A-Z].*\.$/);
      expect(code.class).toBe({ "00": "information", "01": "note", "03": "warning", "06": "error", "09": "error" }[code.code.slice(0, 2)]);
      // What leaves the money open never says to send again without asking.
      if (code.money === "unclear") expect(`${code.code}: ${code.next}`).toMatch(/[Aa]sk the bank|customer protocol|goes on at the segment/);
    }
    expect(new Set([...returnCodes.values()].map(({ name }) => name)).size).toBe(named.length);
  });
  it("count as success only when the thing was done", () => {
    expect([...returnCodes.values()].filter(isSuccess).map(({ code }) => code)).toEqual(["000000", "011000", "011001", "011301", "031001"]);
  });
  it("fail closed when they are in no list, whatever their first digits say", () => {
    for (const code of ["000001", "011999", "039999", "999999", "", "junk"]) {
      expect(isSuccess(returnCode(code))).toBe(false);
      expect(returnCode(code)).toMatchObject({ class: "error", money: "unclear" });
    }
  });
  it("stand beside the bank's own words, which are given without the name in front", () => {
    expect(bankWords("[EBICS_AUTHENTICATION_FAILED] Teilnehmer\n gesperrt")).toBe("Teilnehmer gesperrt");
    expect([bankWords("[EBICS_OK] OK"), bankWords("[EBICS_OK]"), bankWords("Auftragsart nicht zugelassen")]).toEqual(["", "", "Auftragsart nicht zugelassen"]);
  });
  it("fit into a report text", () => {
    for (const code of returnCodes.values()) expect(reportTextOf(code).length).toBeLessThanOrEqual(256);
  });
});
