import { isAscii, isUtf8 } from "node:buffer";
import { type Charset, windows1252 } from "../charset/charset.ts";
import type { CompiledField } from "./compile.ts";
import type { Definition } from "./schema.ts";
import { Words } from "./words.ts";

const blank = 0x20, zero = 0x30, high = 0x80;
/** So much is decoded at once: far more than a record, and little enough that a text which is kept holds little of the file with it. */
const windowBytes = 8192;

/**
 * One record in hand, as bytes. `locate` finds a field's bytes (`start` to `end`) without making strings; `text` makes one. One
 * object serves a whole file.
 */
export class Cells {
  bytes: Buffer = Buffer.alloc(0);
  from = 0;
  to = 0;
  /** 1-based. */
  line = 0;
  start = 0;
  end = 0;
  /** Of a delimited record. */
  columns = 0;
  /** Columns of the fields that go by the names in the first row. */
  readonly named = new Map<CompiledField, number>();
  readonly #syntax: Definition["syntax"];
  #charset: Charset;
  #units: Uint16Array | undefined;
  /** Letters stand also below 0x80. */
  #everywhere = false;
  #starts = new Int32Array(64);
  #ends = new Int32Array(64);
  /** Byte of each character, where some take several. */
  #offsets: Int32Array | undefined;
  #tags = new Map<string, { readonly start: number; readonly end: number; readonly line: number }>();
  readonly #known = new Map<readonly CompiledField[], ReadonlySet<number>>();
  /** Text of the bytes from `#textFrom` to `#textTo` of `#textBytes`, in charsets of one byte a letter: fields are parts of it. */
  #text = "";
  #textBytes: Buffer | undefined;
  #textUnits: Uint16Array | undefined;
  #textFrom = 0;
  #textTo = 0;
  readonly #scratch = new Uint16Array(windowBytes);
  readonly #scratchBytes = Buffer.from(this.#scratch.buffer);
  readonly #fixed: boolean;
  readonly #words = new Words();
  #quote: number;
  readonly #doubledQuote: string;
  #separator: number;

  constructor(syntax: Definition["syntax"], charset: Charset) {
    this.#syntax = syntax;
    this.#charset = charset;
    this.charset = charset;
    this.#fixed = syntax.kind === "fixed";
    this.#quote = syntax.kind === "delimited" && syntax.quote !== undefined ? syntax.quote.charCodeAt(0) : -1;
    this.#doubledQuote = this.#quote < 0 ? "" : String.fromCharCode(this.#quote, this.#quote);
    this.#separator = syntax.kind === "delimited" ? syntax.separator.charCodeAt(0) : -1;
  }

  get charset(): Charset {
    return this.#charset;
  }

  set charset(charset: Charset) {
    this.#charset = charset;
    this.#units = charset.units;
    this.#everywhere = charset.id === "DIN 66003";
  }

  /** @returns false where the bytes are not of the charset (broken UTF-8): they are then read as windows-1252 */
  record(bytes: Buffer, from: number, to: number, line: number): boolean {
    this.bytes = bytes;
    this.#words.take(bytes);
    this.from = from;
    this.to = to;
    this.line = line;
    this.#offsets = undefined;
    this.#units = this.#charset.units;
    let whole = true;
    if (this.#units === undefined && this.#anyHigh(from, to)) {
      whole = isUtf8(bytes.subarray(from, to));
      if (!whole) this.#units = windows1252.units;
      else if (this.#syntax.kind === "fixed") this.#offsets = characterOffsets(bytes, from, to);
    }
    if (this.#syntax.kind === "delimited") this.#split();
    return whole;
  }

  /** What stands in each column of a row of names, in lower case, with the column. */
  names(): ReadonlyMap<string, number> {
    const names = new Map<string, number>();
    for (let i = 0; i < this.columns; i++) {
      this.column(i);
      this.trim(blank);
      names.set(this.decode().toLowerCase(), i);
    }
    return names;
  }

  /** The lines of a tagged record: where each tag's value stands in `bytes`. */
  tagged(bytes: Buffer, tags: Map<string, { readonly start: number; readonly end: number; readonly line: number }>, line: number): void {
    this.bytes = bytes;
    this.#words.take(bytes);
    this.from = 0;
    this.to = bytes.length;
    this.line = line;
    this.#units = this.#charset.units;
    if (this.#units === undefined && !isUtf8(bytes)) this.#units = windows1252.units;
    this.#tags = tags;
  }

  /** Length in characters, which are bytes except in UTF-8. */
  get length(): number {
    return this.#offsets === undefined ? this.to - this.from : this.#offsets.length - 1;
  }

  /** @param base where the group begins, 0 else. @returns false where the record ends before it */
  locate(field: CompiledField, base = 0): boolean {
    if (this.#fixed) return this.slice(base + field.at, field.length);
    if (this.#syntax.kind === "delimited") return this.column(field.column >= 0 ? field.column : (this.named.get(field) ?? -1));
    return this.locateTag(field.def.tag ?? "");
  }

  locateTag(tag: string): boolean {
    const found = this.#tags.get(tag);
    this.start = found?.start ?? this.to;
    this.end = found?.end ?? this.to;
    return found !== undefined;
  }

  /** @param at 0-based character */
  slice(at: number, length: number): boolean {
    const offsets = this.#offsets;
    if (offsets === undefined) {
      const start = this.from + at, end = start + length;
      this.start = start < this.to ? start : this.to;
      this.end = end < this.to ? end : this.to;
    } else {
      this.start = offsets[Math.min(at, offsets.length - 1)] ?? this.to;
      this.end = offsets[Math.min(at + length, offsets.length - 1)] ?? this.to;
    }
    return this.end > this.start;
  }

  column(index: number): boolean {
    const there = index >= 0 && index < this.columns;
    this.start = there ? (this.#starts[index] ?? this.to) : this.to;
    this.end = there ? (this.#ends[index] ?? this.to) : this.to;
    return there;
  }

  /** Columns or tags of the record beside those of the fields. */
  *others(fields: readonly CompiledField[]): Generator<{ readonly name: string; locate(): void }> {
    if (this.#syntax.kind === "tagged") {
      const known = new Set(fields.map((field) => field.def.tag));
      for (const tag of this.#tags.keys()) if (!known.has(tag)) yield { name: `The tag ${tag.slice(0, 40)}`, locate: () => this.locateTag(tag) };
      return;
    }
    let known = this.#known.get(fields);
    if (known === undefined) {
      known = new Set(fields.map((field) => (field.column >= 0 ? field.column : (this.named.get(field) ?? -1))));
      this.#known.set(fields, known);
    }
    for (let index = 0; index < this.columns; index++) if (!known.has(index)) yield { name: `Column ${index + 1}`, locate: () => this.column(index) };
  }

  hasTag(tag: string): boolean {
    return this.#tags.has(tag);
  }

  /** Narrows `start` and `end` to what is not padding. @param pad 0x20 trims both ends, another sign the left one after the blanks */
  trim(pad: number): void {
    const { bytes } = this;
    let { start } = this;
    const end = this.#words.endOfText(start, this.end);
    while (start < end && bytes[start] === blank) start++;
    if (pad !== blank) while (start < end - 1 && bytes[start] === pad) start++;
    this.start = start;
    this.end = end;
  }

  /** Only the end, as text that goes on in another field keeps its first blanks. */
  trimEnd(): void {
    this.end = this.#words.endOfText(this.start, this.end);
  }

  /** True for blanks and zeros: nothing was filled in. */
  get isBlank(): boolean {
    for (let i = this.start; i < this.end; i++) {
      const byte = this.bytes[i];
      if (byte !== blank && byte !== zero) return false;
    }
    return true;
  }

  /** True where the bytes from `from` to `to` are the same as those in hand. */
  equals(from: number, to: number): boolean {
    const { bytes, start } = this;
    const length = to - from;
    if (this.end - start !== length) return false;
    for (let i = 0; i < length; i++) if (bytes[start + i] !== bytes[from + i]) return false;
    return true;
  }

  /** @returns what stands from `start` to `end` */
  decode(): string {
    const { bytes, start, end } = this;
    if (end <= start) return "";
    const text = this.#units === undefined ? bytes.toString("utf8", start, end) : this.#part(start, end, this.#units);
    return this.#quote >= 0 && text.includes(this.#doubledQuote) ? text.replaceAll(this.#doubledQuote, this.#doubledQuote.charAt(0)) : text;
  }

  /** 1-based, of `start`, in characters as far as a character is a byte. */
  get columnOfStart(): number {
    return Math.max(1, this.start - this.from + 1);
  }

  #part(start: number, end: number, units: Uint16Array): string {
    if (this.#textBytes !== this.bytes || start < this.#textFrom || end > this.#textTo || this.#textUnits !== units) {
      if (end - start > windowBytes) return this.#part(start, start + windowBytes, units) + this.#part(start + windowBytes, end, units);
      this.#textBytes = this.bytes;
      this.#textUnits = units;
      this.#textFrom = end - this.from <= windowBytes ? this.from : start; // with what stands before it in the record, as fields look at others
      this.#textTo = Math.min(this.#textFrom + windowBytes, this.bytes.length);
      this.#text = this.#decode(this.#textFrom, this.#textTo, units);
    }
    return this.#text.substring(start - this.#textFrom, end - this.#textFrom);
  }

  /** @param end at most `windowBytes` behind `start` */
  #decode(start: number, end: number, units: Uint16Array): string {
    const { bytes } = this;
    const scratch = this.#scratch;
    if (this.#everywhere) for (let from = start, to = 0; from < end; from++, to++) scratch[to] = units[bytes[from] ?? 0] ?? 0;
    else {
      const text = bytes.toString("latin1", start, end);
      if (isAscii(bytes.subarray(start, end))) return text;
      this.#scratchBytes.write(text, "utf16le");
      this.#words.replaceHighs(scratch, units, start, end);
    }
    return this.#scratchBytes.toString("utf16le", 0, (end - start) * 2);
  }

  #anyHigh(start: number, end: number): boolean {
    const { bytes } = this;
    for (let i = start; i < end; i++) if ((bytes[i] ?? 0) >= high) return true;
    return false;
  }

  #split(): void {
    const { bytes, to } = this;
    const quote = this.#quote, separator = this.#separator;
    let count = 0;
    let at = this.from;
    for (;;) {
      let start = at, end: number;
      if (quote >= 0 && bytes[at] === quote) {
        start = ++at;
        while (at < to && (bytes[at] !== quote || bytes[at + 1] === quote)) at += bytes[at] === quote ? 2 : 1;
        end = Math.min(at, to);
        while (at < to && bytes[at] !== separator) at++;
      } else {
        const next = bytes.indexOf(separator, at);
        end = next < 0 || next > to ? to : next;
        at = end;
      }
      if (count === this.#starts.length) {
        this.#starts = grown(this.#starts);
        this.#ends = grown(this.#ends);
      }
      this.#starts[count] = start;
      this.#ends[count] = end;
      count++;
      if (at >= to || count > 5000) break;
      at++;
    }
    this.columns = count;
  }
}

/** Where each character begins, and the end. */
function characterOffsets(bytes: Buffer, from: number, to: number): Int32Array {
  const offsets: number[] = [];
  for (let i = from; i < to; i++) if (((bytes[i] ?? 0) & 0xc0) !== 0x80) offsets.push(i);
  offsets.push(to);
  return Int32Array.from(offsets);
}

function grown(list: Int32Array): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(list.length * 2);
  longer.set(list);
  return longer;
}
