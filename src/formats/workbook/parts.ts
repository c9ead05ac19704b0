import type { CompiledShape } from "../xml/shape.ts";
import { inUtf8 } from "../xml/encoding.ts";
import type { Fields } from "../xml/fields.ts";
import { RecordReader } from "../xml/record-reader.ts";
import { showsDay } from "./number-text.ts";
import { bookShape, numberFormat, properties, relation, relationShape, sheet, style, styleShape, text, textShape } from "./shapes.ts";
import { unpack, WorkbookProblem, type ZipEntries } from "./zip.ts";

/** What all sheets of a spreadsheet have in common. */
export interface Book {
  readonly sheets: readonly { readonly name: string; readonly isHidden: boolean; readonly part: string | undefined }[];
  readonly since1904: boolean;
  /** Texts that cells name by their number. */
  readonly texts: readonly string[];
  /** By the number of a cell's style: true where it shows a day. */
  readonly days: readonly boolean[];
}

export interface PartHandler {
  opened?(kind: string): void;
  closed(kind: string, fields: Fields): void;
}

/** Held in memory as long as the file is read. */
const textCharactersMax = 32 * 1024 * 1024;
const textsMax = 1_000_000;

/** @throws WorkbookProblem */
export async function readBook(file: Buffer, entries: ZipEntries): Promise<Book> {
  const sheets: { readonly name: string; readonly isHidden: boolean; readonly rel: string }[] = [];
  let since1904 = false;
  await readWhole(file, entries, "xl/workbook.xml", bookShape, (kind, fields) => {
    if (kind === "sheet") sheets.push({ name: fields.get(sheet.slots.name) ?? "", isHidden: (fields.get(sheet.slots.state) ?? "visible") !== "visible", rel: fields.get(sheet.slots.rel) ?? "" });
    if (kind === "properties") since1904 = isTrue(fields.get(properties.slots.since1904));
  });
  const targets = new Map<string, string>();
  const parts = { texts: "", styles: "" };
  await readWhole(file, entries, "xl/_rels/workbook.xml.rels", relationShape, (kind, fields) => {
    if (kind !== "relation") return;
    const target = fields.get(relation.slots.target) ?? "", type = fields.get(relation.slots.type) ?? "";
    const part = target.startsWith("/") ? target.slice(1) : `xl/${target}`;
    targets.set(fields.get(relation.slots.id) ?? "", part);
    if (type.endsWith("/sharedStrings")) parts.texts = part;
    if (type.endsWith("/styles")) parts.styles = part;
  });
  return {
    sheets: sheets.map(({ name, isHidden, rel }) => ({ name, isHidden, part: targets.get(rel) })), since1904,
    texts: parts.texts === "" ? [] : await readTexts(file, entries, parts.texts),
    days: parts.styles === "" ? [] : await readStyles(file, entries, parts.styles),
  };
}

/** A text of a cell; `_x000D_` stands for a character that XML has none for. */
export function textOf(plain: string | undefined, pieces: readonly string[]): string {
  const whole = (plain ?? "") + pieces.join("");
  return whole.includes("_x") ? whole.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))) : whole;
}

export const isTrue = (value: string | undefined): boolean => value === "1" || value === "true";

/**
 * Reads a part block by block; the caller takes what its handler has gathered after each.
 * @throws WorkbookProblem where it is no well-formed XML, has a DOCTYPE, or is not there
 */
export async function* readPart(file: Buffer, entries: ZipEntries, part: string, shape: CompiledShape, handler: PartHandler): AsyncGenerator<void> {
  const entry = entries.get(part.toLowerCase());
  if (entry === undefined) throw new WorkbookProblem("workbook-damaged", `The spreadsheet has no part ${part}: it is damaged, or no spreadsheet. Get it again, or save it anew.`);
  const fail = ({ severity, message, code }: { readonly severity: string; readonly message: string; readonly code: string }): void => {
    if (severity === "error") throw new WorkbookProblem(code, `In the spreadsheet's part ${entry.name}: ${message}`);
  };
  const reader = new RecordReader(shape, { opened: (kind) => handler.opened?.(kind), closed: (kind, fields) => handler.closed(kind, fields), namespace: () => true, finding: fail });
  for await (const block of inUtf8(unpack(file, entry), fail)) {
    if (block === undefined) return;
    reader.push(block);
    yield;
  }
  reader.end();
}

async function readWhole(file: Buffer, entries: ZipEntries, part: string, shape: CompiledShape, closed: PartHandler["closed"]): Promise<void> {
  for await (const _ of readPart(file, entries, part, shape, { closed })) continue;
}

async function readTexts(file: Buffer, entries: ZipEntries, part: string): Promise<string[]> {
  const texts: string[] = [];
  let characters = 0;
  await readWhole(file, entries, part, textShape, (kind, fields) => {
    if (kind !== "text") return;
    const found = textOf(fields.get(text.slots.plain), fields.list(text.slots.pieces));
    characters += found.length;
    if (characters > textCharactersMax || texts.length >= textsMax) throw new WorkbookProblem("workbook-too-large", "The spreadsheet has more texts than are held in memory: it is not read. Divide it into several files, or save it as CSV.");
    texts.push(found);
  });
  return texts;
}

async function readStyles(file: Buffer, entries: ZipEntries, part: string): Promise<boolean[]> {
  const codes = new Map<number, string>();
  const days: boolean[] = [];
  await readWhole(file, entries, part, styleShape, (kind, fields) => {
    if (kind === "number-format") codes.set(Number(fields.get(numberFormat.slots.id)), fields.get(numberFormat.slots.code) ?? "");
    if (kind !== "style") return;
    const id = Number(fields.get(style.slots.formatId) ?? 0);
    days.push(showsDay(id, codes.get(id)));
  });
  return days;
}
