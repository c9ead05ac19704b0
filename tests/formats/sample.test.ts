import { describe, expect, it } from "vitest";
import { readOrder, readStatements } from "../../src/formats/collect.ts";
import { defineFormat } from "../../src/formats/definition/format.ts";
import { definitionOfDraft } from "../../src/formats/sample/definition-of-draft.ts";
import { draftOf, sampleLines } from "../../src/formats/sample/format-draft.ts";

/** Bytes of the Central European Windows charset. */
function windows1250(text: string): Uint8Array {
  const table: Readonly<Record<string, number>> = { "á": 0xe1, "é": 0xe9, "ő": 0xf5, "Ő": 0xd5, "ű": 0xfb, "ö": 0xf6, "ü": 0xfc, "ó": 0xf3, "í": 0xed };
  return Uint8Array.from([...text].map((character) => table[character] ?? character.charCodeAt(0)));
}

const csv = windows1250([
  "Kedvezményezett neve;Számlaszám;Összeg;Pénznem;Közlemény",
  "Őri Béla;HU42117730161111101800000000;1.234,50;HUF;Bér november",
  "\"Kis; Társa\";HU93116000060000000012345676;250,00;HUF;Számla 7",
  "",
].join("\r\n"));

describe("a sample of an unknown file", () => {
  it("with semicolons, decimal commas and Windows letters is understood as far as its names tell", () => {
    const draft = draftOf(csv, { kind: "orders", title: "payroll" });
    expect(draft).toMatchObject({ charset: "windows-1250", separator: ";", names: true });
    expect(draft.fields.map((field) => field.meaning)).toEqual(["creditor-name", "creditor-account", "amount", "currency", "remittance"]);
    expect(draft.decimalMark).toBe(",");
  });

  it("is read by the definition that the draft becomes", async () => {
    const draft = { ...draftOf(csv, { kind: "orders", title: "payroll" }), account: "HU34599000120000000000000017" };
    const defined = defineFormat(definitionOfDraft(draft, sampleLines(csv, draft.charset), "own-1"));
    expect(defined).toMatchObject({ ok: true });
    if (!defined.ok) return;
    const [format] = defined.formats;
    if (format?.kind !== "orders") throw new Error("an order format");
    expect(format.detect(csv)).toBe(true);
    expect(format.detect(Buffer.from("01PAYROLL 20261123\r\n02HU42117730161111101800000000\r\n"))).toBe(false);
    expect(format.detect(Buffer.from("Name;Amount\r\nA;1\r\n"))).toBe(false);
    const { batches, findings } = await readOrder(format, csv);
    expect(findings.filter((finding) => finding.severity === "error").map((finding) => finding.code)).toEqual(["date-missing"]);
    expect(batches.flatMap(({ transactions }) => transactions.map((one) => [one.creditor.name, one.amount.minor, one.remittance.unstructured[0]]))).toEqual([["Őri Béla", 123450n, "Bér november"], ["Kis; Társa", 25000n, "Számla 7"]]);
  });

  it("of fixed width is cut where blanks end and figures begin", async () => {
    const lines = [
      "01PAYROLL 20261123                                                  ",
      "02HU42117730161111101800000000Szabo Agnes         0000012345020261124",
      "02HU93116000060000000012345676Ori Bela            0000000990020261124",
      "09000000001335                                                       ",
    ];
    const bytes = Buffer.from(`${lines.join("\r\n")}\r\n`);
    expect(draftOf(bytes, { kind: "orders", title: "bank" })).toMatchObject({ separator: undefined, exampleLine: 1 });
    const at = (from: number, length: number, meaning: string | undefined) => ({ at: from, length, name: undefined, meaning });
    const draft = {
      ...draftOf(bytes, { kind: "orders", title: "bank" }), currency: "HUF", account: "HU34599000120000000000000017", decimalMark: "" as const, decimals: 2, datePattern: "YYYYMMDD", exampleLine: 1,
      fields: [at(0, 2, "marker"), at(2, 28, "creditor-account"), at(30, 20, "creditor-name"), at(50, 11, "amount"), at(61, 8, "date")],
    };
    const defined = defineFormat(definitionOfDraft(draft, sampleLines(bytes, draft.charset), "own-2"));
    if (!defined.ok) throw new Error(JSON.stringify(defined.findings));
    const [format] = defined.formats;
    if (format?.kind !== "orders") throw new Error("an order format");
    const { batches, findings } = await readOrder(format, bytes);
    expect(findings.filter((finding) => finding.severity === "error")).toEqual([]);
    expect(batches.flatMap(({ transactions }) => transactions.map((one) => [one.creditor.name, one.amount.minor]))).toEqual([["Szabo Agnes", 123450n], ["Ori Bela", 9900n]]);
    expect(format.detect(bytes)).toBe(true);
    expect(format.detect(csv)).toBe(false);
    // A kind of line that the sample did not show is told, not lost.
    const strange = await readOrder(format, Buffer.from(`${lines.join("\r\n")}\r\n77 something new\r\n`));
    expect(strange.findings.some((finding) => finding.line === 5)).toBe(true);
  });

  it("of a statement becomes entries with their signs", async () => {
    const bytes = Buffer.from("Booking date,Amount,Name,Purpose\n2026-11-20,-12.50,Paper Ltd,Invoice 1\n2026-11-21,100.00,Customer,Thanks\n");
    const draft = { ...draftOf(bytes, { kind: "statements", title: "bank" }), currency: "EUR", account: "DE89370400440532013000" };
    const defined = defineFormat(definitionOfDraft(draft, sampleLines(bytes, draft.charset), "own-3"));
    if (!defined.ok) throw new Error(JSON.stringify(defined.findings));
    const [format] = defined.formats;
    if (format?.kind !== "statements") throw new Error("a statement format");
    const { statements } = await readStatements(format, bytes);
    expect(statements.flatMap(({ entries }) => entries.map((entry) => [entry.bookingDate, entry.amount.minor]))).toEqual([["2026-11-20", -1250n], ["2026-11-21", 10000n]]);
  });
});
