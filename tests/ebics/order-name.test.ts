import { describe, expect, it } from "vitest";
import { orderNameText, parseOrderName, sameName } from "../../src/ebics/index.ts";

describe("an order's name as people type it", () => {
  it.each([
    ["SCT/-/-/pain.001", "send", "BTU SCT/-/-/pain.001"],
    ["BTU XCT/DE/URG/pain.001@09", "send", "BTU XCT/DE/URG/pain.001@09"],
    ["EOP/DE/-/camt.053@08/ZIP", "fetch", "BTD EOP/DE/-/camt.053@08/ZIP"],
    ["CCT", "send", "CCT"],
    ["FUL pain.001.001.03.sct FR", "send", "FUL pain.001.001.03.sct"],
    ["FDL camt.053.001.02.stm", "fetch", "FDL camt.053.001.02.stm"],
  ] as const)("%s", (text, direction, written) => {
    const name = parseOrderName(text, direction);
    expect(name && orderNameText(name)).toBe(written);
    expect(name && sameName(name, parseOrderName(written, direction) ?? { adminOrderType: "" })).toBe(true);
  });

  it.each([["BTD SCT/-/-/pain.001", "send"], ["SCT/-/-", "send"], ["sct", "send"], ["CCTX", "send"], ["FUL", "send"], ["CCT something", "send"], ["SCT/-/-/pain.001/TAR", "send"], ["", "fetch"], ["FUL a France", "send"]] as const)("not %j", (text, direction) => {
    expect(parseOrderName(text, direction)).toBeUndefined();
  });

  it("is the same only as its like", () => {
    const zip = parseOrderName("EOP/DE/-/camt.053/ZIP", "fetch");
    const plain = parseOrderName("EOP/DE/-/camt.053", "fetch");
    expect(zip && plain && sameName(zip, plain)).toBe(false);
    expect(sameName({ adminOrderType: "FUL", fileFormat: { name: "a" } }, { adminOrderType: "FUL", fileFormat: { name: "b" } })).toBe(false);
    expect(sameName({ adminOrderType: "CCT" }, { adminOrderType: "CDD" })).toBe(false);
  });
});
