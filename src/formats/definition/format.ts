import type { Finding } from "../../domain/finding.ts";
import { assert } from "../../domain/errors.ts";
import { charsetById, utf8 } from "../charset/charset.ts";
import type { Carries } from "../carries.ts";
import type { FileParts, Format } from "../format.ts";
import { onlyRead } from "../only-read.ts";
import { isWorkbook } from "../workbook/detect.ts";
import { sheetLines } from "../workbook/sheet-lines.ts";
import { carriesOf } from "./carries-of.ts";
import { Cells } from "./cells.ts";
import { type Compiled, compile } from "./compile.ts";
import { recordMatches } from "./match.ts";
import { OrderAssembly } from "./order-assembly.ts";
import { Reading, type ReadingSink } from "./reading.ts";
import { readRecords } from "./record-source.ts";
import { type Definition, definitionSchema } from "./schema.ts";
import { StatementAssembly } from "./statement-assembly.ts";
import { StatusAssembly } from "./status-assembly.ts";
import { readTagged } from "./tagged.ts";
import { type WriteOptions, writeOrders, writeStatements } from "./write.ts";

/**
 * Makes a format of a definition that somebody wrote.
 * @param json what was read from a file; anything
 * @returns the format (and its variants), or all that is wrong with the definition
 */
export function defineFormat(json: unknown): { readonly ok: true; readonly formats: readonly Format[]; readonly definition: Definition } | { readonly ok: false; readonly findings: readonly Finding[] } {
  const parsed = definitionSchema.safeParse(json);
  if (!parsed.success) return { ok: false, findings: parsed.error.issues.map((issue) => ({ severity: "error", code: "definition-wrong", message: `${issue.message}.`, field: issue.path.join("/") })) };
  const compiled = compile(parsed.data);
  if (!compiled.ok) return compiled;
  return { ok: true, definition: parsed.data, formats: formatsOf(parsed.data, () => compiled.compiled) };
}

/** Definitions that come with the program: looked through when they are first used, as there are many and most files need one. */
export function bundledFormats(json: unknown): readonly Format[] {
  const named = json as Definition; // checked in full at first use, and each of them by the tests
  let compiled: Compiled | undefined;
  return formatsOf(named, () => {
    if (compiled !== undefined) return compiled;
    const result = compile(definitionSchema.parse(json));
    assert(result.ok, `the definition ${named.id} that comes with the program is right`);
    compiled = result.compiled;
    return compiled;
  });
}

function formatsOf(definition: Definition, compiled: () => Compiled): readonly Format[] {
  const main = formatOf(definition, definition, compiled, true);
  return [main, ...(definition.variants ?? []).map((variant) => formatOf(definition, variant, compiled, false))];
}

/** @param known its files are told by it; a variant's files are those of the main one */
function formatOf(definition: Definition, own: Pick<Definition, "id" | "title" | "charsets"> & { readonly lengths?: Readonly<Record<string, number>> | undefined }, main: () => Compiled, known: boolean): Format {
  // A variant's own charset is the first that is thought of.
  const compiled = (): Compiled => (known ? main() : { ...main(), charsets: [...new Set([...own.charsets, ...definition.charsets])].map(charsetById) });
  const { id, title } = own;
  const writes = definition.write !== undefined;
  const packed = workbookOf(definition.syntax);
  const base = { id, title, writes, detect: (head: Uint8Array) => known && begins(compiled(), head), ...(definition.parts === undefined ? {} : { parts: partsOf(definition.parts, compiled) }), ...(packed === undefined ? {} : { lines: (content: AsyncIterable<Uint8Array>) => sheetLines(content, packed.sheet, () => undefined) }) };
  const options = (): WriteOptions => ({ charset: charsetById(own.charsets[0] ?? "UTF-8"), lengths: own.lengths });
  switch (definition.kind) {
    case "orders":
      return {
        ...base, kind: "orders",
        get carries(): Carries | undefined { return writes ? carriesOf(compiled()) : undefined; }, // worked out when it is asked
        read: (content, sink) => readBy(compiled(), content, sink, (tell) => new OrderAssembly(compiled(), sink, tell)),
        write: (header, batches) => (writes ? writeOrders(compiled(), options(), header, batches) : onlyRead(id, "pain.001.001.09")),
      };
    case "statements":
      return {
        ...base, kind: "statements",
        get carries(): Carries | undefined { return writes ? carriesOf(compiled()) : undefined; }, // worked out when it is asked
        read: (content, sink) => readBy(compiled(), content, sink, (tell, totals) => new StatementAssembly(compiled(), sink, tell, totals)),
        write: (statements) => (writes ? writeStatements(compiled(), options(), statements) : onlyRead(id, "camt.053.001.08")),
      };
    case "status":
      return { ...base, kind: "status", read: (content, sink) => readBy(compiled(), content, sink, (tell) => new StatusAssembly(compiled(), sink, tell)), write: () => onlyRead(id, "pain.002.001.10") };
  }
}

/** By the records of its lines. */
function partsOf(parts: NonNullable<Definition["parts"]>, compiled: () => Compiled): FileParts {
  return {
    names: parts.map(({ name }) => name),
    of(line) {
      const { definition, records } = compiled();
      const cells = new Cells(definition.syntax, utf8);
      cells.record(Buffer.from(line.buffer, line.byteOffset, line.byteLength), 0, line.length, 1);
      const record = records.find((each) => recordMatches(each, cells));
      return Math.max(0, parts.findIndex((part) => record !== undefined && part.records.includes(record.def.name)));
    },
  };
}

async function readBy(compiled: Compiled, content: AsyncIterable<Uint8Array>, sink: ReadingSink, assemble: ConstructorParameters<typeof Reading>[2]): Promise<void> {
  const reading = new Reading(compiled, sink, assemble);
  const { syntax } = compiled.definition;
  const packed = workbookOf(syntax);
  if (syntax.kind === "tagged") await readTagged(content, compiled, reading);
  else await readRecords(packed === undefined ? content : sheetLines(content, packed.sheet, (finding) => sink.finding(finding)), syntax, reading);
  reading.finish();
  await sink.flush?.();
}

/** Set where the lines are a spreadsheet's rows. */
function workbookOf(syntax: Definition["syntax"]): { readonly sheet: string | undefined } | undefined {
  return "workbook" in syntax ? syntax.workbook : undefined;
}

/** True where the file's first record is one that the definition lets a file begin with; of a spreadsheet, whose rows are packed, only that it is one. */
function begins(compiled: Compiled, head: Uint8Array): boolean {
  if (workbookOf(compiled.definition.syntax) !== undefined) return isWorkbook(head);
  const { definition, records } = compiled;
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  const from = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const cells = new Cells(definition.syntax, from === 3 ? utf8 : (compiled.charsets[0] ?? utf8));
  if (!hasNames(compiled, cells, bytes, from)) return false;
  const first = recordAfter(bytes, from, definition.syntax, skippedLines(definition.syntax, true));
  if (first === undefined) return false;
  if (definition.syntax.kind === "tagged") {
    const separator = definition.syntax.separator;
    const line = bytes.toString("latin1", first.from, first.to).trim();
    const begin = records.filter((record) => definition.begins.includes(record.def.name)).flatMap((record) => record.tests);
    return begin.some((test) => test.tag !== undefined && (line === test.tag || line.startsWith(test.tag + separator)));
  }
  cells.record(bytes, first.from, first.to, 1);
  const record = records.find((each) => recordMatches(each, cells));
  return record !== undefined && definition.begins.includes(record.def.name);
}

/** True where the row of names has all columns that must be there; and where the definition goes by no names. */
function hasNames({ definition, records }: Compiled, cells: Cells, bytes: Buffer, from: number): boolean {
  const { syntax } = definition;
  if (syntax.kind !== "delimited" || syntax.names !== true) return true;
  const row = recordAfter(bytes, from, syntax, skippedLines(syntax, false));
  if (row === undefined) return false;
  cells.record(bytes, row.from, row.to, 1);
  const names = cells.names();
  return records.every((record) => record.fields.every(({ def }) => def.required !== true || typeof def.column !== "string" || names.has(def.column.toLowerCase())));
}

function skippedLines(syntax: Definition["syntax"], namesToo: boolean): number {
  return syntax.kind === "delimited" ? (syntax.skip ?? 0) + (namesToo && syntax.names === true ? 1 : 0) : 0;
}

/** The first record that is not blank, after so many lines. */
function recordAfter(bytes: Buffer, from: number, syntax: Definition["syntax"], skipped: number): { readonly from: number; readonly to: number } | undefined {
  let at = from;
  for (let line = 0; at < bytes.length; line++) {
    const feed = bytes.indexOf(0x0a, at);
    let to = feed < 0 ? bytes.length : feed;
    if (syntax.kind === "fixed" && syntax.blocks !== undefined && to - at > syntax.blocks.bytes + 1) to = at + syntax.blocks.bytes;
    const next = feed < 0 ? bytes.length : feed + 1;
    if (to > at && bytes[to - 1] === 0x0d) to--;
    if (line >= skipped && bytes.toString("latin1", at, to).trim() !== "") return { from: at, to };
    at = next;
  }
  return undefined;
}
