import { compileShape, defineRecord } from "../xml/shape.ts";

/** What is read of a spreadsheet's parts (ECMA-376 part 1, SpreadsheetML). */

export const sheet = defineRecord("sheet", { name: ["@name"], state: ["@state"], rel: ["@r:id"] });
export const properties = defineRecord("properties", { since1904: ["@date1904"] });
const book = defineRecord("book", {}, { workbookPr: properties.shape, "sheets/sheet": sheet.shape });
export const bookShape = compileShape({ workbook: book.shape });

export const relation = defineRecord("relation", { id: ["@Id"], target: ["@Target"], type: ["@Type"] });
export const relationShape = compileShape({ Relationships: defineRecord("relations", {}, { Relationship: relation.shape }).shape });

export const style = defineRecord("style", { formatId: ["@numFmtId"] });
export const numberFormat = defineRecord("number-format", { id: ["@numFmtId"], code: ["@formatCode"] });
export const styleShape = compileShape({ styleSheet: defineRecord("styles", {}, { "numFmts/numFmt": numberFormat.shape, "cellXfs/xf": style.shape }).shape });

/** Text in one piece, or in pieces that look different. */
export const text = defineRecord("text", { plain: ["t"], pieces: ["r/t", undefined, "many"] });
export const textShape = compileShape({ sst: defineRecord("texts", {}, { si: text.shape }).shape });

const formula = defineRecord("formula", {});
export const cell = defineRecord("cell", { at: ["@r"], type: ["@t"], style: ["@s"], value: ["v"], plain: ["is/t"], pieces: ["is/r/t", undefined, "many"] }, { f: formula.shape });
export const row = defineRecord("row", { number: ["@r"], hidden: ["@hidden"] }, { c: cell.shape });
export const sheetShape = compileShape({ worksheet: defineRecord("worksheet", {}, { "sheetData/row": row.shape }).shape });
