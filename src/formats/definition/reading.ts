import { type AccountNumber, accountText } from "../../domain/account-number.ts";
import type { Finding, Severity } from "../../domain/finding.ts";
import { parseCurrency } from "../../domain/money.ts";
import { visibleLine } from "../../domain/text.ts";
import { isUtf8, chooseCharset } from "../charset/evidence.ts";
import { utf8 } from "../charset/charset.ts";
import { type Assembly, put } from "./assembly.ts";
import { Cells } from "./cells.ts";
import type { Compiled, CompiledField, CompiledGroup, CompiledRecord } from "./compile.ts";
import { recordMatches } from "./match.ts";
import { numericCurrency } from "./numeric-currency.ts";
import { StatementAssembly } from "./statement-assembly.ts";
import type { RecordHandler } from "./record-source.ts";
import { fieldPath, Totals } from "./totals.ts";
import { accountFrom, amountIn, dateFrom, digitsIn, passes } from "./values.ts";

/** What a reading tells besides the values. */
export interface ReadingSink {
  finding(finding: Finding): void;
  charset?(name: string): void;
  flush?(): Promise<void>;
}

/** Findings of one kind that are listed one by one. */
const sameMax = 100;
const blank = 0x20;
const grouped = /[ -]/;

/** One reading of a file by a definition: knows each record, reads its fields, and hands their values to the assembly. */
export class Reading implements RecordHandler {
  readonly #compiled: Compiled;
  readonly #sink: ReadingSink;
  readonly #cells: Cells;
  readonly #assembly: Assembly;
  readonly #totals: Totals;
  readonly #counts = new Map<string, number>();
  readonly #dates = new Map<string, string | null>();
  #charsetKnown = false;
  #begun = false;
  #before = "start";
  #counter = 0n;
  #skipLines: number;
  /** Of the records that say how many columns they have. */
  readonly #columnsMost: number;
  #names: boolean;
  #outOfFrameTold = false;
  readonly #unreadTold = new Set<string>();
  #incomplete = false;

  /** @param assemble gets what it may say with */
  constructor(compiled: Compiled, sink: ReadingSink, assemble: (tell: (severity: Severity, code: string, message: string, line: number, field?: string) => void, totals: Totals) => Assembly) {
    this.#compiled = compiled;
    this.#sink = sink;
    const { syntax } = compiled.definition;
    this.#cells = new Cells(syntax, compiled.charsets[0] ?? utf8);
    this.#totals = new Totals(compiled, (...said) => this.tell(...said));
    this.#assembly = assemble((...said) => this.tell(...said), this.#totals);
    this.#skipLines = syntax.kind === "delimited" ? (syntax.skip ?? 0) : 0;
    this.#names = syntax.kind === "delimited" && syntax.names === true;
    const columns = compiled.records.flatMap((record) => record.tests.flatMap((test) => [...(test.columns ?? [])]));
    this.#columnsMost = columns.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...columns);
  }

  async flush(): Promise<void> {
    await this.#sink.flush?.();
  }

  problem(code: string, message: string, line: number): void {
    this.tell("error", code, message, line);
    this.#damage();
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
    if (chosen.others.length > 0) this.tell("warning", "charset-ambiguous", `The file does not say in which charset it is. It was read as ${chosen.charset.id}, but its letters could as well be ${chosen.others.map((each) => each.id).join(" or ")}: look at the names.`, 1);
    else if (!only) this.tell("info", "charset", `The file does not say in which charset it is. By its letters it was read as ${chosen.charset.id}.`, 1);
  }

  record(bytes: Buffer, from: number, to: number, line: number): void {
    const cells = this.#cells;
    const start = !this.#begun && bytes[from] === 0xef && bytes[from + 1] === 0xbb && bytes[from + 2] === 0xbf ? from + 3 : from;
    this.#begun = true;
    if (this.#skipLines > 0) {
      this.#skipLines--;
      cells.record(bytes, start, to, line);
      // A line end that is damaged makes one line of a heading and the first row.
      if (cells.columns > this.#columnsMost) this.tell("warning", "skipped-line-long", `This line is passed over as a heading, and it has ${cells.columns} columns, more than any row. A payment or entry may stand in it: look at the file.`, line);
      return;
    }
    if (!cells.record(bytes, start, to, line)) this.tell("warning", "charset-mixed", "The file is UTF-8, but this line is not. It was read as windows-1252; look at its letters.", line);
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
    if (definition.refuses !== undefined) this.tell("error", "format-not-read", definition.refuses, 1);
    else {
      if (!this.#begun) this.tell("error", "file-empty", "The file is empty.", 1);
      else if (definition.ends !== undefined && !definition.ends.includes(this.#before)) {
        this.tell(definition.kind === "orders" ? "error" : "warning", "end-missing", `The file does not end with the record that must close it (${definition.ends.join(" or ")}). It may be cut off; get it again.`, this.#cells.line || 1);
      }
      this.#assembly.finish();
    }
    for (const [code, count] of this.#counts) if (count > sameMax) this.#sink.finding({ severity: "info", code: "more-findings", message: `There are ${count - sameMax} more findings of the kind ${code}, which are not listed.` });
    this.#sink.charset?.(this.#charsetKnown ? this.#cells.charset.id : "US-ASCII");
  }

  /** Lists so many of a kind; errors all, as each may be a payment. */
  tell(severity: Severity, code: string, message: string, line: number, field?: string, column?: number): void {
    const count = (this.#counts.get(code) ?? 0) + 1;
    if (severity !== "error") {
      this.#counts.set(code, count);
      if (count > sameMax) return;
    }
    this.#sink.finding({ severity, code, message, line, ...(column === undefined ? {} : { column }), ...(field === undefined ? {} : { field }) });
  }

  #takeUtf8(why: string): void {
    this.#charsetKnown = true;
    this.#cells.charset = utf8;
    if (!this.#compiled.charsets.includes(utf8)) this.tell("error", "charset-not-allowed", `${why} This format is ${this.#compiled.charsets.map((each) => each.id).join(" or ")}: a bank would read wrong letters and places. Export it again in the right charset.`, 1);
  }

  #dispatch(line: number): void {
    if (this.#compiled.definition.refuses !== undefined) return;
    const cells = this.#cells;
    for (const record of this.#compiled.records) {
      if (!recordMatches(record, cells)) continue;
      this.#read(record, line);
      return;
    }
    cells.start = cells.from;
    cells.end = Math.min(cells.to, cells.from + 60);
    this.tell("error", "record-unknown", `This line is none that the format knows, so nothing of it was taken: "${visibleLine(cells.decode(), 60)}".`, line, undefined, 1);
    this.#damage();
  }

  #damage(): void {
    this.#incomplete = true;
    this.#assembly.damaged();
  }

  #read(record: CompiledRecord, line: number): void {
    const { def } = record;
    const assembly = this.#assembly;
    if (record.after !== undefined && !record.after.has(this.#before)) this.tell("error", "record-out-of-place", `A record "${def.title ?? def.name}" must not stand here, behind ${this.#before === "start" ? "the beginning" : `"${this.#before}"`}. A record may be missing; get the file again.`, line, def.name);
    this.#before = def.name;
    for (const total of record.counted) this.#totals.count(total);
    if (def.skip === true) return;
    if (record.lengths !== undefined) this.#checkLength(record, line);
    if (def.closes !== undefined && def.closes !== "statement" && def.closes !== "order" && def.closes !== "report") assembly.close(def.closes);
    if (def.of !== undefined && assembly instanceof StatementAssembly) assembly.select(this.#key(record, def.of));
    if (def.needs !== undefined && !assembly.isOpen(def.needs)) {
      this.tell("error", "record-out-of-place", `A record "${def.title ?? def.name}" stands here, and the record that begins its ${def.needs} is missing. What it says was taken as far as it goes.`, line, def.name);
      assembly.open(def.needs, line);
    }
    assembly.begin(record, line);
    if (record.opensWhole) this.#counter = 0n;
    for (const field of record.fields) this.#field(field, 0, line);
    for (const group of record.groups) this.#group(group, line);
    this.#gaps(record, line);
    assembly.end(record, line);
    if (def.hold !== undefined && assembly instanceof StatementAssembly) assembly.hold(this.#key(record, def.hold));
    for (const composed of record.composed) this.#compose(composed);
    if (def.closes === "statement" || def.closes === "order" || def.closes === "report") assembly.close(def.closes);
  }

  #field(field: CompiledField, base: number, line: number): void {
    const cells = this.#cells;
    if (field.when.length > 0 && !this.#applies(field, base)) return;
    const composed = field.type === "account" && field.of.length > 0;
    if (!composed || field.placed) cells.locate(field, base);
    if (field.pad < 0) cells.trimEnd();
    else cells.trim(field.pad);
    if (composed) {
      this.#account(field, base, line);
      return;
    }
    if (cells.end <= cells.start || field.none?.has(cells.decode()) === true) {
      this.#empty(field, line);
      return;
    }
    if (field.plain) {
      if (field.target !== undefined) this.#put(field, cells.decode(), line);
      return;
    }
    const { def } = field;
    switch (def.type) {
      case "text":
        this.#text(field, line);
        return;
      case "constant":
        if (cells.decode() !== def.value.trim()) this.#wrong(field, "wrong-constant", `Here must stand "${def.value}" (${field.label}).`, line);
        else if (field.target !== undefined) this.#put(field, cells.decode(), line);
        return;
      case "number":
        this.#number(field, line);
        return;
      case "amount":
        this.#amount(field, base, line);
        return;
      case "date":
        this.#date(field, line);
        return;
      case "account":
        this.#account(field, base, line);
        return;
      case "currency":
        this.#currency(field, line);
        return;
      case "sign": // read with its amount
    }
  }

  #empty(field: CompiledField, line: number): void {
    const { def } = field;
    if (field.required || (def.type === "constant" && def.value.trim() !== "")) this.#wrong(field, "field-missing", `A field is missing: ${field.label}.`, line);
  }

  #text(field: CompiledField, line: number): void {
    const { def } = field;
    if (def.type !== "text") return;
    if (field.sameBytes && this.#repeats(field)) return;
    let text = this.#cells.decode();
    if (field.pattern !== undefined && !field.pattern.test(text)) {
      this.#wrong(field, "wrong-form", `${field.label} has a form that it must not have: "${visibleLine(text, 60)}".`, line);
      return;
    }
    if (def.check !== undefined && !passes(def.check, text)) this.#wrong(field, "wrong-check-digits", `The check digits of ${field.label} do not fit.`, line, "warning");
    if (field.values !== undefined) {
      const value = field.values.get(text);
      if (value !== undefined) text = value;
      else if (def.unknown !== "keep") {
        this.#wrong(field, "wrong-code", `${field.label} is "${visibleLine(text, 40)}", which the format does not know.`, line);
        return;
      }
      if (text === "") return;
    }
    if (field.same !== undefined && !field.sameBytes) {
      if (text === this.#raw(field.same, 0)) return;
      this.#cells.locate(field);
    }
    if (def.tell !== undefined) this.tell(def.tell, "not-carried", `${field.label} is "${visibleLine(text, 60)}". Kontor has no place for it; it stays in the file as it came.`, line, fieldPath(field), this.#cells.columnOfStart);
    if (def.before !== undefined) text = def.before + text;
    if (field.target !== undefined) this.#put(field, text, line);
  }

  /** True where the field says the same as the one that it would only repeat. Nothing is decoded for it; the cells stand as before. */
  #repeats({ same }: CompiledField): boolean {
    const cells = this.#cells;
    if (same === undefined) return false;
    const { start, end } = cells;
    cells.locate(same);
    cells.trim(blank);
    const repeats = cells.equals(start, end);
    cells.start = start;
    cells.end = end;
    return repeats;
  }

  #number(field: CompiledField, line: number): void {
    const { def } = field;
    const value = digitsIn(this.#cells);
    if (def.type !== "number") return;
    if (value === undefined) {
      this.#wrong(field, "not-a-number", `${field.label} must have digits only.`, line);
      return;
    }
    if (def.counts === true) {
      this.#counter++;
      if (value !== this.#counter) this.#wrong(field, "wrong-serial", `${field.label} is ${value}, and the ${this.#counter}. one stands here. A record may be missing or twice there.`, line);
      this.#counter = value;
    }
    this.#feed(field, value, 0);
    if (field.total >= 0) this.#total(field, value, 0, line);
    if (field.target !== undefined) this.#put(field, value.toString(), line);
  }

  #amount(field: CompiledField, base: number, line: number): void {
    const { def } = field;
    const cells = this.#cells;
    if (def.type !== "amount") return;
    const { start, end } = cells;
    const decimals = typeof def.decimals === "number" ? def.decimals : field.decimals === undefined ? 0 : Number(this.#raw(field.decimals, base) || "0");
    let minus = false;
    if (field.sign !== undefined) {
      const sign = this.#raw(field.sign, base);
      minus = field.minus?.has(sign) === true;
      if (!minus && field.plus?.has(sign) !== true) {
        // Of an entry, a wrong guess would turn the money round; a balance is checked by the others.
        const balance = field.target?.frame === "statement";
        this.#wrong(field.sign, "wrong-sign", `The sign of ${field.label} is "${visibleLine(sign, 5)}", which the format does not know.${balance ? " It was taken as money in." : ""}`, line, balance ? "warning" : "error");
        if (!balance) {
          this.#damage();
          return;
        }
      }
    }
    cells.start = start;
    cells.end = end;
    const read = amountIn(cells, def, Number.isInteger(decimals) && decimals <= 6 ? decimals : 0);
    if (read === undefined) {
      this.#wrong(field, "wrong-amount", `${field.label} is no amount here: "${visibleLine(cells.decode(), 40)}".`, line);
      this.#damage();
      return;
    }
    const amount = minus ? { units: -read.units, scale: read.scale } : read;
    for (const total of field.feeds) this.#totals.add(total, amount, minus || amount.units < 0n);
    if (field.total >= 0) this.#total(field, amount.units, amount.scale, line);
    if (field.target !== undefined) this.#put(field, amount, line);
  }

  /** The same days come again and again. */
  #date(field: CompiledField, line: number): void {
    const { def } = field;
    if (def.type !== "date") return;
    const text = this.#cells.decode();
    let date = this.#dates.get(text);
    if (date === undefined) {
      date = dateFrom(text, def.patterns) ?? null;
      if (this.#dates.size < 1000) this.#dates.set(text, date);
    }
    if (date === null) {
      if (/^[0]+$/.test(text.replace(/\D/g, "0")) && /^[0./-]+$/.test(text) && def.required !== true) return; // zeros: none
      this.#wrong(field, "wrong-date", `${field.label} is no day of the calendar: "${visibleLine(text, 20)}".`, line, this.#compiled.definition.kind === "orders" ? "error" : "warning");
      return;
    }
    if (field.target !== undefined) this.#put(field, field.target.kind === "day" ? `${date}T00:00:00` : date, line);
  }

  #account(field: CompiledField, base: number, line: number): void {
    const { def } = field;
    if (def.type !== "account") return;
    const cells = this.#cells;
    const { start, end } = cells;
    const parts = field.of.map((part) => this.#raw(part, base));
    cells.start = start;
    cells.end = end;
    const filled = parts.filter((part) => part !== "");
    const text = field.of.length === 0 ? cells.decode() : filled.join(def.glue ?? "");
    const plain = grouped.test(text) && (def.kinds.includes("hungarian") || def.kinds.includes("iban")) ? text.replace(/[ -]/g, "") : text;
    if (plain === "" || field.none?.has(plain) === true) {
      if (def.required === true) this.#wrong(field, "field-missing", `A field is missing: ${field.label}.`, line);
      return;
    }
    const { account, problem, isDoubt } = accountFrom(plain, parts, def);
    if (problem !== undefined) this.#wrong(field, "wrong-account", `${field.label}: ${problem} Ask for the right one; a payment to it comes back or goes astray.`, line, this.#compiled.definition.kind === "orders" && isDoubt !== true ? "error" : "warning");
    for (const total of field.feeds) if (/^\d+$/.test(text)) this.#totals.add(total, { units: BigInt(def.short === true ? text.padEnd(24, "0") : text), scale: 0 }, false);
    if (field.target !== undefined) this.#put(field, account, line);
  }

  #currency(field: CompiledField, line: number): void {
    const { def } = field;
    if (def.type !== "currency") return;
    const text = this.#cells.decode();
    const code = def.numeric === true ? numericCurrency(text) : text;
    const currency = code === undefined ? undefined : parseCurrency(code);
    if (currency === undefined) this.#wrong(field, "wrong-currency", `${field.label} is "${visibleLine(text, 10)}", which is no currency of ISO 4217.`, line);
    else if (field.target !== undefined) this.#put(field, currency, line);
  }

  #group(group: CompiledGroup, line: number): void {
    let count = group.at.length;
    if (group.count !== undefined) {
      const declared = Number(this.#raw(group.count, 0) || "0");
      if (!(declared <= count)) this.#wrong(group.count, "wrong-count", `${group.count.label} says ${declared}, and at most ${count} fit into a record.`, line);
      else count = declared;
    }
    for (let i = 0; i < count; i++) for (const field of group.fields) this.#field(field, group.at[i] ?? 0, line);
  }

  #feed(field: CompiledField, units: bigint, scale: number): void {
    for (const total of field.feeds) this.#totals.add(total, { units, scale }, false);
  }

  /** Before what it adds up, it waits; behind it, it is compared at once. */
  #total(field: CompiledField, value: bigint, scale: number, line: number): void {
    const declared = { index: field.total, value, scale, line };
    if (field.record.opens.includes("statement") && this.#assembly instanceof StatementAssembly) this.#assembly.declare(declared);
    else this.#totals.compare(declared, this.#incomplete);
  }

  #put(field: CompiledField, value: unknown, line: number): void {
    const { target } = field;
    if (target === undefined) return;
    const slots = this.#assembly.slots(target.frame);
    if (slots !== undefined) {
      const before = slots[target.slot];
      put(slots, target, value, field.join);
      if (target.kind === "account" && target.frame === "statement" && before !== undefined && accountText(before as AccountNumber) !== accountText(value as AccountNumber)) { // account fields gave both
        this.#wrong(field, "account-differs", "This record names another account than the statement in which it stands. It was put to the statement; ask the bank.", line, "warning");
      }
      return;
    }
    if (!this.#outOfFrameTold || field.type === "amount") this.#wrong(field, "record-out-of-place", `What stands here (${field.label}) belongs to no ${target.frame}: the record that begins one is missing. It was left out.`, line);
    this.#outOfFrameTold = true;
    if (field.type === "amount") this.#damage();
  }

  #applies(field: CompiledField, base: number): boolean {
    for (const { field: other, is, not, matches, unlike } of field.when) {
      const raw = this.#raw(other, other.record === field.record && other.placed && !other.grouped ? 0 : base);
      if (is?.has(raw) === false || not?.has(raw) === true || matches?.test(raw) === false || unlike?.test(raw) === true) return false;
    }
    return true;
  }

  /** Another field's text, without padding. Moves the cells. */
  #raw(field: CompiledField, base: number): string {
    this.#cells.locate(field, field.grouped ? base : 0);
    this.#cells.trim(field.def.type === "text" && field.def.pad !== undefined ? field.def.pad.charCodeAt(0) : blank);
    return this.#cells.decode();
  }

  #key(record: CompiledRecord, names: readonly string[]): string {
    return names.map((name) => { const field = record.fields.find((each) => each.name === name); return field === undefined ? "" : this.#raw(field, 0); }).join("\u0000");
  }

  /** An id out of several fields. */
  #compose({ target, fields, glue }: CompiledRecord["composed"][number]): void {
    const slots = this.#assembly.slots(target.frame);
    if (slots !== undefined) slots[target.slot] = fields.map((field) => this.#raw(field, 0)).join(glue);
  }

  #checkLength(record: CompiledRecord, line: number): void {
    const { lengths, def } = record;
    const length = this.#cells.length;
    if (lengths === undefined || lengths.has(length)) return;
    const shortest = Math.min(...lengths);
    if (length < shortest && def.short === true) return;
    const wanted = [...lengths].join(" or ");
    this.tell("error", length < shortest ? "record-short" : "record-long", `This record is ${length} characters long, and must be ${wanted}. ${length < shortest ? "Something is missing" : "Something is too much"}: what stands behind the fault may be read wrongly. Export it again.`, line, def.name, Math.min(length, shortest) + 1);
    this.#damage();
  }

  /** Text where no field is would be lost without a word. */
  #gaps(record: CompiledRecord, line: number): void {
    const { gaps, longest } = record;
    const cells = this.#cells;
    if (this.#compiled.definition.syntax.kind !== "fixed") {
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
      this.tell("info", "not-read", `${name} of "${record.def.title ?? record.def.name}" is read by no field. It begins with "${visibleLine(cells.decode(), 40)}" here; it stays in the file.`, line, undefined, cells.columnOfStart);
    }
  }

  #stray(line: number): void {
    const cells = this.#cells;
    cells.trim(blank);
    this.tell("warning", "text-outside-fields", `Here stands "${visibleLine(cells.decode(), 40)}" where the format has no field. It was left out.`, line, undefined, cells.columnOfStart);
  }

  #readNames(line: number): void {
    const cells = this.#cells;
    const names = cells.names();
    for (const record of this.#compiled.records) {
      for (const field of record.fields) {
        if (typeof field.def.column !== "string") continue;
        const at = names.get(field.def.column.toLowerCase());
        if (at === undefined) {
          if (field.def.required === true) this.#wrong(field, "column-missing", `The column "${visibleLine(field.def.column, 60)}" is missing in the row of names.`, line);
        } else this.#cells.named.set(field, at);
      }
    }
  }

  #wrong(field: CompiledField, code: string, message: string, line: number, severity: Severity = "error"): void {
    this.tell(severity, code, message, line, fieldPath(field), this.#cells.columnOfStart);
  }
}
