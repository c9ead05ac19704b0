import { describe, expect, it } from "vitest";
import { ebicsOrdersDocument } from "../../scripts/reference/ebics-orders.ts";
import { readProofs } from "../../scripts/reference/proofs.ts";
import { ebicsOrders } from "../../src/ebics/index.ts";

const file = (text: string) => ({ name: "tests/a.test.ts", text });
const mark = (words: string): string => `[${words}]`; // in one piece it would be a mark of this very file

describe("a mark in a test's title", () => {
  it("stands for every combination of its orders, versions and sides", () => {
    const [proof] = readProofs([file(`  it.each([[1, "a"]] as const)("does %i ${mark("HTD HKD H004 H005 bank")}", async () => {`)], ebicsOrders);
    expect(proof?.title).toBe("does %i");
    expect(proof?.cells.map(({ order, version, side }) => `${order} ${version} ${side}`)).toEqual(["HTD H004 bank", "HTD H005 bank", "HKD H004 bank", "HKD H005 bank"]);
  });

  it("is refused, with its place, when it names what is not in the table, lacks a part, or is no test's", () => {
    expect(() => readProofs([file(`\n it("x ${mark("HTX H005 client")}", () => {});`)], ebicsOrders)).toThrow("tests/a.test.ts:2: HTX is no order");
    expect(() => readProofs([file(`it("x ${mark("HTD client")}", () => {});`)], ebicsOrders)).toThrow("a mark names orders, versions and sides");
    expect(() => readProofs([file(`// proved elsewhere ${mark("HTD H005 client")}`)], ebicsOrders)).toThrow("does not stand in the title of a test");
  });
});

describe("the table of orders", () => {
  it("is not written while a cell has no test, or a test names a cell that nobody speaks", () => {
    expect(() => ebicsOrdersDocument([])).toThrow("no test proves HPB H005 client");
    expect(() => ebicsOrdersDocument([file(`it("x ${mark("BTU H003 bank")}", () => {});`)])).toThrow("tests/a.test.ts says it proves BTU H003 bank, which nobody speaks");
  });
});
