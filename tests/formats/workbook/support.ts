import { defineFormat } from "../../../src/formats/definition/format.ts";
import type { Format } from "../../../src/formats/format.ts";
import { definitionOfDraft } from "../../../src/formats/sample/definition-of-draft.ts";
import { draftOf, sampleLines } from "../../../src/formats/sample/format-draft.ts";
import { sheetLines, sheetSeparator } from "../../../src/formats/workbook/sheet-lines.ts";
import writeXlsxFile from "write-excel-file/node";
import { strToU8, zipSync } from "fflate";

const text = (value: string) => ({ value, type: String });
const day = (value: string) => ({ value: new Date(`${value}T00:00:00Z`), type: Date, format: "yyyy-mm-dd" });
const number = (value: number) => ({ value, type: Number, format: "#,##0.00" });

/** A company's list of payments as another program writes it. */
export async function payrollBook(): Promise<Buffer> {
  return writeXlsxFile([
    ["Payee name", "IBAN", "Amount", "Currency", "Date", "Purpose"].map(text),
    [text("Éva Kis"), text("HU42117730161111101800000000"), number(0.1), text("EUR"), day("2026-11-24"), text("=1+1 rent")],
    [text("Kis; \"Társa\""), text("HU93116000060000000012345676"), number(1_234_567.89), text("EUR"), day("2026-11-24"), text("@SUM(A1)")],
    [],
    [text("Paper & <Co>"), text("HU42117730161111101800000000"), number(19.99), text("EUR"), day("2026-11-24"), text("two\nlines\tand a tab")],
  ], { sheet: "Payments" }).toBuffer();
}

/** A spreadsheet whose parts are given as they stand. @param rows the inside of sheetData, by sheet */
export function bookOf(sheets: Readonly<Record<string, string>>, more: { readonly parts?: Readonly<Record<string, string>>; readonly styles?: string; readonly texts?: readonly string[]; readonly properties?: string; readonly attributes?: Readonly<Record<string, string>> } = {}): Uint8Array {
  const names = Object.keys(sheets);
  const office = "http://schemas.openxmlformats.org";
  const parts: Record<string, string> = {
    "[Content_Types].xml": `<Types xmlns="${office}/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
    "xl/workbook.xml": `<workbook xmlns:r="${office}/officeDocument/2006/relationships">${more.properties ?? ""}<sheets>${names.map((name, i) => `<sheet name="${name}" sheetId="${i + 1}" r:id="rId${i + 1}" ${more.attributes?.[name] ?? ""}/>`).join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships>${names.map((_, i) => `<Relationship Id="rId${i + 1}" Type="${office}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`).join("")}<Relationship Id="s" Type="${office}/styles" Target="/xl/styles.xml"/><Relationship Id="t" Type="${office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
    "xl/styles.xml": `<styleSheet>${more.styles ?? ""}</styleSheet>`,
    "xl/sharedStrings.xml": `<sst>${(more.texts ?? []).map((each) => `<si>${each}</si>`).join("")}</sst>`,
    ...Object.fromEntries(names.map((name, i) => [`xl/worksheets/sheet${i + 1}.xml`, `<worksheet><sheetData>${sheets[name] ?? ""}</sheetData></worksheet>`])),
    ...more.parts,
  };
  return zipSync(Object.fromEntries(Object.entries(parts).map(([name, content]) => [name, strToU8(content)])));
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function sampleOf(book: Uint8Array): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of sheetLines(once(book), undefined, () => undefined)) parts.push(part);
  return Buffer.concat(parts);
}

/** What the screen makes of a spreadsheet, without a hand laid on it. */
export async function defined(book: Uint8Array, kind: "orders" | "statements"): Promise<Format> {
  const sample = await sampleOf(book);
  const draft = { ...draftOf(sample, { kind, title: "Sheet", charset: "UTF-8", separator: sheetSeparator }), isWorkbook: true, account: "HU34599000120000000000000017", currency: "EUR" };
  const result = defineFormat(definitionOfDraft(draft, sampleLines(sample, draft.charset), "own-sheet"));
  if (!result.ok) throw new Error(JSON.stringify(result.findings));
  const [format] = result.formats;
  if (format === undefined) throw new Error("a format");
  return format;
}
