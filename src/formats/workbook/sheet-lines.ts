import type { Finding, Severity } from "../../domain/finding.ts";
import type { Fields } from "../xml/fields.ts";
import { type Book, isTrue, readBook, readPart, textOf } from "./parts.ts";
import { dayOf, numberText } from "./number-text.ts";
import { cell, row, sheetShape } from "./shapes.ts";
import { WorkbookProblem, zipEntries } from "./zip.ts";

/** The compressed file is held in memory. */
const fileBytesMax = 64 * 1024 * 1024;
const rowsMax = 200_000;
const columnsMax = 1000;

/** How a sheet's rows are handed on: columns by this sign, texts with quotes in quotes, letters in UTF-8. A line's number is its row's. */
export const sheetSeparator = "\t";
export const sheetQuote = '"';

/**
 * A spreadsheet's rows as lines of text, for whatever reads columns: days as YYYY-MM-DD, numbers in plain exact decimals, formulas by the
 * value they had when the file was saved. Row by row, so that memory does not grow with the sheet; only the compressed file and its texts
 * are held. Macros and links to other files are never followed. Bad input becomes findings, never a throw; reading stops there.
 * @param name of the sheet; without one, the first that is not hidden and has text
 */
export async function* sheetLines(content: AsyncIterable<Uint8Array>, name: string | undefined, tell: (finding: Finding) => void): AsyncGenerator<Uint8Array> {
  try {
    yield* linesOf(await wholeFile(content), name, (severity, code, message, line) => tell({ severity, code, message, ...(line === undefined ? {} : { line }) }));
  } catch (error) {
    if (!(error instanceof WorkbookProblem)) throw error;
    tell({ severity: "error", code: error.code, message: error.message });
  }
}

type Tell = (severity: Severity, code: string, message: string, line?: number) => void;

async function wholeFile(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of content) {
    size += chunk.length;
    if (size > fileBytesMax) throw new WorkbookProblem("workbook-too-large", `The spreadsheet is larger than ${fileBytesMax / 1024 / 1024} MB: it is not read. Divide it into several files, or save it as CSV.`);
    parts.push(Uint8Array.from(chunk)); // the giver may use its own again
  }
  return Buffer.concat(parts);
}

async function* linesOf(file: Buffer, name: string | undefined, tell: Tell): AsyncGenerator<Uint8Array> {
  const entries = zipEntries(file);
  const book = await readBook(file, entries);
  if (entries.has("xl/vbaproject.bin")) tell("info", "workbook-has-macros", "The spreadsheet has macros. They are not run.");
  if ([...entries.keys()].some((each) => each.startsWith("xl/externallinks/"))) tell("info", "workbook-has-links", "The spreadsheet takes values from other files. They are not opened: what it last saw of them is taken.");
  const wanted = name === undefined ? book.sheets.filter((each) => !each.isHidden) : book.sheets.filter((each) => each.name.toLowerCase() === name.toLowerCase());
  if (name !== undefined && wanted.length === 0) throw new WorkbookProblem("sheet-missing", `The spreadsheet has no sheet "${name}", only: ${book.sheets.map((each) => each.name).join(", ")}. Get the right file, or name the sheet so.`);
  for (const [index, { name: title, part }] of wanted.entries()) {
    if (part === undefined) throw new WorkbookProblem("workbook-damaged", `The sheet "${title}" is named, but not there. Get the file again, or save it anew.`);
    const rows = new SheetRows(book, tell);
    for await (const _ of readPart(file, entries, part, sheetShape, rows)) {
      const text = rows.take();
      if (text !== "") yield Buffer.from(text);
    }
    const rest = rows.take();
    if (rest !== "") yield Buffer.from(rest);
    if (rows.isEmpty) continue;
    rows.tellAll();
    const others = wanted.slice(index + 1).map((each) => each.name);
    if (others.length > 0) tell("info", "sheets-not-read", `Only the sheet "${title}" is read, not: ${others.join(", ")}.`);
    return;
  }
  throw new WorkbookProblem("workbook-empty", name === undefined ? "No sheet of the spreadsheet that can be seen has anything in it." : `The sheet "${name}" has nothing in it.`);
}

/** Something that is told once for all cells. */
class Noted {
  first = "";
  row = 0;
  count = 0;

  add(place: string, at: number): void {
    if (this.count++ > 0) return;
    this.first = place;
    this.row = at;
  }
}

class SheetRows {
  isEmpty = true;
  readonly #book: Book;
  readonly #tell: Tell;
  readonly #formulas = new Noted();
  readonly #valueless = new Noted();
  readonly #broken = new Noted();
  readonly #long = new Noted();
  readonly #hidden = new Noted();
  #lines = "";
  #cells: string[] = [];
  #width = 0;
  /** The last row that was written, and the one before the open one. */
  #written = 0;
  #row = 0;
  #column = -1;
  #isFormula = false;

  constructor(book: Book, tell: Tell) {
    this.#book = book;
    this.#tell = tell;
  }

  /** The lines since the last time. */
  take(): string {
    const lines = this.#lines;
    this.#lines = "";
    return lines;
  }

  opened(kind: string): void {
    if (kind === "row") {
      this.#cells = [];
      this.#column = -1;
    } else if (kind === "cell") this.#isFormula = false;
    else if (kind === "formula") this.#isFormula = true;
  }

  closed(kind: string, fields: Fields): void {
    if (kind === "cell") this.#cell(fields);
    else if (kind === "row") this.#endRow(fields);
  }

  tellAll(): void {
    const { count: formulas } = this.#formulas;
    if (formulas > 0) this.#tell("info", "cells-are-formulas", `${formulas === 1 ? "A cell is" : `${formulas} cells are`} worked out by the spreadsheet (${this.#formulas.first}). What it showed when it was saved is taken.`, this.#formulas.row);
    if (this.#valueless.count > 0) this.#tell("warning", "formula-without-value", `Formulas without a value, taken as empty cells: ${this.#valueless.count} (${this.#valueless.first}). Open the file in a spreadsheet program, save it there, and bring it again.`, this.#valueless.row);
    if (this.#broken.count > 0) this.#tell("error", "cell-is-error", `Cells that show an error in place of a value: ${this.#broken.count} (${this.#broken.first}). Mend them in the spreadsheet, or empty them.`, this.#broken.row);
    if (this.#long.count > 0) this.#tell("error", "number-lost-digits", `Numbers of more than fifteen digits, whose last ones a spreadsheet does not keep: ${this.#long.count} (${this.#long.first}). Set such cells to text and write the number again.`, this.#long.row);
    if (this.#hidden.count > 0) this.#tell("warning", "rows-hidden", `Rows that the spreadsheet hides are read with the others: ${this.#hidden.count} (the first is row ${this.#hidden.first}). Look whether they are meant.`, this.#hidden.row);
  }

  #cell(fields: Fields): void {
    const place = /^([A-Z]{1,3})(\d{1,7})$/.exec(fields.get(cell.slots.at) ?? "");
    this.#column = place === null ? this.#column + 1 : columnOf(place[1] ?? "");
    const name = place?.[0] ?? "";
    const number = Number(place?.[2] ?? 0);
    if (this.#isFormula) this.#formulas.add(name, number);
    const text = this.#textOf(fields, name, number).replace(/\ufeff/g, "").replace(/[\0-\x1f\x7f]+/g, " ").trim();
    if (text === "") {
      if (this.#isFormula && fields.get(cell.slots.type) !== "str") this.#valueless.add(name, number);
      return;
    }
    if (this.#column >= columnsMax) throw new WorkbookProblem("workbook-too-wide", `The sheet has text in column ${this.#column + 1}, and ${columnsMax} are read. Take away what does not belong to the data.`);
    while (this.#cells.length < this.#column) this.#cells.push("");
    this.#cells[this.#column] = text.includes(sheetQuote) ? `"${text.replaceAll('"', '""')}"` : text;
  }

  #textOf(fields: Fields, name: string, at: number): string {
    const value = fields.token(cell.slots.value);
    switch (fields.get(cell.slots.type)) {
      case "s": {
        const text = value === undefined ? "" : this.#book.texts[Number(value)];
        if (text === undefined) throw new WorkbookProblem("workbook-damaged", `The text of cell ${name} is not there: the spreadsheet is damaged. Get it again, or save it anew.`);
        return text;
      }
      case "inlineStr": return textOf(fields.get(cell.slots.plain), fields.list(cell.slots.pieces));
      case "str": return textOf(fields.get(cell.slots.value), []);
      case "b": return value === undefined ? "" : value === "1" || value === "true" ? "TRUE" : "FALSE";
      case "d": return value?.slice(0, 10) ?? "";
      case "e":
        this.#broken.add(name, at);
        return value ?? "";
      default: return value === undefined ? "" : this.#number(value, Number(fields.get(cell.slots.style) ?? 0), name, at);
    }
  }

  #number(value: string, style: number, name: string, at: number): string {
    const number = numberText(value);
    if (number === undefined) return value;
    const day = this.#book.days[style] === true ? dayOf(number.text, this.#book.since1904) : undefined;
    if (day === undefined && !number.isWhole) this.#long.add(name, at);
    return day ?? number.text;
  }

  #endRow(fields: Fields): void {
    const said = Number(fields.get(row.slots.number) ?? 0);
    this.#row = Number.isSafeInteger(said) && said > this.#row ? said : this.#row + 1;
    if (this.#cells.length === 0) return;
    if (this.#row > rowsMax) throw new WorkbookProblem("workbook-too-long", `The sheet has more than ${rowsMax} rows: it is not read to its end, and is not to be imported. Divide it into several files, or save it as CSV.`);
    this.isEmpty = false;
    if (isTrue(fields.get(row.slots.hidden))) this.#hidden.add(String(this.#row), this.#row);
    // Cells that are empty at the end of a row are columns as well.
    this.#width = Math.max(this.#width, this.#cells.length);
    while (this.#cells.length < this.#width) this.#cells.push("");
    this.#lines += `${"\n".repeat(this.#row - this.#written - 1)}${this.#cells.join(sheetSeparator)}\n`;
    this.#written = this.#row;
  }
}

/** 0-based: A is 0, AA is 26. */
function columnOf(letters: string): number {
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}
