import type { Finding } from "../../domain/finding.ts";
import { type Charset, latin1, utf8, windows1252 } from "../charset/charset.ts";
import { charsetByEvidence } from "../charset/evidence.ts";

/** A line longer than this is none: without a line end the file would have to be held as a whole. */
const lineBytesMax = 1024 * 1024;
const lineFeed = 0x0a, carriageReturn = 0x0d;

/**
 * The lines of a text file of unknown charset, block by block; CR LF, LF and CR end a line, and so does `@@` where a file uses it
 * (T-Online, Star Money). Which charset was taken is told as a finding.
 */
export async function* textLines(content: AsyncIterable<Uint8Array>, report: (finding: Finding) => void, tellCharset: (name: string) => void): AsyncGenerator<readonly string[]> {
  const decoding = new Decoding(report);
  let carry: Uint8Array = new Uint8Array(0);
  for await (const chunk of content) {
    let bytes = chunk;
    if (carry.length > 0) {
      // The line that was cut alone is put together; copying all of it again would take longer than reading it.
      const feed = decoding.decided ? chunk.indexOf(lineFeed) : -1;
      if (feed >= 0) {
        yield decoding.lines(Buffer.concat([carry, chunk.subarray(0, feed + 1)]));
        bytes = chunk.subarray(feed + 1);
      } else bytes = Buffer.concat([carry, chunk]);
    }
    const end = endOfLastLine(bytes);
    if (end === 0 && bytes.length > lineBytesMax) {
      report({ severity: "error", code: "line-too-long", line: decoding.line, message: "A line here is longer than a million characters. It was cut in two; what stands in it may be read wrongly. Ask for a right file." });
      yield decoding.lines(bytes);
      carry = new Uint8Array(0);
      continue;
    }
    if (end > 0) yield* decoding.inPieces(bytes.subarray(0, end));
    carry = bytes.slice(end);
  }
  if (carry.length > 0) yield decoding.lines(carry);
  tellCharset(decoding.charset);
}

/** Little text at a time: what is made of it is gone before the next is taken, which spares the collector. */
const pieceBytes = 64 * 1024;

class Decoding {
  line = 1;
  readonly #report: (finding: Finding) => void;
  #charset: Charset | undefined;
  #lineEnd: RegExp | undefined;
  #told = false;

  constructor(report: (finding: Finding) => void) {
    this.#report = report;
  }

  /** As far as it is known: without any other letter it is plain ASCII. */
  get charset(): string {
    return this.#charset?.id ?? "US-ASCII";
  }

  /** The charset is known, and which signs end a line. */
  get decided(): boolean {
    return this.#charset !== undefined && this.#lineEnd !== undefined;
  }

  /** The charset is told by all of the bytes; then their lines come in pieces. */
  *inPieces(bytes: Uint8Array): Generator<readonly string[]> {
    this.#decide(bytes);
    for (let from = 0; from < bytes.length; ) {
      const feed = bytes.length - from <= pieceBytes ? -1 : bytes.indexOf(lineFeed, from + pieceBytes);
      const to = feed < 0 ? bytes.length : feed + 1;
      yield this.#linesOf(bytes.subarray(from, to));
      from = to;
    }
  }

  lines(bytes: Uint8Array): readonly string[] {
    this.#decide(bytes);
    return this.#linesOf(bytes);
  }

  #decide(bytes: Uint8Array): void {
    if (this.#charset !== undefined) return;
    this.#charset = charsetByEvidence(bytes);
    if (this.#charset !== undefined) this.#report({ severity: "info", code: "charset", message: `The file does not say in which charset it is. By its letters it was read as ${this.#charset.id}.` });
  }

  #linesOf(bytes: Uint8Array): readonly string[] {
    if (this.#lineEnd === usualLineEnd && (this.#charset === undefined || this.#charset === windows1252)) {
      const text = latin1(bytes);
      if (!unusual.test(text)) return this.#counted(byFeeds(text));
    }
    const text = this.#text(bytes);
    this.#lineEnd ??= /(^|\n|\r|@@):(20|25|61):[^\r\n]*@@/.test(text.slice(0, 4096)) ? /@@\r?\n?|\r\n|\n|\r/ : usualLineEnd;
    return this.#counted(this.#lineEnd === usualLineEnd && !loneReturn.test(text) ? byFeeds(text) : text.split(this.#lineEnd));
  }

  #counted(lines: string[]): readonly string[] {
    if (lines.at(-1) === "") lines.pop();
    this.line += lines.length;
    return lines;
  }

  #text(bytes: Uint8Array): string {
    if (this.#charset === undefined) return latin1(bytes);
    try {
      return this.#charset.decode(bytes);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      return this.#lineByLine(bytes);
    }
  }

  /** UTF-8 so far, and now a byte that is none: those lines alone are taken as windows-1252, so that nothing is lost. */
  #lineByLine(bytes: Uint8Array): string {
    const text: string[] = [];
    for (let from = 0; from < bytes.length; ) {
      const feed = bytes.indexOf(lineFeed, from);
      const to = feed < 0 ? bytes.length : feed + 1;
      const line = bytes.subarray(from, to);
      try {
        text.push(utf8.decode(line));
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
        text.push(windows1252.decode(line));
        if (!this.#told) this.#report({ severity: "warning", code: "charset-mixed", line: this.line + text.length - 1, message: "The file is UTF-8 at its beginning, but from here on some lines are not. Those were read as windows-1252; look at their letters." });
        this.#told = true;
      }
      from = to;
    }
    return text.join("");
  }
}

const loneReturn = /\r(?!\n)/;
/** A sign that Latin-1 has not, or a carriage return alone: looked for in one pass, as both are rare. */
const unusual = /[\x80-\x9f]|\r(?!\n)/;
const usualLineEnd = /\r\n|\n|\r/;

/** As `split(usualLineEnd)` where no carriage return stands alone, and faster. */
function byFeeds(text: string): string[] {
  const lines: string[] = [];
  let from = 0;
  for (let feed = text.indexOf("\n"); feed >= 0; feed = text.indexOf("\n", from)) {
    lines.push(text.slice(from, feed > from && text.charCodeAt(feed - 1) === carriageReturn ? feed - 1 : feed));
    from = feed + 1;
  }
  lines.push(text.slice(from));
  return lines;
}

/** @returns the offset behind the last line end that is whole, 0 when there is none */
function endOfLastLine(bytes: Uint8Array): number {
  const feed = bytes.lastIndexOf(lineFeed);
  if (feed >= 0) return feed + 1;
  const carriage = bytes.lastIndexOf(carriageReturn, bytes.length - 2);
  return carriage < 0 || bytes.length < 2 ? 0 : carriage + 1;
}
