import { visibleLine } from "../../domain/text.ts";
import type { Assembly } from "./assembly.ts";
import type { Cells } from "./cells.ts";
import type { Compiled, CompiledGroup, CompiledRecord } from "./compile.ts";
import { blank, type FieldReader } from "./field-reader.ts";
import { type Report, sameMax } from "./report.ts";
import { StatementAssembly } from "./statement-assembly.ts";
import type { Totals } from "./totals.ts";

/** Reads records that are known: whether they may stand where they do, their fields, and what no field would have taken. */
export class RecordReader {
  readonly #isFixed: boolean;
  readonly #cells: Cells;
  readonly #assembly: Assembly;
  readonly #totals: Totals;
  readonly #fields: FieldReader;
  readonly #report: Report;
  readonly #unreadTold = new Set<string>();
  #before = "start";

  constructor({ definition }: Compiled, cells: Cells, assembly: Assembly, totals: Totals, fields: FieldReader, report: Report) {
    this.#isFixed = definition.syntax.kind === "fixed";
    this.#cells = cells;
    this.#assembly = assembly;
    this.#totals = totals;
    this.#fields = fields;
    this.#report = report;
  }

  /** Name of the record that was read last; "start": none yet. */
  get before(): string {
    return this.#before;
  }

  read(record: CompiledRecord, line: number): void {
    const { def } = record;
    const assembly = this.#assembly;
    if (record.after !== undefined && !record.after.has(this.#before)) this.#report.tell("error", "record-out-of-place", `A record "${def.title ?? def.name}" must not stand here, behind ${this.#before === "start" ? "the beginning" : `"${this.#before}"`}. A record may be missing; get the file again.`, line, def.name);
    this.#before = def.name;
    for (const total of record.counted) this.#totals.count(total);
    if (def.skip === true) return;
    if (record.lengths !== undefined) this.#checkLength(record, line);
    if (def.closes !== undefined && def.closes !== "statement" && def.closes !== "order" && def.closes !== "report") assembly.close(def.closes);
    if (def.of !== undefined && assembly instanceof StatementAssembly) assembly.select(this.#key(record, def.of));
    if (def.needs !== undefined && !assembly.isOpen(def.needs)) {
      this.#report.tell("error", "record-out-of-place", `A record "${def.title ?? def.name}" stands here, and the record that begins its ${def.needs} is missing. What it says was taken as far as it goes.`, line, def.name);
      assembly.open(def.needs, line);
    }
    assembly.begin(record, line);
    if (record.opensWhole) this.#fields.beginWhole();
    for (const field of record.fields) this.#fields.read(field, 0, line);
    for (const group of record.groups) this.#group(group, line);
    this.#gaps(record, line);
    assembly.end(record, line);
    if (def.hold !== undefined && assembly instanceof StatementAssembly) assembly.hold(this.#key(record, def.hold));
    for (const composed of record.composed) this.#compose(composed);
    if (def.closes === "statement" || def.closes === "order" || def.closes === "report") assembly.close(def.closes);
  }

  #group(group: CompiledGroup, line: number): void {
    let count = group.at.length;
    if (group.count !== undefined) {
      const declared = Number(this.#fields.raw(group.count, 0) || "0");
      if (!(declared <= count)) this.#fields.wrong(group.count, "wrong-count", `${group.count.label} says ${declared}, and at most ${count} fit into a record.`, line);
      else count = declared;
    }
    for (let i = 0; i < count; i++) for (const field of group.fields) this.#fields.read(field, group.at[i] ?? 0, line);
  }

  #key(record: CompiledRecord, names: readonly string[]): string {
    return names.map((name) => { const field = record.fields.find((each) => each.name === name); return field === undefined ? "" : this.#fields.raw(field, 0); }).join("\u0000");
  }

  /** An id out of several fields. */
  #compose({ target, fields, glue }: CompiledRecord["composed"][number]): void {
    const slots = this.#assembly.slots(target.frame);
    if (slots !== undefined) slots[target.slot] = fields.map((field) => this.#fields.raw(field, 0)).join(glue);
  }

  #checkLength(record: CompiledRecord, line: number): void {
    const { lengths, def } = record;
    const length = this.#cells.length;
    if (lengths === undefined || lengths.has(length)) return;
    const shortest = Math.min(...lengths);
    if (length < shortest && def.short === true) return;
    const wanted = [...lengths].join(" or ");
    this.#report.tell("error", length < shortest ? "record-short" : "record-long", `This record is ${length} characters long, and must be ${wanted}. ${length < shortest ? "Something is missing" : "Something is too much"}: what stands behind the fault may be read wrongly. Export it again.`, line, def.name, Math.min(length, shortest) + 1);
    this.#report.damage();
  }

  /** Text where no field is would be lost without a word. */
  #gaps(record: CompiledRecord, line: number): void {
    const { gaps, longest } = record;
    const cells = this.#cells;
    if (!this.#isFixed) {
      this.#unread(record, line);
      return;
    }
    for (let i = 0; i < gaps.length; i += 2) {
      const from = gaps[i] ?? 0;
      if (cells.slice(from, (gaps[i + 1] ?? 0) - from) && !cells.isBlank) this.#stray(line);
    }
    if (longest > 0 && cells.length > longest && cells.slice(longest, cells.length - longest) && !cells.isBlank) this.#stray(line);
  }

  /** Columns and tags that no field takes: each is told once. */
  #unread(record: CompiledRecord, line: number): void {
    const cells = this.#cells;
    for (const { name, locate } of cells.others(record.fields)) {
      const key = `${record.def.name}\n${name}`;
      if (this.#unreadTold.has(key) || this.#unreadTold.size >= sameMax) continue;
      locate();
      cells.trim(blank);
      if (cells.end <= cells.start) continue;
      this.#unreadTold.add(key);
      this.#report.tell("info", "not-read", `${name} of "${record.def.title ?? record.def.name}" is read by no field. It begins with "${visibleLine(cells.decode(), 40)}" here; it stays in the file.`, line, undefined, cells.columnOfStart);
    }
  }

  #stray(line: number): void {
    const cells = this.#cells;
    cells.trim(blank);
    this.#report.tell("warning", "text-outside-fields", `Here stands "${visibleLine(cells.decode(), 40)}" where the format has no field. It was left out.`, line, undefined, cells.columnOfStart);
  }
}
