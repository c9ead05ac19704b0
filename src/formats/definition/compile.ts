import { parseAccountNumber } from "../../domain/account-number.ts";
import type { Finding } from "../../domain/finding.ts";
import { type Charset, charsetById } from "../charset/charset.ts";
import type { Definition, FieldDefinition, FrameName, RecordDefinition } from "./schema.ts";
import { isFrame, type Target, targetOf } from "./targets.ts";

/** A field, with its names resolved. */
export interface CompiledField {
  readonly record: CompiledRecord;
  readonly index: number;
  readonly name: string;
  /** For the operator: the title with the name, or the name. */
  readonly label: string;
  readonly def: FieldDefinition;
  /** What reading asks of every field of every record stands here, too: the definition's own objects differ in shape, and are slower to ask. */
  readonly type: FieldDefinition["type"];
  readonly required: boolean;
  /** It has a place of its own, `at`. */
  readonly placed: boolean;
  /** Belongs to a group, and its place counts from there. */
  readonly grouped: boolean;
  /** The byte that fills it up; -1 where only the end is trimmed, as the text goes on in another field. */
  readonly pad: number;
  /** Text that goes to its target as it stands. */
  readonly plain: boolean;
  readonly join: "new" | "glue" | "space" | undefined;
  /** It can be told by the bytes whether it says what `same` says: fixed width, and read in the same way. */
  readonly sameBytes: boolean;
  /** 0-based byte in the record, fixed width; within its group for a group's field. */
  readonly at: number;
  readonly length: number;
  /** 0-based; -1 until the row of names has been read. */
  readonly column: number;
  readonly target: Target | undefined;
  readonly when: readonly { readonly field: CompiledField; readonly is: ReadonlySet<string> | undefined; readonly not: ReadonlySet<string> | undefined; readonly matches: RegExp | undefined; readonly unlike: RegExp | undefined }[];
  readonly none: ReadonlySet<string> | undefined;
  readonly pattern: RegExp | undefined;
  readonly values: ReadonlyMap<string, string> | undefined;
  /** `values`, the other way. */
  readonly written: ReadonlyMap<string, string> | undefined;
  /** Fields that this one is read with: sign, decimals, same, parts of an account. */
  readonly sign: CompiledField | undefined;
  readonly minus: ReadonlySet<string> | undefined;
  readonly plus: ReadonlySet<string> | undefined;
  readonly decimals: CompiledField | undefined;
  readonly same: CompiledField | undefined;
  readonly of: readonly CompiledField[];
  /** The places of the totals that this field adds to. */
  readonly feeds: readonly number[];
  /** The total that stands in this field. */
  readonly total: number;
}

export interface CompiledTest {
  readonly at: number;
  readonly column: number;
  readonly is: readonly Uint8Array[] | undefined;
  readonly pattern: RegExp | undefined;
  readonly length: number;
  readonly columns: ReadonlySet<number> | undefined;
  readonly bytes: ReadonlySet<number> | undefined;
  readonly tag: string | undefined;
}

export interface CompiledGroup {
  readonly count: CompiledField | undefined;
  readonly at: readonly number[];
  readonly fields: readonly CompiledField[];
}

export interface CompiledRecord {
  readonly index: number;
  readonly def: RecordDefinition;
  readonly tests: readonly CompiledTest[];
  readonly fields: readonly CompiledField[];
  readonly groups: readonly CompiledGroup[];
  readonly opens: readonly FrameName[];
  /** It begins an order or a statement. */
  readonly opensWhole: boolean;
  readonly lengths: ReadonlySet<number> | undefined;
  readonly after: ReadonlySet<string> | undefined;
  /** Pairs from, to of the bytes that belong to no field. */
  readonly gaps: readonly number[];
  /** Ids put together out of fields of this record. */
  readonly composed: readonly { readonly target: Target; readonly fields: readonly CompiledField[]; readonly glue: string }[];
  /** Totals that count this record. */
  readonly counted: readonly number[];
  /** The longest length that is permitted. */
  readonly longest: number;
}

/** What is added up, and where it stands. */
export interface CompiledTotal {
  readonly field: CompiledField;
  readonly side: "in" | "out" | undefined;
  readonly modulo: bigint | undefined;
  /** Counts the values instead of adding them. */
  readonly rows: boolean;
}

export interface Compiled {
  readonly definition: Definition;
  readonly charsets: readonly Charset[];
  readonly records: readonly CompiledRecord[];
  readonly totals: readonly CompiledTotal[];
  /** `value` as the target keeps it, `text` as the definition says it. */
  readonly constants: readonly { readonly target: Target; readonly value: unknown; readonly text: string }[];
}

const blank = 0x20;

function paddingOf(def: FieldDefinition): number {
  if (def.type !== "text") return blank;
  return def.join === "glue" ? -1 : (def.pad ?? " ").charCodeAt(0);
}

function isPlain(def: FieldDefinition): boolean {
  return def.type === "text" && def.matches === undefined && def.check === undefined && def.values === undefined && def.same === undefined && def.tell === undefined && def.before === undefined;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Resolves names and finds what a definition says wrongly. @returns what cannot be, all of it, when there is anything */
export function compile(definition: Definition): { readonly ok: true; readonly compiled: Compiled } | { readonly ok: false; readonly findings: readonly Finding[] } {
  const work = new Compiling(definition);
  const compiled = work.run();
  return work.findings.length === 0 ? { ok: true, compiled } : { ok: false, findings: work.findings };
}

const framesOf: Readonly<Record<Definition["kind"], readonly FrameName[]>> = { orders: ["order", "batch", "transaction"], statements: ["statement", "entry", "detail"], status: ["report", "item"] };

class Compiling {
  readonly findings: Finding[] = [];
  readonly #definition: Definition;
  readonly #totals: CompiledTotal[] = [];

  constructor(definition: Definition) {
    this.#definition = definition;
  }

  run(): Compiled {
    const definition = this.#definition;
    const records = definition.records.map((def, index) => this.#record(def, index));
    const names = new Set(records.map((record) => record.def.name));
    if (names.size < records.length) this.#wrong("records", "Two records have the same name.");
    for (const name of [...definition.begins, ...(definition.ends ?? []), ...(definition.write?.order ?? []), ...(definition.parts ?? []).flatMap((part) => part.records)]) if (!names.has(name)) this.#wrong(name, "There is no record of this name.");
    for (const { def } of records) for (const name of def.after ?? []) if (name !== "start" && !names.has(name)) this.#wrong(`${def.name}/after`, `There is no record ${name}.`);
    if ("workbook" in definition.syntax) {
      if (definition.charsets.some((id) => id !== "UTF-8")) this.#wrong("charsets", "The letters of a spreadsheet are UTF-8.");
      if (definition.write !== undefined || definition.parts !== undefined) this.#wrong("syntax", "A spreadsheet is only read, and comes in one file: the definition has no write and no parts.");
    }
    for (const record of records) for (const field of record.fields) this.#feed(records, field);
    const constants = Object.entries(definition.constants ?? {}).flatMap(([path, value]): Compiled["constants"] => {
      const target = this.#target(path, "constants");
      if (target === undefined) return [];
      if (target.kind !== "account") return [{ target, value, text: value }];
      const account = parseAccountNumber(value);
      if (account === undefined) this.#wrong(path, "This constant is no account.");
      return account === undefined ? [] : [{ target, value: account, text: value }];
    });
    for (const { to, fields: wanted, glue } of definition.composed ?? []) {
      const target = this.#target(to, "composed");
      const record = records.find((each) => wanted.every((name) => each.fields.some((field) => field.name === name)));
      if (record === undefined) this.#wrong("composed", `No record has the fields ${wanted.join(", ")}.`);
      else if (target !== undefined) (record.composed as CompiledRecord["composed"][number][]).push({ target, fields: record.fields.filter((field) => wanted.includes(field.name)), glue }); // made above, not handed out yet
    }
    if (definition.refuses === undefined && !records.some((record) => record.opens.some((frame) => frame !== "order"))) this.#wrong("records", "No record opens a payment, statement, entry or report: nothing would be read.");
    return { definition, charsets: definition.charsets.map(charsetById), records, totals: this.#totals, constants };
  }

  #record(def: RecordDefinition, index: number): CompiledRecord {
    const record: Writable<CompiledRecord> = {
      index, def, opens: def.opens ?? [], opensWhole: (def.opens ?? []).some((frame) => frame === "order" || frame === "statement"), tests: [], fields: [], groups: [], lengths: def.length === undefined ? undefined : new Set(def.length), after: def.after === undefined ? undefined : new Set(def.after),
      gaps: [], composed: [], counted: [], longest: Math.max(0, ...(def.length ?? [])),
    };
    const path = def.name;
    record.tests = (def.when ?? []).map((test) => this.#test(test, path));
    const allowed = framesOf[this.#definition.kind];
    for (const frame of [...record.opens, def.needs, def.closes]) if (frame !== undefined && !allowed.includes(frame)) this.#wrong(path, `A format of ${this.#definition.kind} has no ${frame}.`);
    const byName = new Map<string, CompiledField>();
    const fields = def.fields.map((each, at) => this.#field(record, each, at, byName, true));
    record.fields = fields;
    record.groups = (def.groups ?? []).map((group) => {
      const inGroup = new Map(byName);
      const compiled = { count: group.count === undefined ? undefined : this.#named(byName, group.count, `${path}/${group.name}`), at: group.at.map((each) => each - 1), fields: group.fields.map((each, at) => this.#field(record, each, at, inGroup, false)) };
      for (const field of compiled.fields) this.#link(field, inGroup, path);
      return compiled;
    });
    for (const field of fields) this.#link(field, byName, path);
    for (const name of [...(def.hold ?? []), ...(def.of ?? [])]) this.#named(byName, name, path);
    if (this.#definition.syntax.kind === "fixed" && def.skip !== true) record.gaps = this.#gaps(record);
    return record;
  }

  #field(record: CompiledRecord, def: FieldDefinition, index: number, byName: Map<string, CompiledField>, own: boolean): CompiledField {
    const path = `${record.def.name}/${def.name}`;
    const values = def.type === "text" && def.values !== undefined ? new Map(Object.entries(def.values)) : undefined;
    const field: CompiledField = {
      record, index, name: def.name, label: def.title === undefined ? def.name : `${def.title} (${def.name})`, def, at: (def.at ?? 1) - 1, length: def.length ?? 0, column: typeof def.column === "number" ? def.column - 1 : -1,
      target: def.to === undefined ? undefined : this.#target(def.to, path), when: [], none: def.none === undefined ? undefined : new Set(def.none),
      pattern: def.type === "text" && def.matches !== undefined ? this.#pattern(def.matches, path) : undefined, values, written: values === undefined ? undefined : new Map([...values].reverse().map(([raw, value]) => [value, raw])),
      sign: undefined, minus: undefined, plus: undefined, decimals: undefined, same: undefined, of: [], feeds: [], total: -1,
      type: def.type, required: def.required === true, placed: def.at !== undefined, grouped: !own, pad: paddingOf(def), plain: isPlain(def), join: def.type === "text" ? def.join : undefined, sameBytes: false,
    };
    if (byName.has(def.name) && own) this.#wrong(path, "Two fields of a record have the same name.");
    byName.set(def.name, field);
    const syntax = this.#definition.syntax.kind;
    const places = { fixed: def.at !== undefined && def.length !== undefined, delimited: def.column !== undefined, tagged: def.tag !== undefined };
    const composedAccount = def.type === "account" && def.of !== undefined;
    if (!places[syntax] && !composedAccount) this.#wrong(path, { fixed: "A field of fixed width has a place (at) and a length.", delimited: "A field of a delimited record has a column.", tagged: "A field of a tagged record has a tag." }[syntax]);
    if (syntax === "fixed" && own && record.longest > 0 && field.at + field.length > record.longest) this.#wrong(path, `The field ends at ${field.at + field.length}, and the record at ${record.longest}.`);
    this.#fits(field, path);
    return field;
  }

  /** The field's type must give what its target takes. */
  #fits(field: CompiledField, path: string): void {
    if (field.target === undefined) return;
    const { kind } = field.target;
    const type = field.def.type;
    const right = { text: ["text", "list", "bic", "charges", "priority", "sequence", "flag"], number: ["text"], amount: ["amount"], date: ["date", "day"], account: ["account"], currency: ["currency"], constant: ["text", "list", "flag"], sign: ["flag"] }[type];
    if (!right.includes(kind)) this.#wrong(path, `A ${type} does not go to ${field.target.frame}.${field.target.name}, which takes a ${kind}.`);
    if (!framesOf[this.#definition.kind].includes(field.target.frame)) this.#wrong(path, `A format of ${this.#definition.kind} has no ${field.target.frame}.`);
  }

  #link(field: Writable<CompiledField>, byName: ReadonlyMap<string, CompiledField>, record: string): void {
    const path = `${record}/${field.name}`;
    const { def } = field;
    field.when = (def.when ?? []).flatMap((test) => {
      const other = this.#named(byName, test.field, path);
      return other === undefined ? [] : [{ field: other, is: test.is === undefined ? undefined : new Set(test.is), not: test.not === undefined ? undefined : new Set(test.not), matches: test.matches === undefined ? undefined : this.#pattern(test.matches, path), unlike: test.unlike === undefined ? undefined : this.#pattern(test.unlike, path) }];
    });
    if (def.type === "amount") {
      if (typeof def.decimals === "string") field.decimals = this.#named(byName, def.decimals, path);
      if (typeof def.sign === "object") {
        field.sign = this.#named(byName, def.sign.field, path);
        field.minus = new Set(def.sign.minus);
        field.plus = new Set(def.sign.plus);
      }
    }
    if (def.type === "text" && def.same !== undefined) {
      field.same = this.#named(byName, def.same, path);
      field.sameBytes = this.#definition.syntax.kind === "fixed" && def.values === undefined && !field.grouped && field.same?.grouped === false && field.pad === blank && field.same.pad === blank;
    }
    if (def.type === "account") field.of = (def.of ?? []).flatMap((name) => this.#named(byName, name, path) ?? []);
  }

  /** Gives a total its number, and tells the fields and records that it adds up. */
  #feed(records: readonly CompiledRecord[], field: Writable<CompiledField>): void {
    const { def } = field;
    if ((def.type !== "number" && def.type !== "amount") || def.total === undefined) return;
    const number = this.#totals.length;
    const path = `${field.record.def.name}/${field.name}`;
    field.total = number;
    const total = def.total;
    this.#totals.push({ field, side: "side" in total ? total.side : undefined, modulo: "modulo" in total && total.modulo !== undefined ? 10n ** BigInt(total.modulo) : undefined, rows: "rows" in total && total.rows === true });
    if ("records" in total) {
      for (const name of total.records) {
        const record = records.find((each) => each.def.name === name);
        if (record === undefined) this.#wrong(path, `There is no record ${name}.`);
        else (record.counted as number[]).push(number); // made above, not handed out yet
      }
      return;
    }
    const [recordName, fieldName] = total.of.split("/");
    const source = records.find((each) => each.def.name === recordName)?.fields.find((each) => each.name === fieldName);
    if (source === undefined) this.#wrong(path, `There is no field ${total.of}: a total is of record/field.`);
    else (source.feeds as number[]).push(number); // made above, not handed out yet
  }

  #test(test: NonNullable<RecordDefinition["when"]>[number], path: string): CompiledTest {
    return {
      at: "at" in test ? test.at - 1 : -1, column: "column" in test ? test.column - 1 : -1,
      is: "is" in test && test.is !== undefined ? test.is.map((each) => Buffer.from(each, "latin1")) : undefined,
      pattern: "matches" in test ? this.#pattern(`^(?:${test.matches})$`, path) : undefined, length: "length" in test ? test.length : 0,
      columns: "columns" in test ? new Set(test.columns) : undefined, bytes: "bytes" in test ? new Set(test.bytes) : undefined, tag: "tag" in test ? test.tag : undefined,
    };
  }

  /** Bytes within the shortest permitted length that no field covers. */
  #gaps(record: CompiledRecord): number[] {
    const covered = new Uint8Array(record.longest);
    const cover = (from: number, length: number) => covered.fill(1, from, Math.min(from + length, covered.length));
    for (const field of record.fields) if (field.def.at !== undefined) cover(field.at, field.length);
    for (const test of record.tests) if (test.is?.[0] !== undefined && test.at >= 0) cover(test.at, test.is[0].length);
    for (const group of record.groups) for (const at of group.at) for (const field of group.fields) cover(at + field.at, field.length);
    const gaps: number[] = [];
    for (let i = 0; i < covered.length; i++) {
      if (covered[i] === 1) continue;
      const from = i;
      while (i < covered.length && covered[i] === 0) i++;
      gaps.push(from, i);
    }
    return gaps;
  }

  #target(path: string, where: string): Target | undefined {
    const target = targetOf(path);
    if (target === undefined) this.#wrong(where, isFrame(path.split(".")[0] ?? "") ? `There is no ${path} in the payment or statement.` : `${path} is no place in a payment or statement: it begins with order, batch, transaction, statement, entry, detail, report or item.`);
    return target;
  }

  #named(byName: ReadonlyMap<string, CompiledField>, name: string, path: string): CompiledField | undefined {
    const field = byName.get(name);
    if (field === undefined) this.#wrong(path, `There is no field ${name} in this record.`);
    return field;
  }

  /** A repetition within a repetition may take for ever: refused. */
  #pattern(source: string, path: string): RegExp | undefined {
    if (/\([^)]*[+*}][^)]*\)[+*{]/.test(source)) {
      this.#wrong(path, "A pattern must not repeat what repeats already.");
      return undefined;
    }
    try {
      return new RegExp(source);
    } catch (error) {
      this.#wrong(path, `This is no pattern: ${error instanceof Error ? error.message : ""}`);
      return undefined;
    }
  }

  #wrong(field: string, message: string): void {
    this.findings.push({ severity: "error", code: "definition-wrong", message, field });
  }
}
