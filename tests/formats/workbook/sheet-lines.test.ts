import { describe, expect, it } from "vitest";
import type { Finding } from "../../../src/domain/finding.ts";
import { isWorkbook } from "../../../src/formats/workbook/detect.ts";
import { dayOf, numberText, showsDay } from "../../../src/formats/workbook/number-text.ts";
import { sheetLines } from "../../../src/formats/workbook/sheet-lines.ts";
import { bookOf, payrollBook } from "./support.ts";

async function read(bytes: Uint8Array, name?: string): Promise<{ readonly lines: readonly string[]; readonly codes: readonly string[]; readonly findings: readonly Finding[] }> {
  const findings: Finding[] = [];
  const parts: Uint8Array[] = [];
  for await (const part of sheetLines(chunks(bytes), name, (finding) => findings.push(finding))) parts.push(part);
  return { lines: Buffer.concat(parts).toString().split("\n").slice(0, -1), codes: findings.map(({ code }) => code), findings };
}

async function* chunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
}

const row = (number: number, cells: string, more = "") => `<row r="${number}" ${more}>${cells}</row>`;
const value = (at: string, text: string, more = "") => `<c r="${at}" ${more}><v>${text}</v></c>`;

describe("a spreadsheet's rows", () => {
  it("come as lines with exact amounts, days and texts, each line with the number of its row", async () => {
    const book = await payrollBook();
    expect(isWorkbook(book.subarray(0, 4096))).toBe(true);
    expect(await read(book)).toEqual({
      codes: [], findings: [],
      lines: [
        "Payee name\tIBAN\tAmount\tCurrency\tDate\tPurpose",
        "Éva Kis\tHU42117730161111101800000000\t0.1\tEUR\t2026-11-24\t=1+1 rent",
        "\"Kis; \"\"Társa\"\"\"\tHU93116000060000000012345676\t1234567.89\tEUR\t2026-11-24\t@SUM(A1)",
        "",
        "Paper & <Co>\tHU42117730161111101800000000\t19.99\tEUR\t2026-11-24\ttwo lines and a tab",
      ],
    });
  });

  it.each([
    ["0.1", "0.1"], ["19.989999999999998", "19.99"], ["1.1000000000000001", "1.1"], ["0.30000000000000004", "0.3"], ["1234567.8899999999", "1234567.89"], ["-4.5", "-4.5"], ["1.5E-2", "0.015"],
    ["1E3", "1000"], ["1.2345E2", "123.45"], ["100", "100"], ["0", "0"], ["-0", "0"], ["999999999999999", "999999999999999"], ["0.99999999999999999", "1"], ["99.999999999999999", "100"], [".5", "0.5"], ["5.", undefined], ["1,5", undefined], ["", undefined], ["1e9999", undefined],
  ])("the number that is stored as %s is %s", (raw, text) => expect(numberText(raw)?.text).toBe(text));

  it("no amount of up to thirteen digits is changed, in the digits that a double is stored with", () => {
    for (let cents = 1; cents < 10_000_000_000_000; cents = cents * 3 + 7) {
      const text = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;
      const stored = Number(text).toPrecision(17);
      expect(numberText(stored)?.text).toBe(text.replace(/\.?0+$/, (zeros) => (zeros.startsWith(".") || text.includes(".") ? "" : zeros)));
    }
  });

  it("days are told from numbers by their format, in both calendars", () => {
    expect([dayOf("46350", false), dayOf("46350.75", false), dayOf("44888", true), dayOf("61", false), dayOf("60", false), dayOf("2958466", false)]).toEqual(["2026-11-24", "2026-11-24", "2026-11-24", "1900-03-01", undefined, undefined]);
    expect([showsDay(14, undefined), showsDay(22, undefined), showsDay(2, undefined), showsDay(20, undefined), showsDay(164, "dd\\.mm\\.yyyy"), showsDay(165, "#,##0.00 \"day\""), showsDay(166, "[Red]0.00;[Yellow]0"), showsDay(167, "h:mm"), showsDay(168, "General")]).toEqual([true, true, false, false, true, false, false, false, false]);
  });

  it("are those of the first sheet that is seen and has text, or of the one that is named", async () => {
    const book = bookOf({ Old: row(1, value("A1", "1")), Empty: row(1, "<c r=\"A1\" s=\"0\"/>"), Now: row(2, value("B2", "2")), Later: row(1, value("A1", "3")) }, { attributes: { Old: "state=\"hidden\"" } });
    expect(await read(book)).toMatchObject({ lines: ["", "\t2"], codes: ["sheets-not-read"] });
    expect(await read(book, "later")).toMatchObject({ lines: ["3"], codes: [] });
    expect(await read(book, "None")).toMatchObject({ lines: [], codes: ["sheet-missing"] });
    expect(await read(book, "Empty")).toMatchObject({ lines: [], codes: ["workbook-empty"] });
  });

  it("say what a formula showed, and what is hidden, broken or lost", async () => {
    const book = bookOf({
      S: row(1, value("A1", "0") + value("B1", "0.5").replace("<v>", "<f>1/2</f><v>") + "<c r=\"C1\" t=\"str\"><f>A1</f><v>a_x000D_b</v></c>", "hidden=\"1\"")
        + row(2, "<c r=\"A2\" t=\"inlineStr\"><is><r><t>in </t></r><r><t>pieces</t></r></is></c><c r=\"B2\"><f>X1</f></c>" + value("C2", "#N/A", "t=\"e\"") + value("D2", "1.1773016111110179E+23") + value("E2", "1", "t=\"b\"") + value("F2", "46350", "s=\"1\"") + value("G2", "0", "t=\"s\"")),
    }, { styles: "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs>", texts: ["<r><t>shared</t></r><r><t>!</t></r>"] });
    const { lines, findings } = await read(book);
    expect(lines).toEqual(["0\t0.5\ta b", "in pieces\t\t#N/A\t117730161111102000000000\tTRUE\t2026-11-24\tshared!"]);
    expect(findings.map(({ severity, code, line }) => [severity, code, line])).toEqual([
      ["info", "cells-are-formulas", 1], ["warning", "formula-without-value", 2], ["error", "cell-is-error", 2], ["error", "number-lost-digits", 2], ["warning", "rows-hidden", 1],
    ]);
  });

  it("follow no macro, no link and no DOCTYPE", async () => {
    const book = bookOf({ S: row(1, value("A1", "1")) }, { parts: { "xl/vbaProject.bin": "x", "xl/externalLinks/externalLink1.xml": "<x/>" } });
    expect((await read(book)).codes).toEqual(["workbook-has-macros", "workbook-has-links"]);
    const entity = bookOf({ S: "" }, { parts: { "xl/worksheets/sheet1.xml": "<!DOCTYPE w [<!ENTITY a \"b\">]><worksheet><sheetData><row><c><v>&a;</v></c></row></sheetData></worksheet>" } });
    const refused = await read(entity);
    expect(refused.lines).toEqual([]);
    expect(refused.findings).toMatchObject([{ severity: "error", message: expect.stringContaining("DOCTYPE") as string }]);
  });

  it("end where there are too many, too wide or what unpacks to too much", async () => {
    expect((await read(bookOf({ S: row(200_000, value("A200000", "1")) + row(200_001, value("A200001", "1")) }))).codes).toEqual(["workbook-too-long"]);
    expect((await read(bookOf({ S: row(1, value("XFD1", "1")) }))).codes).toEqual(["workbook-too-wide"]);
    const bomb = Buffer.from(bookOf({ S: "<x/>".repeat(500_000) + row(1, value("A1", "1")) }));
    expect((await read(bomb)).lines).toEqual(["1"]);
    // The table says less than the part unpacks to, or far more.
    const table = bomb.lastIndexOf("xl/worksheets/sheet1.xml") - 46;
    const short = Buffer.from(bomb), long = Buffer.from(bomb);
    short.writeUInt32LE(1000, table + 24);
    long.writeUInt32LE(0xfffffff0, table + 24);
    expect((await read(short)).codes).toEqual(["workbook-damaged"]);
    expect((await read(long)).codes).toEqual(["workbook-too-large"]);
  });

  it("cut anywhere or flipped anywhere give findings or rows, never an exception", async () => {
    const book = await payrollBook();
    for (let at = 0; at < book.length; at += 7) {
      const cut = await read(book.subarray(0, at));
      expect(cut.findings.some(({ severity }) => severity === "error")).toBe(true);
      const flipped = Buffer.from(book);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      isWorkbook(flipped.subarray(0, 4096));
      const { lines, findings } = await read(flipped);
      // Whatever was flipped, no amount comes out otherwise without an error.
      if (!findings.some(({ severity }) => severity === "error")) expect(lines.join("\n")).toContain("\t1234567.89\t");
    }
  });

  it("are told from other archives and files", () => {
    expect(isWorkbook(bookOf({ S: "" }).subarray(0, 4096))).toBe(true);
    expect([Buffer.from("PK"), Buffer.from("PK\x03\x04"), Buffer.from("a;b\n"), Buffer.alloc(0)].map(isWorkbook)).toEqual([false, false, false, false]);
  });
});
