import type { Definition } from "./schema.ts";

const lineFeed = 0x0a, carriageReturn = 0x0d, endOfFile = 0x1a, blank = 0x20;
/** A line longer than this is none; without a bound a file without line ends would be held as a whole. */
const recordBytesMax = 1024 * 1024;

export interface RecordHandler {
  /** A further stretch of the file, before its records. */
  chunk(bytes: Buffer): void;
  /** @param line 1-based; the number of the record where the file has no lines */
  record(bytes: Buffer, from: number, to: number, line: number): void;
  /** A line that is too long, or a block that breaks off. */
  problem(code: string, message: string, line: number): void;
  flush(): Promise<void>;
}

/** Cuts a file into its records, chunk by chunk: lines by CR LF, LF or CR, or blocks where it has no line ends. Blank lines are passed over. */
export async function readRecords(content: AsyncIterable<Uint8Array>, syntax: Definition["syntax"], handler: RecordHandler): Promise<void> {
  const cutter = new Cutter(syntax, handler);
  for await (const chunk of content) {
    if (chunk.length === 0) continue;
    cutter.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    await handler.flush();
  }
  cutter.end();
  await handler.flush();
}

class Cutter {
  readonly #syntax: Definition["syntax"];
  readonly #handler: RecordHandler;
  readonly #quote: number;
  #carry = Buffer.alloc(0);
  #line = 0;
  #mode: "lines" | "blocks" | undefined;
  #lineEnd = lineFeed;
  #begun = false;

  constructor(syntax: Definition["syntax"], handler: RecordHandler) {
    this.#syntax = syntax;
    this.#handler = handler;
    this.#quote = syntax.kind === "delimited" && syntax.quote !== undefined ? syntax.quote.charCodeAt(0) : -1;
  }

  push(chunk: Buffer): void {
    const feed = this.#mode === "lines" && this.#quote < 0 && this.#carry.length > 0 ? chunk.indexOf(this.#lineEnd) : -1;
    if (feed >= 0) {
      // Only the line that was cut is put together: copying all of it again would take as long as decoding it.
      const behind = chunk.subarray(feed + 1);
      const whole = behind.lastIndexOf(this.#lineEnd) + 1;
      if (whole > 0) this.#handler.chunk(behind.subarray(0, whole)); // the charset is told by as much as there is
      this.#cut(Buffer.concat([this.#carry, chunk.subarray(0, feed + 1)]), false);
      if (behind.length > 0) this.#cut(behind, false);
      return;
    }
    const bytes = this.#carry.length === 0 ? chunk : Buffer.concat([this.#carry, chunk]);
    if (!this.#begun && bytes.length < 4096) {
      this.#carry = Buffer.from(bytes); // the first decision wants to see something
      return;
    }
    this.#cut(bytes, false);
  }

  end(): void {
    if (this.#carry.length > 0) this.#cut(this.#carry, true);
  }

  #cut(bytes: Buffer, last: boolean): void {
    this.#begun = true;
    this.#mode ??= this.#modeOf(bytes);
    const used = this.#mode === "blocks" ? this.#blocks(bytes, last) : this.#lines(bytes, last);
    this.#carry = used >= bytes.length ? Buffer.alloc(0) : Buffer.from(bytes.subarray(used));
  }

  /** Blocks only where the format has them and the first ones stand without line ends. */
  #modeOf(bytes: Buffer): "lines" | "blocks" {
    const blocks = this.#syntax.kind === "fixed" ? this.#syntax.blocks : undefined;
    const head = bytes.subarray(0, 64 * 1024);
    if (head.indexOf(lineFeed) < 0 && head.includes(carriageReturn)) this.#lineEnd = carriageReturn;
    if (blocks === undefined) return "lines";
    return head.subarray(0, blocks.bytes * 2 + 4).includes(this.#lineEnd) ? "lines" : "blocks";
  }

  #lines(bytes: Buffer, last: boolean): number {
    let whole = this.#quote < 0 ? bytes.lastIndexOf(this.#lineEnd) + 1 : this.#wholeQuoted(bytes);
    const rest = bytes.length - whole;
    const cut = rest > recordBytesMax;
    if (last || cut) whole = bytes.length;
    if (whole === 0) return 0;
    this.#handler.chunk(bytes.subarray(0, whole));
    let from = 0;
    while (from < whole) {
      const feed = this.#endOfLine(bytes, from, whole);
      if (cut && feed === whole) this.#handler.problem("line-too-long", "A line here is longer than a million characters. It was cut in two; what stands in it may be read wrongly. Ask for a right file.", this.#line + 1);
      this.#give(bytes, from, feed);
      from = feed + 1;
    }
    return whole;
  }

  /** @returns where the line ends that begins there: at its line end, or at `whole` */
  #endOfLine(bytes: Buffer, from: number, whole: number): number {
    let feed = bytes.indexOf(this.#lineEnd, from);
    if (this.#quote >= 0 && feed >= 0) feed = this.#outsideQuotes(bytes, from, feed);
    return feed < 0 || feed > whole ? whole : feed;
  }

  /** Behind the last line that ends outside of quotes. */
  #wholeQuoted(bytes: Buffer): number {
    let from = 0;
    for (;;) {
      let feed = bytes.indexOf(this.#lineEnd, from);
      if (feed >= 0) feed = this.#outsideQuotes(bytes, from, feed);
      if (feed < 0) return from;
      from = feed + 1;
    }
  }

  /** A line end within quotes belongs to the text. A quote that is never closed ends with its line. */
  #outsideQuotes(bytes: Buffer, from: number, feed: number): number {
    let end = feed;
    let quotes = 0;
    let at = from;
    for (;;) {
      for (; at < end; at++) if (bytes[at] === this.#quote) quotes++;
      if (quotes % 2 === 0) return end;
      const next = bytes.indexOf(this.#lineEnd, end + 1);
      if (end - from > 16_384) return feed;
      if (next < 0) return bytes.length - from > 65_536 ? feed : -1;
      end = next;
    }
  }

  #give(bytes: Buffer, from: number, feed: number): void {
    this.#line++;
    let to = feed;
    if (to > from && bytes[to - 1] === carriageReturn) to--;
    // The sign that ends a file under DOS.
    if (to > from && bytes[to - 1] === endOfFile && feed === bytes.length) to--;
    for (let i = from; i < to; i++) {
      if (bytes[i] === blank) continue;
      this.#handler.record(bytes, from, to, this.#line);
      break;
    }
    // Line ends within a quoted text count as lines of the file.
    if (this.#quote >= 0) for (let at = bytes.indexOf(this.#lineEnd, from); at >= 0 && at < to; at = bytes.indexOf(this.#lineEnd, at + 1)) this.#line++;
  }

  #blocks(bytes: Buffer, last: boolean): number {
    const blocks = this.#syntax.kind === "fixed" ? this.#syntax.blocks : undefined;
    if (blocks === undefined) return bytes.length;
    this.#handler.chunk(bytes);
    let at = 0;
    while (at < bytes.length) {
      let size = blocks.bytes;
      if (blocks.lengthDigits !== undefined) {
        if (bytes.length - at < blocks.lengthDigits && !last) break;
        const digits = bytes.toString("latin1", at, at + blocks.lengthDigits);
        if (/^\d+$/.test(digits) && Number(digits) > 0) size = Math.ceil(Number(digits) / blocks.bytes) * blocks.bytes;
      }
      if (bytes.length - at < size) {
        if (!last) break;
        const rest = bytes.subarray(at);
        // The end of a disk's sector: blanks, NUL, end-of-file signs, a line end.
        if (rest.every((byte) => byte === blank || byte === 0 || byte === endOfFile || byte === lineFeed || byte === carriageReturn)) return bytes.length;
        this.#line++;
        this.#handler.problem("record-cut", "The file breaks off in the middle of this record. Get it again.", this.#line);
        this.#handler.record(bytes, at, bytes.length, this.#line);
        return bytes.length;
      }
      this.#line++;
      this.#handler.record(bytes, at, at + size, this.#line);
      at += size;
    }
    return at;
  }
}
