import { describe, expect, it } from "vitest";
import { type BtfService, btfMatches, btfText } from "../../src/ebics/index.ts";

const sct: BtfService = { serviceName: "SCT", message: { name: "pain.001" } };

describe("business transaction formats", () => {
  it("read as one line", () => {
    expect(btfText(sct)).toBe("SCT/-/-/pain.001");
    expect(btfText({ serviceName: "EOP", scope: "CH", container: "ZIP", message: { name: "camt.053", version: "08" } })).toBe("EOP/CH/-/camt.053@08/ZIP");
  });
  it("match when all that both name is the same", () => {
    expect(btfMatches({ ...sct, message: { name: "pain.001", version: "09" } }, sct)).toBe(true);
    expect(btfMatches({ ...sct, message: { name: "pain.001", version: "09" } }, { ...sct, message: { name: "pain.001", version: "03" } })).toBe(false);
    expect(btfMatches(sct, { ...sct, scope: "DE" })).toBe(false);
    expect(btfMatches(sct, { ...sct, serviceOption: "URG" })).toBe(false);
    expect(btfMatches(sct, { ...sct, container: "XML" })).toBe(false);
    expect(btfMatches(sct, { ...sct, message: { name: "pain.008" } })).toBe(false);
  });
});
