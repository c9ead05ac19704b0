import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ptkColumns, readPtk, writePtk } from "../../../src/ebics/index.ts";

describe("PTK", () => {
  it("is never wider than 80 columns, loses no word, and is ISO-8859-1", () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.string({ unit: fc.constantFrom("a", "É", "9", "-"), minLength: 1, maxLength: 100 }), { maxLength: 20 }).map((words) => words.join(" ")), { maxLength: 10 }), (lines) => {
        const read = readPtk(writePtk(lines));
        expect(read.every((line) => line.length <= ptkColumns)).toBe(true);
        expect(read.join("").replaceAll(" ", "")).toBe(lines.join("").replaceAll(" ", ""));
      }),
    );
  });

  it("writes what the character set has, and a question mark for what it has not", () => {
    expect(Buffer.from(writePtk(["Ödön ő €"])).toString("hex")).toBe(Buffer.from("Ödön ? ?\r\n", "latin1").toString("hex"));
  });

  it("reads any line end, and drops the final Ctrl-Z of old systems", () => {
    expect(readPtk(Buffer.from("a\r\nb\nc\rd\r\n\u001a", "latin1"))).toEqual(["a", "b", "c", "d"]);
  });
});
