import type { Finding, Severity } from "../../domain/finding.ts";
import { visibleLine } from "../../domain/text.ts";
import { isUtf8, chooseCharset } from "../charset/evidence.ts";
import { utf8 } from "../charset/charset.ts";
import type { Assembly } from "./assembly.ts";
import { Cells } from "./cells.ts";
import type { Compiled } from "./compile.ts";
import { FieldReader } from "./field-reader.ts";
import { recordMatches } from "./match.ts";
import { RecordReader } from "./record-reader.ts";
import type { RecordHandler } from "./record-source.ts";
import { Report } from "./report.ts";
import { Totals } from "./totals.ts";

/** What a reading tells besides the values. */
export interface ReadingSink {
  finding(finding: Finding): void;
  charset?(name: string): void;
  flush?(): Promise<void>;
}

/** One reading of a file by a definition: takes its charset, finds out which record each piece is, and has it read. */
export class Reading implements RecordHandler {
  readonly #compiled: Compiled;
  readonly #sink: ReadingSink;
  readonly #report: Report;
  readonly #cells: Cells;
  readonly #assembly: Assembly;
  readonly #fields: FieldReader;
  readonly #records: RecordReader;
  #charsetKnown = false;
  #begun = false;
  #skipLines: number;
  /** Of the records that say how many columns they have. */
  readonly #columnsMost: number;
  #names: boolean;

  /** @param assemble gets what it may say with */
  constructor(compiled: Compiled, sink: ReadingSink, assemble: (tell: (severity: Severity, code: string, message: string, line: number, field?: string) => void, totals: Totals) => Assembly) {
    this.#compiled = compiled;
    this.#sink = sink;
    const { syntax } = compiled.definition;
    const report = new Report((finding) => sink.finding(finding));
    const totals = new Totals(compiled, (...said) => report.tell(...said));
    this.#report = report;
    this.#cells = new Cells(syntax, compiled.charsets[0] ?? utf8);
    this.#assembly = assemble((...said) => report.tell(...said), totals);
    report.whenDamaged(() => this.#assembly.damaged());
    this.#fields = new FieldReader(compiled, this.#cells, this.#assembly, totals, report);
    this.#records = new RecordReader(compiled, this.#cells, this.#assembly, totals, this.#fields, report);
    this.#skipLines = syntax.kind === "delimited" ? (syntax.skip ?? 0) : 0;
    this.#names = syntax.kind === "delimited" && syntax.names === true;
    const columns = compiled.records.flatMap((record) => record.tests.flatMap((test) => [...(test.columns ?? [])]));
    this.#columnsMost = columns.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...columns);
  }

  async flush(): Promise<void> {
    await this.#sink.flush?.();
  }

  problem(code: string, message: string, line: number): void {
    this.#report.tell("error", code, message, line);
    this.#report.damage();
  }

  warning(code: string, message: string, line: number): void {
    this.#report.tell("warning", code, message, line);
  }

  /** Takes the charset from the first letters there are. */
  chunk(bytes: Buffer): void {
    if (!this.#begun && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) this.#takeUtf8("It begins with a UTF-8 mark.");
    if (this.#charsetKnown) return;
    const { charsets } = this.#compiled;
    const only = charsets.length === 1;
    const chosen = chooseCharset(bytes, charsets);
    if (chosen === undefined) return;
    if (!charsets.includes(utf8) && isUtf8(bytes)) {
      this.#takeUtf8("Its letters are those of UTF-8.");
      return;
    }
    this.#charsetKnown = true;
    this.#cells.charset = chosen.charset;
    if (chosen.others.length > 0) this.#report.tell("warning", "charset-ambiguous", `The file does not say in which charset it is. It was read as ${chosen.charset.id}, but its letters could as well be ${chosen.others.map((each) => each.id).join(" or ")}: look at the names.`, 1);
    else if (!only) this.#report.tell("info", "charset", `The file does not say in which charset it is. By its letters it was read as ${chosen.charset.id}.`, 1);
  }

  record(bytes: Buffer, from: number, to: number, line: number): void {
    const cells = this.#cells;
    const start = !this.#begun && bytes[from] === 0xef && bytes[from + 1] === 0xbb && bytes[from + 2] === 0xbf ? from + 3 : from;
    this.#begun = true;
    if (this.#skipLines > 0) {
      this.#skipLines--;
      cells.record(bytes, start, to, line);
      // A line end that is damaged makes one line of a heading and the first row.
      if (cells.columns > this.#columnsMost) this.#report.tell("warning", "skipped-line-long", `This line is passed over as a heading, and it has ${cells.columns} columns, more than any row. A payment or entry may stand in it: look at the file.`, line);
      return;
    }
    if (!cells.record(bytes, start, to, line)) this.#report.tell("warning", "charset-mixed", "The file is UTF-8, but this line is not. It was read as windows-1252; look at its letters.", line);
    if (this.#names) {
      this.#names = false;
      this.#readNames(line);
      return;
    }
    this.#dispatch(line);
  }

  /** A record whose cells are set: lines of a tagged record, put together. */
  tagged(bytes: Buffer, tags: Map<string, { readonly start: number; readonly end: number; readonly line: number }>, line: number): void {
    this.#begun = true;
    this.#cells.tagged(bytes, tags, line);
    this.#dispatch(line);
  }

  finish(): void {
    const { definition } = this.#compiled;
    if (definition.refuses !== undefined) this.#report.tell("error", "format-not-read", definition.refuses, 1);
    else {
      if (!this.#begun) this.#report.tell("error", "file-empty", "The file is empty.", 1);
      else if (definition.ends !== undefined && !definition.ends.includes(this.#records.before)) {
        this.#report.tell(definition.kind === "orders" ? "error" : "warning", "end-missing", `The file does not end with the record that must close it (${definition.ends.join(" or ")}). It may be cut off; get it again.`, this.#cells.line || 1);
      }
      this.#assembly.finish();
    }
    this.#report.tellRest();
    this.#sink.charset?.(this.#charsetKnown ? this.#cells.charset.id : "US-ASCII");
  }

  #takeUtf8(why: string): void {
    this.#charsetKnown = true;
    this.#cells.charset = utf8;
    if (!this.#compiled.charsets.includes(utf8)) this.#report.tell("error", "charset-not-allowed", `${why} This format is ${this.#compiled.charsets.map((each) => each.id).join(" or ")}: a bank would read wrong letters and places. Export it again in the right charset.`, 1);
  }

  #dispatch(line: number): void {
    if (this.#compiled.definition.refuses !== undefined) return;
    const cells = this.#cells;
    for (const record of this.#compiled.records) {
      if (!recordMatches(record, cells)) continue;
      this.#records.read(record, line);
      return;
    }
    cells.start = cells.from;
    cells.end = Math.min(cells.to, cells.from + 60);
    this.#report.tell("error", "record-unknown", `This line is none that the format knows, so nothing of it was taken: "${visibleLine(cells.decode(), 60)}".`, line, undefined, 1);
    this.#report.damage();
  }

  #readNames(line: number): void {
    const cells = this.#cells;
    const names = cells.names();
    for (const record of this.#compiled.records) {
      for (const field of record.fields) {
        if (typeof field.def.column !== "string") continue;
        const at = names.get(field.def.column.toLowerCase());
        if (at === undefined) {
          if (field.def.required === true) this.#fields.wrong(field, "column-missing", `The column "${visibleLine(field.def.column, 60)}" is missing in the row of names.`, line);
        } else this.#cells.named.set(field, at);
      }
    }
  }
}
