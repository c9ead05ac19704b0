import type { AccountNumber } from "../../domain/account-number.ts";
import { AppError } from "../../domain/errors.ts";
import { currencyExponent, type Money } from "../../domain/money.ts";
import { visibleLine } from "../../domain/text.ts";
import { type Charset, encode } from "../charset/charset.ts";
import type { Compiled, CompiledField, CompiledRecord } from "./compile.ts";
import type { FrameName } from "./schema.ts";
import type { Slots } from "./targets.ts";
import { Totals } from "./totals.ts";
import { dateText, overpunch } from "./values.ts";

/** The values of the frames a record is written from. */
export type Frames = Partial<Record<FrameName, Slots>>;

/** Writes records of a definition. Nothing is truncated and no letter replaced: what does not fit is refused. */
export class RecordWriter {
  readonly totals: Totals;
  readonly #compiled: Compiled;
  readonly #charset: Charset;
  readonly #lengths: Readonly<Record<string, number>>;
  readonly #lineEnd: Buffer;
  #counter = 0n;

  constructor(compiled: Compiled, charset: Charset, lengths: Readonly<Record<string, number>> = {}) {
    this.#compiled = compiled;
    this.#charset = charset;
    this.#lengths = lengths;
    this.totals = new Totals(compiled, () => {});
    this.#lineEnd = Buffer.from({ CRLF: "\r\n", LF: "\n", "": "" }[compiled.definition.write?.lineEnd ?? "CRLF"]);
  }

  /** @throws AppError format/… where a value does not fit its field */
  record(record: CompiledRecord, frames: Frames): Buffer {
    for (const total of record.counted) this.totals.count(total);
    const texts = this.#texts(record, frames);
    const { syntax } = this.#compiled.definition;
    return Buffer.concat([syntax.kind === "delimited" ? this.#row(record, texts, syntax.separator) : this.#line(record, texts), this.#lineEnd]);
  }

  /** A row of names, or an empty one, where a reader passes over it. */
  headRow(record: CompiledRecord, separator: string): Buffer {
    const columns = Math.max(...record.fields.map((field) => field.column + 1));
    const names = Array.from({ length: columns }, (_, index) => record.fields.find((field) => field.column === index)?.name ?? "");
    return Buffer.concat([Buffer.from(names.join(separator)), this.#lineEnd]);
  }

  /** The text of each field that has one, without padding. */
  #texts(record: CompiledRecord, frames: Frames): Map<CompiledField, string> {
    const texts = new Map<CompiledField, string>();
    for (const field of record.fields) {
      if (field.when.length > 0 || texts.has(field)) continue;
      if (field.target?.kind === "list" || (field.def.type === "text" && siblings(record, field).length > 1)) {
        this.#flow(record, field, frames, texts);
        continue;
      }
      const text = this.#text(field, record, frames, texts);
      if (text !== undefined && text !== "") texts.set(field, text);
    }
    return texts;
  }

  #text(field: CompiledField, record: CompiledRecord, frames: Frames, texts: Map<CompiledField, string>): string | undefined {
    const { def } = field;
    const value = field.target === undefined ? undefined : frames[field.target.frame]?.[field.target.slot];
    switch (def.type) {
      case "constant":
        return def.value;
      case "text":
        return this.#plain(field, record, frames, typeof value === "string" ? value.trim() : undefined);
      case "number":
        return this.#number(field, frames, record);
      case "amount":
        return this.#amount(field, value as Money | undefined, texts); // the slot of an amount
      case "date": {
        const date = typeof value === "string" ? value.slice(0, 10) : undefined;
        if (date === undefined) return this.#absent(field);
        const pattern = def.patterns[0] ?? "YYYYMMDD";
        if (!pattern.includes("YYYY") && (date < "1980" || date >= "2080")) throw refused(field, `has two digits for a year, and ${date.slice(0, 4)} would be read as another`);
        return dateText(date, pattern);
      }
      case "account":
        return this.#account(field, value as AccountNumber | undefined, texts); // the slot of an account
      case "currency":
        return typeof value === "string" ? value : this.#absent(field);
      case "sign":
        return undefined;
    }
  }

  #plain(field: CompiledField, record: CompiledRecord, frames: Frames, given: string | undefined): string | undefined {
    const { def } = field;
    if (def.type !== "text") return undefined;
    let value = given;
    if (value === undefined && field.target === undefined) value = this.#composed(field, record, frames);
    if (value === undefined && field.same !== undefined) {
      const other = field.same;
      value = other.target === undefined ? undefined : (frames[other.target.frame]?.[other.target.slot] as string | undefined); // a text field's slot
    }
    if (value === undefined) return this.#absent(field);
    if (field.none?.has(value) === true) throw refused(field, `must not be "${visibleLine(value, 40)}", which means none there`);
    if (def.before !== undefined) {
      if (!value.startsWith(def.before)) throw refused(field, `must begin with ${def.before}`);
      value = value.slice(def.before.length);
    }
    const written = field.written?.get(value);
    if (written !== undefined) return written;
    if (field.written !== undefined && def.unknown !== "keep") throw refused(field, `has no code for "${visibleLine(value, 40)}"`);
    if (field.values?.has(value) === true) throw refused(field, `would be read as another value where it is "${visibleLine(value, 40)}"`);
    if (field.pattern !== undefined && !field.pattern.test(value)) {
      if (def.otherwise !== undefined || (def.required !== true && field.target !== undefined && optionalIds.has(`${field.target.frame}.${field.target.name}`))) return def.otherwise;
      throw refused(field, `must not be "${visibleLine(value, 40)}"`);
    }
    return value;
  }

  /** A part of an id that was put together. */
  #composed(field: CompiledField, record: CompiledRecord, frames: Frames): string | undefined {
    for (const { target, fields, glue } of record.composed) {
      const at = fields.indexOf(field);
      const whole = frames[target.frame]?.[target.slot];
      if (at < 0 || typeof whole !== "string") continue;
      const parts = whole.split(glue);
      const part = parts.length < fields.length ? undefined : parts[parts.length - fields.length + at];
      if (part !== undefined && (field.pattern === undefined || field.pattern.test(part)) && part.length <= field.length) return part;
    }
    return undefined;
  }

  #number(field: CompiledField, frames: Frames, record: CompiledRecord): string | undefined {
    const { def } = field;
    if (def.type !== "number") return undefined;
    let text: string | undefined;
    if (def.counts === true) text = (++this.#counter).toString();
    else if (field.total >= 0) {
      const sum = this.totals.take(field.total);
      text = decimal(sum.units, sum.scale, 0, undefined, field);
    }
    else if (def.decimals !== undefined) text = String(this.#decimalsOf(record.fields.find((each) => each.decimals === field), frames));
    else {
      const value = field.target === undefined ? undefined : frames[field.target.frame]?.[field.target.slot];
      text = typeof value === "string" ? value : undefined;
    }
    if (text === undefined) return this.#absent(field);
    for (const total of field.feeds) this.totals.add(total, { units: BigInt(text), scale: 0 }, false);
    if (def.counts === true && text.length > field.length && field.length > 0) throw refused(field, "cannot number so many records: divide the payments into several files");
    return text;
  }

  /** By currency, where the definition says so; else as many as the currency has. */
  #decimalsOf(amount: CompiledField | undefined, frames: Frames): number {
    const money = amount?.target === undefined ? undefined : (frames[amount.target.frame]?.[amount.target.slot] as Money | undefined); // the slot of an amount
    if (money === undefined || amount?.decimals?.def.type !== "number") return 0;
    const exponent = currencyExponent(money.currency);
    const usual = amount.decimals.def.decimals?.[money.currency] ?? exponent;
    return money.minor % 10n ** BigInt(Math.max(0, exponent - usual)) === 0n ? usual : exponent;
  }

  #amount(field: CompiledField, money: Money | undefined, texts: Map<CompiledField, string>): string | undefined {
    const { def } = field;
    if (def.type !== "amount") return undefined;
    if (field.total >= 0) {
      const sum = this.totals.take(field.total);
      const least = typeof def.decimals === "number" ? def.decimals : 0;
      return decimal(sum.units, sum.scale, def.mark === undefined ? least : Math.max(least, sum.scale), def.mark, field);
    }
    if (money === undefined) return this.#absent(field);
    const exponent = currencyExponent(money.currency);
    const scale = typeof def.decimals === "number" ? def.decimals : field.decimals === undefined ? exponent : Number(texts.get(field.decimals) ?? exponent);
    const out = money.minor < 0n;
    if (out && def.sign === undefined) throw refused(field, "cannot be negative");
    const digits = decimal(out ? -money.minor : money.minor, exponent, scale, def.mark, field);
    for (const total of field.feeds) this.totals.add(total, { units: money.minor, scale: exponent }, out);
    if (typeof def.sign === "object" && field.sign !== undefined) {
      texts.set(field.sign, (out ? def.sign.minus[0] : def.sign.plus[0]) ?? "");
      return digits;
    }
    if (def.sign === "overpunch") return overpunch(digits, out);
    return out ? (def.sign === "trailing" ? `${digits}-` : `-${digits}`) : digits;
  }

  #account(field: CompiledField, account: AccountNumber | undefined, texts: Map<CompiledField, string>): string | undefined {
    const { def } = field;
    if (def.type !== "account") return undefined;
    if (account === undefined) return this.#absent(field);
    const text = accountDigits(account, field);
    for (const total of field.feeds) if (/^\d+$/.test(text)) this.totals.add(total, { units: BigInt(text.padEnd(24, "0")), scale: 0 }, false);
    if (field.of.length === 0) return text;
    // Its parts are fields of their own: the last one takes what is not divided.
    const parts = account.kind === "other" && def.glue !== undefined ? text.split(def.glue) : [text];
    for (const [index, part] of field.of.entries()) {
      const value = parts[index - (field.of.length - parts.length)];
      if (value !== undefined && value !== "") texts.set(part, value);
    }
    return undefined;
  }

  /** A list's texts go to the fields one by one; what a field cannot hold goes on in those that are glued to it. */
  #flow(record: CompiledRecord, first: CompiledField, frames: Frames, texts: Map<CompiledField, string>): void {
    const target = first.target;
    if (target === undefined) return;
    const value = frames[target.frame]?.[target.slot];
    const fields = siblings(record, first);
    for (const field of fields) texts.set(field, "");
    const pieces = (Array.isArray(value) ? (value as string[]) : typeof value === "string" ? [value] : []).map((each) => each.trim()); // a list's slot holds texts
    if (pieces.length === 0) {
      texts.set(first, this.#absent(first) ?? "");
      return;
    }
    let at = 0;
    for (const piece of pieces) {
      let rest = piece;
      const begun = at;
      while (rest !== "" || at === begun) {
        const field = fields[at];
        if (field === undefined || (at > begun && !glued(field))) throw refused(first, `cannot hold "${visibleLine(piece, 60)}" whole`);
        const room = field.length === 0 ? rest.length : field.length;
        texts.set(field, rest.slice(0, room));
        rest = rest.slice(room);
        at++;
      }
      // The next text begins a field of its own.
      while (at < fields.length && glued(fields[at])) at++;
    }
    if (at > fields.length || pieces.length > fields.filter((field) => !glued(field)).length + (glued(fields[0]) ? 1 : 0)) throw refused(first, "cannot hold so many texts");
  }

  #absent(field: CompiledField): string | undefined {
    if (field.def.otherwise !== undefined) return field.def.otherwise;
    if (field.def.required === true) throw refused(field, "is missing");
    return undefined;
  }

  #line(record: CompiledRecord, texts: ReadonlyMap<CompiledField, string>): Buffer {
    const length = this.#lengths[record.def.name] ?? record.def.length?.[0] ?? 0;
    const line = Buffer.alloc(length, 0x20);
    for (const [field, text] of texts) if (text !== "") line.set(this.#bytes(field, padded(field, text, true)), field.at);
    return line;
  }

  #row(record: CompiledRecord, texts: ReadonlyMap<CompiledField, string>, separator: string): Buffer {
    const columns = Math.max(...record.fields.map((field) => field.column + 1));
    const cells = Array.from({ length: columns }, (_, index) => {
      const field = record.fields.find((each) => each.column === index && (texts.get(each) ?? "") !== "");
      const text = field === undefined ? "" : padded(field, texts.get(field) ?? "", false);
      if (field !== undefined && text.includes(separator)) throw refused(field, `must not hold the sign ${separator}, which divides the columns`);
      return field === undefined ? Buffer.alloc(0) : this.#bytes(field, text);
    });
    return Buffer.concat(cells.flatMap((cell, index) => (index === 0 ? [cell] : [Buffer.from(separator), cell])));
  }

  #bytes(field: CompiledField, text: string): Uint8Array {
    if (/[\u0000-\u001f]/.test(text)) throw refused(field, "must not hold line ends or control characters");
    const bytes = encode(this.#charset, text);
    if (bytes !== undefined) return bytes;
    const sign = [...text].find((each) => encode(this.#charset, each) === undefined) ?? "";
    throw new AppError("format", "character-not-carried", `${field.label} holds the character ${visibleLine(sign, 4)}, which ${this.#charset.id} does not have. Write it otherwise.`, { meaning: "No file was made." });
  }
}

/** Ids that a file may leave out: they name the payment on its way, and do not say who gets what. */
const optionalIds: ReadonlySet<string> = new Set(["transaction.instructionId"]);

/** The fields of the record that share a place. */
function siblings(record: CompiledRecord, { target }: CompiledField): CompiledField[] {
  return record.fields.filter((field) => field.when.length === 0 && target !== undefined && field.target?.frame === target.frame && field.target.slot === target.slot);
}

function glued(field: CompiledField | undefined): boolean {
  return field?.def.type === "text" && field.def.join === "glue";
}

/** @param always in columns between signs only where the definition has a sign to fill up with */
function padded(field: CompiledField, text: string, always: boolean): string {
  const { def, length } = field;
  if (length === 0) return text;
  if (text.length > length) throw refused(field, `has ${length} characters, and "${visibleLine(text, 60)}" is longer`);
  if (!always && (!("pad" in def) || def.pad === undefined)) return text;
  const numeric = def.type === "number" || def.type === "amount";
  const pad = ("pad" in def ? def.pad : undefined) ?? (numeric ? "0" : " ");
  const right = numeric || (def.type === "text" && def.align === "right");
  // A sign stands before the zeros.
  if (numeric && pad === "0" && text.startsWith("-")) return `-${text.slice(1).padStart(length - 1, pad)}`;
  return right ? text.padStart(length, pad) : text.padEnd(length, pad === "0" ? " " : pad);
}

/** @param units of `scale` decimals. @returns digits with `wanted` ones, with the mark where there is one */
function decimal(units: bigint, scale: number, wanted: number, mark: string | undefined, field: CompiledField): string {
  const divisor = 10n ** BigInt(Math.max(0, scale - wanted));
  if (units % divisor !== 0n) throw refused(field, `has ${wanted} decimals, and the amount more`);
  const digits = ((units / divisor) * 10n ** BigInt(Math.max(0, wanted - scale))).toString().padStart(wanted + 1, "0");
  return mark === undefined || wanted === 0 ? digits : `${digits.slice(0, -wanted)}${mark.charAt(0)}${digits.slice(-wanted)}`;
}

function accountDigits(account: AccountNumber, field: CompiledField): string {
  const { def } = field;
  if (def.type !== "account") return "";
  if (account.kind === "other") {
    if (def.kinds.includes("other")) return account.value;
    throw refused(field, `cannot name the account ${visibleLine(account.value, 40)}`);
  }
  const { iban } = account;
  if (def.kinds.includes("hungarian") && iban.startsWith("HU") && !(def.kinds[0] === "iban" && def.short !== true)) {
    const digits = iban.slice(4);
    return def.short === true && digits.endsWith("00000000") ? digits.slice(0, 16) : digits;
  }
  if (def.kinds.includes("iban")) return iban;
  throw refused(field, `cannot name the account ${iban}`);
}

function refused(field: CompiledField, why: string): AppError {
  return new AppError("format", "cannot-carry", `The field ${field.label} ${why}.`, { meaning: "No file was made.", context: { field: `${field.record.def.name}/${field.name}` } });
}
