import { type Charset, utf8, windows1252 } from "../charset/charset.ts";
import type { CompiledField } from "./compile.ts";
import type { Definition } from "./schema.ts";

const blank = 0x20, zero = 0x30, high = 0x80;

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
  readonly #scratch = new Uint16Array(1024);
  #text: string | undefined;
  #quote: number;
  #separator: number;

  constructor(syntax: Definition["syntax"], charset: Charset) {
    this.#syntax = syntax;
    this.#charset = charset;
    this.charset = charset;
    this.#quote = syntax.kind === "delimited" && syntax.quote !== undefined ? syntax.quote.charCodeAt(0) : -1;
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
    this.from = from;
    this.to = to;
    this.line = line;
    this.#text = undefined;
    this.#offsets = undefined;
    this.#units = this.#charset.units;
    let whole = true;
    if (this.#units === undefined && this.#anyHigh(from, to)) {
      whole = isWhole(bytes.subarray(from, to));
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
    this.from = 0;
    this.to = bytes.length;
    this.line = line;
    this.#text = undefined;
    this.#units = this.#charset.units;
    if (this.#units === undefined && !isWhole(bytes)) this.#units = windows1252.units;
    this.#tags = tags;
  }

  /** Length in characters, which are bytes except in UTF-8. */
  get length(): number {
    return this.#offsets === undefined ? this.to - this.from : this.#offsets.length - 1;
  }

  /** @param base where the group begins, 0 else. @returns false where the record ends before it */
  locate(field: CompiledField, base = 0): boolean {
    if (this.#syntax.kind === "fixed") return this.slice(base + field.at, field.length);
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
      this.start = Math.min(this.from + at, this.to);
      this.end = Math.min(this.from + at + length, this.to);
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
    let { start, end } = this;
    while (end > start && bytes[end - 1] === blank) end--;
    while (start < end && bytes[start] === blank) start++;
    if (pad !== blank) while (start < end - 1 && bytes[start] === pad) start++;
    this.start = start;
    this.end = end;
  }

  /** Only the end, as text that goes on in another field keeps its first blanks. */
  trimEnd(): void {
    while (this.end > this.start && this.bytes[this.end - 1] === blank) this.end--;
  }

  /** True for blanks and zeros: nothing was filled in. */
  get isBlank(): boolean {
    for (let i = this.start; i < this.end; i++) {
      const byte = this.bytes[i];
      if (byte !== blank && byte !== zero) return false;
    }
    return true;
  }

  /** @returns what stands from `start` to `end` */
  decode(): string {
    const { bytes, start, end } = this;
    if (end <= start) return "";
    const text = this.#units === undefined ? bytes.toString("utf8", start, end) : this.#whole().substring(start - this.from, end - this.from);
    return this.#quote >= 0 && text.includes(String.fromCharCode(this.#quote).repeat(2)) ? text.replaceAll(String.fromCharCode(this.#quote).repeat(2), String.fromCharCode(this.#quote)) : text;
  }

  /** 1-based, of `start`, in characters as far as a character is a byte. */
  get columnOfStart(): number {
    return Math.max(1, this.start - this.from + 1);
  }

  /** The whole record as text, made once: its fields are parts of it. */
  #whole(): string {
    this.#text ??= this.#decode(this.from, this.to);
    return this.#text;
  }

  #decode(start: number, end: number): string {
    const { bytes } = this;
    const units = this.#units;
    if (units === undefined || (!this.#everywhere && !this.#anyHigh(start, end))) return bytes.toString("latin1", start, end);
    const length = end - start;
    if (length > this.#scratch.length) return this.#decode(start, start + this.#scratch.length) + this.#decode(start + this.#scratch.length, end);
    const scratch = this.#scratch;
    for (let i = 0; i < length; i++) scratch[i] = units[bytes[start + i] ?? 0] ?? 0;
    return String.fromCharCode.apply(null, (length === scratch.length ? scratch : scratch.subarray(0, length)) as unknown as number[]); // apply takes any list of numbers
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

function isWhole(bytes: Uint8Array): boolean {
  try {
    utf8.decode(bytes);
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
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
