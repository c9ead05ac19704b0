import { describe, expect, it } from "vitest";
import { readOrder, readStatements } from "../../../src/formats/collect.ts";
import { defineFormat } from "../../../src/formats/definition/format.ts";
import { bookOf, defined, payrollBook } from "../workbook/support.ts";

const own = (more: object) => ({
  id: "own-sheet", title: "Sheet", kind: "orders", source: "Made for this test.", charsets: ["UTF-8"], syntax: { kind: "sheet", names: true }, begins: ["line"], constants: { "transaction.currency": "EUR" },
  records: [{ name: "line", opens: ["batch", "transaction"], fields: [{ name: "amount", type: "amount", column: "amount", mark: ".", to: "transaction.amount", required: true }] }], ...more,
});

describe("a format that is a spreadsheet", () => {
  it("is made from a sample and reads its payments: exact amounts, days, texts that look like formulas", async () => {
    const book = await payrollBook();
    const format = await defined(book, "orders");
    if (format.kind !== "orders") throw new Error("an order format");
    expect(format.detect(book.subarray(0, 4096))).toBe(true);
    expect(format.detect(Buffer.from("Payee name;IBAN;Amount\n"))).toBe(false);
    const { batches, findings } = await readOrder(format, book);
    expect(findings).toEqual([]);
    expect(batches.map(({ batch }) => batch.requestedExecutionDate)).toEqual(["2026-11-24"]);
    expect(batches.flatMap(({ transactions }) => transactions.map((one) => [one.creditor.name, one.amount, one.remittance.unstructured.join("|")]))).toEqual([
      ["Éva Kis", { minor: 10n, currency: "EUR" }, "=1+1 rent"],
      ["Kis; \"Társa\"", { minor: 123456789n, currency: "EUR" }, "@SUM(A1)"],
      ["Paper & <Co>", { minor: 1999n, currency: "EUR" }, "two lines and a tab"],
    ]);
  });

  it("reads an account's entries", async () => {
    const text = (at: string, value: string) => `<c r="${at}" t="inlineStr"><is><t>${value}</t></is></c>`;
    const line = (row: number, amount: string) => `<row r="${row}"><c r="A${row}" s="1"><v>46350</v></c><c r="B${row}"><v>${amount}</v></c>${text(`C${row}`, "Partner Ltd")}</row>`;
    const book = bookOf({ S: `<row r="1">${text("A1", "Booking date")}${text("B1", "Amount")}${text("C1", "Partner")}</row>${line(2, "-4.5")}${line(3, "19.989999999999998")}` }, { styles: "<cellXfs><xf/><xf numFmtId=\"14\"/></cellXfs>" });
    const format = await defined(book, "statements");
    if (format.kind !== "statements") throw new Error("a statement format");
    const { statements, findings } = await readStatements(format, book);
    expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(statements.flatMap(({ entries }) => entries.map((entry) => [entry.bookingDate, entry.amount.minor]))).toEqual([["2026-11-24", -450n], ["2026-11-24", 1999n]]);
  });

  it("names what is wrong by the row of the sheet", async () => {
    const book = bookOf({ S: "<row r=\"3\"><c t=\"inlineStr\"><is><t>amount</t></is></c></row><row r=\"7\"><c><v>0.333</v></c></row>" });
    const result = defineFormat(own({}));
    if (!result.ok || result.formats[0]?.kind !== "orders") throw new Error("an order format");
    const { findings } = await readOrder(result.formats[0], book);
    expect(findings.filter(({ code }) => code === "transaction-unreadable")).toMatchObject([{ severity: "error", line: 7, message: expect.stringContaining("more decimals") as string }]);
  });

  it("is told of a sheet with other columns that it does not fit", async () => {
    const result = defineFormat(own({}));
    if (!result.ok || result.formats[0]?.kind !== "orders") throw new Error("an order format");
    const { batches, findings } = await readOrder(result.formats[0], bookOf({ S: "<row><c t=\"inlineStr\"><is><t>price</t></is></c></row><row><c><v>1</v></c></row>" }));
    expect(batches.flatMap(({ transactions }) => transactions)).toEqual([]);
    expect(findings.some(({ severity }) => severity === "error")).toBe(true);
  });

  it("is only read, in UTF-8", () => {
    expect(defineFormat(own({ charsets: ["windows-1250"] }))).toMatchObject({ ok: false, findings: [{ field: "charsets" }] });
    expect(defineFormat(own({ write: { lineEnd: "LF", order: ["line"] } }))).toMatchObject({ ok: false, findings: [{ field: "syntax" }] });
  });
});
