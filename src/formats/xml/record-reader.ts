import type { Finding } from "../../domain/finding.ts";
import { Fields } from "./fields.ts";
import { type Name, NameTable, namePattern, sameBytes } from "./names.ts";
import { XmlProblem } from "./problem.ts";
import type { CompiledShape, ShapeNode } from "./shape.ts";
import { normaliseLineEnds, resolveReferences } from "./text.ts";
import { validPrefix, wholeCharacters } from "./utf8.ts";

/** Receives the records of a message in document order. Calls are synchronous. */
export interface RecordHandler {
  /** A record's element begins; its fields come later. */
  opened(kind: string, fields: Fields): void;
  /** It ended; `fields` is reused afterwards. */
  closed(kind: string, fields: Fields): void;
  /** A namespace was declared. @returns false to stop reading */
  namespace(uri: string, line: number, column: number): boolean;
  finding(finding: Finding): void;
  /** Awaited between blocks of input. */
  flush?(): Promise<void>;
}

/** Deeper is no payment message; ISO 20022 needs about 20. */
const depthMax = 64;
/** One text or tag. The longest field of the messages is a few thousand characters. */
const tokenBytesMax = 1 << 20;

const TAB = 0x09, LF = 0x0a, CR = 0x0d, SPACE = 0x20, BANG = 0x21, QUOTE = 0x22, AMP = 0x26, APOS = 0x27, SLASH = 0x2f;
const LT = 0x3c, EQUALS = 0x3d, GT = 0x3e, QUESTION = 0x3f, BRACKET = 0x5b, END_BRACKET = 0x5d;

/** What a run of text holds besides plain ASCII. */
const hasReference = 1, hasCarriageReturn = 2, hasNonAscii = 4;

/**
 * Reads well-formed XML from UTF-8 blocks and hands out records. Only what the shape names becomes a string.
 *
 * It works on bytes and slices its strings from the same block decoded as Latin-1, since there both have the same offsets;
 * a text with bytes above 7F is decoded by itself. A token that the block's end cuts is read again with the next block.
 */
export class RecordReader {
  readonly #handler: RecordHandler;
  readonly #names = new NameTable();
  readonly #captured: readonly Fields[];
  /** The open elements; index 0 is the document itself. */
  readonly #nodes: (ShapeNode | undefined)[];
  readonly #open: (Name | undefined)[] = [undefined];
  readonly #owners: (Fields | undefined)[] = [undefined];
  #depth = 0;
  #rootSeen = false;
  #stopped = false;
  /** True between a start tag and the next tag: the text there is the element's own. */
  #isLeaf = false;
  #leafLine = 0;
  #leafColumn = 0;
  /** Text of the open leaf before a comment or CDATA section, already resolved. */
  #pending = "";

  #buffer: Buffer = Buffer.alloc(0);
  #latin = "";
  #limit = 0;
  #rest: Buffer = Buffer.alloc(0);
  #line = 1;
  /** Offset in the block where the line begins (negative: before the block), plus bytes that are no characters of their own. */
  #lineStart = 0;

  constructor(shape: CompiledShape, handler: RecordHandler) {
    this.#handler = handler;
    this.#captured = shape.records.map((record) => new Fields(record));
    this.#nodes = [shape.root];
  }

  /** True once the handler or a problem has ended the reading. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** @param block UTF-8, cut anywhere; it may be used again afterwards */
  push(block: Uint8Array): void {
    if (this.#stopped) return;
    const kept = this.#rest;
    const whole = wholeCharacters(kept, block);
    const size = kept.length + block.length;
    // One buffer is used over and over, so that memory stays flat. Three zero bytes behind the end: look-ahead needs no
    // bounds check, and a zero ends every run.
    let buffer = this.#buffer;
    if (buffer.length < size + 3) buffer = Buffer.allocUnsafeSlow(Math.max(size + 3, 2 * buffer.length));
    buffer.set(kept, 0); // set() moves rightly even where the two overlap
    buffer.set(block, kept.length);
    buffer.fill(0, size, size + 3);
    this.#read(buffer, whole, size);
  }

  /** The content has ended. */
  end(): void {
    if (this.#stopped) return;
    const rest = this.#rest.toString("latin1").trimStart();
    if (this.#depth === 0 && rest !== "" && !rest.startsWith("<")) {
      this.#fail(new XmlProblem("text-outside", "There is text outside of the outermost element.", 0));
      return;
    }
    if (this.#depth === 0 && this.#rootSeen && rest === "") return;
    this.#stopped = true;
    const open = this.#open[this.#depth];
    const what = !this.#rootSeen ? "There is no XML element in this file."
      : open === undefined ? "The file ends in the middle of something."
      : `The file ends before </${open.raw}>: it was cut off. Fetch or export it again.`;
    this.#handler.finding({ severity: "error", code: this.#rootSeen ? "xml-cut-off" : "xml-empty", message: what, line: this.#line, column: this.#columnAt(this.#rest.length) });
  }

  #read(buffer: Buffer, whole: number, size: number): void {
    const valid = validPrefix(buffer, whole);
    this.#buffer = buffer;
    this.#limit = valid;
    let done = 0;
    try {
      // What lies behind the valid part must not be taken for its continuation.
      const hidden = buffer[valid];
      buffer[valid] = 0;
      this.#latin = buffer.toString("latin1", 0, valid);
      done = this.#tokens();
      buffer[valid] = hidden ?? 0;
      if (valid < whole && !this.#stopped) throw new XmlProblem("invalid-utf-8", "The bytes here are not UTF-8 text. The file is damaged, or its first line names the wrong encoding.", valid);
      if (size - done > tokenBytesMax && !this.#stopped) throw new XmlProblem("text-too-long", `A text or tag of more than ${tokenBytesMax} bytes is no part of a payment message.`, done);
    } catch (error) {
      if (!(error instanceof XmlProblem)) throw error;
      this.#fail(error);
    }
    this.#rest = this.#stopped ? Buffer.alloc(0) : buffer.subarray(done, size);
    this.#lineStart -= done;
  }

  /** Reads all whole tokens. @returns the offset of the first that is not whole */
  #tokens(): number {
    const bytes: Uint8Array = this.#buffer;
    const limit = this.#limit;
    let i = 0;
    for (;;) {
      const start = i;
      const lineBefore = this.#line, lineStartBefore = this.#lineStart;
      let traits = 0;
      let c: number;
      for (;;) {
        c = bytes[i] as number; // the zeros behind the limit end the loop
        if (c < 0x40) {
          if (c === LT) break;
          if (c < SPACE) {
            if (c === LF) {
              this.#line++;
              this.#lineStart = i + 1;
              while (bytes[i + 1] === SPACE) i++;
            } else if (c === CR) traits |= hasCarriageReturn;
            else if (c !== TAB) {
              if (i >= limit) break;
              throw new XmlProblem("bad-character", "A control character stands here. XML does not allow it; the program that made the file must not write it.", i);
            }
          } else if (c === AMP) traits |= hasReference;
        } else if (c >= 0x80) {
          traits |= hasNonAscii;
          if (c < 0xc0) this.#lineStart++;
          else if (c === 0xef && bytes[i + 1] === 0xbf && (bytes[i + 2] as number) >= 0xbe) throw new XmlProblem("bad-character", "A character stands here that XML does not allow.", i);
        } else if (c === END_BRACKET && bytes[i + 1] === END_BRACKET && bytes[i + 2] === GT) {
          throw new XmlProblem("bad-text", "]]> stands in a text. It must be written ]]&gt;.", i);
        }
        i++;
      }
      const next = i >= limit ? -1 : this.#markup(start, i, traits);
      if (next < 0) {
        this.#line = lineBefore;
        this.#lineStart = lineStartBefore;
        return start;
      }
      if (this.#stopped) return next;
      i = next;
    }
  }

  /** One piece of markup at `at`, and the text from `start` before it. @returns where it ends, -1 when it is not whole */
  #markup(start: number, at: number, traits: number): number {
    const bytes: Uint8Array = this.#buffer;
    const second = bytes[at + 1] as number;
    if (at + 1 >= this.#limit) return -1;
    if (this.#depth === 0 && at > start && !isBlank(bytes.subarray(start, at))) {
      throw new XmlProblem("text-outside", "There is text outside of the outermost element.", start);
    }
    if (second === SLASH) return this.#endTag(start, at, traits);
    if (second !== BANG && second !== QUESTION) {
      if ((traits & hasReference) !== 0) this.#text(start, at, traits);
      return this.#startTag(at);
    }
    const end = second === QUESTION ? this.#instructionEnd(at) : this.#bangEnd(at);
    if (end < 0) return -1;
    if (this.#isLeaf) {
      this.#pending += this.#text(start, at, traits);
      if (bytes[at + 2] === BRACKET) this.#pending += normaliseLineEnds(this.#buffer.toString("utf8", at + 9, end - 3));
      if (this.#pending.length > tokenBytesMax) throw new XmlProblem("text-too-long", `A text of more than ${tokenBytesMax} characters is no part of a payment message.`, at);
    } else if ((traits & hasReference) !== 0) this.#text(start, at, traits);
    this.#countLines(at, end);
    return end;
  }

  #startTag(at: number): number {
    const bytes: Uint8Array = this.#buffer;
    let i = at + 1;
    let hash = 0;
    let c = bytes[i] as number;
    while (c > SPACE && c !== GT && c !== SLASH) {
      hash = ((hash << 5) - hash + c) | 0;
      c = bytes[++i] as number;
    }
    if (i >= this.#limit) return -1;
    const name = this.#names.find(hash ^ (hash >>> 15), this.#buffer, at + 1, i);
    const line = this.#line, column = at - this.#lineStart + 1;
    let attributes: string[] | undefined;
    let selfClosing = false;
    if (c !== GT) {
      const end = this.#tagEnd(i);
      if (end < 0) return -1;
      selfClosing = bytes[end - 1] === SLASH;
      attributes = this.#attributes(i, selfClosing ? end - 1 : end);
      i = end;
    }
    if (this.#depth === 0) {
      if (this.#rootSeen) throw new XmlProblem("second-root", "A second message begins after the end of the first.", at);
      this.#rootSeen = true;
    }
    const parent = this.#nodes[this.#depth];
    let node: ShapeNode | undefined;
    if (parent !== undefined) {
      if (name.lastParent === parent) node = name.lastChild;
      else {
        node = parent.children.get(name.local) ?? (parent.searching ? parent : undefined);
        name.lastParent = parent;
        name.lastChild = node;
      }
    }
    let owner = this.#owners[this.#depth];
    if (node !== undefined && node !== parent && node.record >= 0) {
      owner = this.#captured[node.record] as Fields; // one for each record of the shape
      owner.begin(line, column);
      this.#handler.opened(owner.shape.kind, owner);
    }
    if (attributes !== undefined) this.#takeAttributes(attributes, node, owner, line, column);
    if (!selfClosing && this.#depth > 0 && this.#depth < depthMax && (node === undefined || node.record < 0)) {
      const leafEnd = this.#plainLeafEnd(i + 1, name.bytes);
      if (leafEnd >= 0) {
        this.#isLeaf = false;
        if (node !== undefined && owner !== undefined && node.slot >= 0) this.#take(node, owner, this.#latin.slice(i + 1, leafEnd), line, column);
        return leafEnd + name.bytes.length + 3;
      }
    }
    if (++this.#depth > depthMax) throw new XmlProblem("too-deep", `Elements stand more than ${depthMax} deep in each other: this is no payment message.`, at);
    this.#nodes[this.#depth] = node;
    this.#open[this.#depth] = name;
    this.#owners[this.#depth] = owner;
    this.#isLeaf = true;
    this.#pending = "";
    this.#leafLine = line;
    this.#leafColumn = column;
    if (selfClosing) this.#close(node, owner, "");
    return i + 1;
  }

  /** By far the most common element: plain ASCII on one line, then its end tag. @returns where the end tag begins, -1 when it is not so */
  #plainLeafEnd(from: number, name: Uint8Array): number {
    const bytes: Uint8Array = this.#buffer;
    let i = from;
    let c = bytes[i] as number;
    while (c >= SPACE && c < 0x80 && c !== LT && c !== AMP && c !== END_BRACKET) c = bytes[++i] as number;
    if (c !== LT || bytes[i + 1] !== SLASH || bytes[i + 2 + name.length] !== GT) return -1;
    return sameBytes(name, bytes, i + 2, i + 2 + name.length) ? i : -1;
  }

  #endTag(start: number, at: number, traits: number): number {
    const bytes: Uint8Array = this.#buffer;
    const depth = this.#depth;
    const name = this.#open[depth];
    let i = at + 2 + (name === undefined ? 0 : name.bytes.length);
    if (i >= this.#limit) return this.#indexOf(GT, at) < 0 ? -1 : this.#mismatch(at);
    if (name === undefined || !sameBytes(name.bytes, bytes, at + 2, i)) return this.#indexOf(GT, at) < 0 ? -1 : this.#mismatch(at);
    while (isWhite(bytes[i] as number)) i++;
    if (i >= this.#limit) return -1;
    if (bytes[i] !== GT) return this.#indexOf(GT, at) < 0 ? -1 : this.#mismatch(at);
    const node = this.#nodes[depth];
    const wanted = this.#isLeaf && node !== undefined && node.slot >= 0;
    const text = wanted || (traits & hasReference) !== 0 ? this.#text(start, at, traits) : "";
    this.#close(node, this.#owners[depth], text);
    if (i - at > name.bytes.length + 2) this.#countLines(at, i);
    return i + 1;
  }

  #close(node: ShapeNode | undefined, owner: Fields | undefined, lastText: string): void {
    if (node !== undefined && owner !== undefined) {
      if (node.slot >= 0 && this.#isLeaf) this.#take(node, owner, this.#pending === "" ? lastText : this.#pending + lastText, this.#leafLine, this.#leafColumn);
      // A record's own node is the one where its owner differs from the parent's.
      if (node.record >= 0 && this.#owners[this.#depth - 1] !== owner) this.#handler.closed(owner.shape.kind, owner);
    }
    this.#depth--;
    this.#isLeaf = false;
    this.#pending = "";
  }

  #take(node: ShapeNode, owner: Fields, text: string, line: number, column: number): void {
    if (text.length === 0) {
      this.#handler.finding({ severity: "warning", code: "empty-field", message: "This field is there but empty. The bank may refuse the file; leave the field out instead.", line, column, field: owner.pathOf(node.slot) });
      return;
    }
    if (text.length > node.max && Array.from(text).length > node.max) {
      this.#handler.finding({
        severity: "error", code: "field-too-long", line, column, field: owner.pathOf(node.slot),
        message: `This field has ${Array.from(text).length} characters; ${node.max} are allowed. Shorten it.`,
      });
    }
    if (node.many) owner.append(node.slot, text, line, column);
    else if (!owner.set(node.slot, text, line, column)) {
      this.#handler.finding({
        severity: "error", code: "field-repeated", line, column, field: owner.pathOf(node.slot),
        message: "This field stands here a second time; only the first was read. Remove one of them.",
      });
    }
  }

  #takeAttributes(attributes: readonly string[], node: ShapeNode | undefined, owner: Fields | undefined, line: number, column: number): void {
    for (let i = 0; i < attributes.length; i += 2) {
      const name = attributes[i] as string, value = attributes[i + 1] as string; // pairs
      if (name === "xmlns" || name.startsWith("xmlns:")) {
        if (!this.#handler.namespace(value, line, column)) this.#stopped = true;
      } else if (node?.attributes !== undefined && owner !== undefined) {
        const slot = node.attributes.get(name);
        if (slot !== undefined) owner.set(slot, value, line, column);
      }
    }
  }

  /** @returns name, value, name, value … */
  #attributes(from: number, to: number): string[] {
    const bytes: Uint8Array = this.#buffer;
    const found: string[] = [];
    let i = from;
    for (;;) {
      const before = i;
      while (i < to && isWhite(bytes[i] as number)) i++;
      if (i >= to) break;
      if (i === before) throw new XmlProblem("bad-tag", "A blank is missing between the attributes of this tag.", i);
      const nameStart = i;
      let hash = 0;
      while (i < to && bytes[i] !== EQUALS && !isWhite(bytes[i] as number)) hash = ((hash << 5) - hash + (bytes[i++] as number)) | 0;
      const name = this.#names.find(hash ^ (hash >>> 15), this.#buffer, nameStart, i).raw;
      while (i < to && isWhite(bytes[i] as number)) i++;
      if (bytes[i] !== EQUALS || i >= to) throw new XmlProblem("bad-tag", "An attribute of this tag has no value.", nameStart);
      i++;
      while (i < to && isWhite(bytes[i] as number)) i++;
      const quote = bytes[i];
      if (i >= to || (quote !== QUOTE && quote !== APOS)) throw new XmlProblem("bad-tag", "An attribute's value must stand in quotes.", i);
      const end = bytes.indexOf(quote, i + 1); // there is one: the tag's end was found by it
      found.push(name, this.#attributeValue(i + 1, end));
      for (let k = 0; k < found.length - 2; k += 2) if (found[k] === name) throw new XmlProblem("bad-tag", "An attribute stands twice in this tag.", nameStart);
      i = end + 1;
    }
    this.#countLines(from, to);
    return found;
  }

  #attributeValue(start: number, end: number): string {
    let i = start;
    while (i < end && isPlain(this.#buffer[i] as number)) i++;
    if (i === end) return this.#latin.slice(start, end);
    this.#checkCharacters(start, end);
    const text = this.#buffer.toString("utf8", start, end);
    if (text.includes("<")) throw new XmlProblem("bad-tag", "A < stands in an attribute. It must be written &lt;.", start);
    const blank = text.replace(/\r\n|[\t\n\r]/g, " "); // XML 1.0 section 3.3.3
    return blank.includes("&") ? resolveReferences(blank, start) : blank;
  }

  /** Offset of the `>` that ends the tag, quotes heeded; -1 when it is not there yet. */
  #tagEnd(from: number): number {
    const bytes: Uint8Array = this.#buffer;
    for (let i = from; i < this.#limit; i++) {
      const c = bytes[i];
      if (c === GT) return i;
      if (c === LT) throw new XmlProblem("bad-tag", "A tag begins inside another tag.", i);
      if (c === QUOTE || c === APOS) {
        i = this.#indexOf(c, i + 1);
        if (i < 0) return -1;
      }
    }
    return -1;
  }

  #instructionEnd(at: number): number {
    const end = this.#find("?>", at + 2);
    if (end < 0) return -1;
    const target = /^[^\s?]*/.exec(this.#buffer.toString("utf8", at + 2, Math.min(end, at + 130)))?.[0] ?? "";
    if (target.toLowerCase() === "xml") throw new XmlProblem("bad-declaration", "<?xml …?> may stand only at the very beginning of the file.", at);
    if (!namePattern.test(target)) throw new XmlProblem("bad-instruction", "A processing instruction has no proper name.", at);
    this.#checkCharacters(at + 2, end);
    return end + 2;
  }

  #bangEnd(at: number): number {
    const opening = this.#latin.slice(at + 2, at + 9);
    if (opening.startsWith("--")) {
      const end = this.#find("--", at + 4);
      if (end < 0 || end + 2 >= this.#limit) return -1;
      if (this.#buffer[end + 2] !== GT) throw new XmlProblem("bad-comment", "-- may not stand inside a comment.", end);
      this.#checkCharacters(at + 4, end);
      return end + 3;
    }
    if (opening === "[CDATA[") {
      if (this.#depth === 0) throw new XmlProblem("text-outside", "There is text outside of the outermost element.", at);
      const end = this.#find("]]>", at + 9);
      if (end < 0) return -1;
      this.#checkCharacters(at + 9, end);
      return end + 3;
    }
    if (opening.startsWith("DOCTYPE")) throw new XmlProblem("doctype", "The file has a DOCTYPE. Payment messages have none and it can do harm, so the file is refused.", at);
    if ("[CDATA[".startsWith(opening) || "--".startsWith(opening) || "DOCTYPE".startsWith(opening)) return -1;
    throw new XmlProblem("bad-tag", "<! begins neither a comment nor a CDATA section.", at);
  }

  #text(start: number, end: number, traits: number): string {
    if (traits === 0) return this.#latin.slice(start, end);
    let text = (traits & hasNonAscii) === 0 ? this.#latin.slice(start, end) : this.#buffer.toString("utf8", start, end);
    if ((traits & hasCarriageReturn) !== 0) text = normaliseLineEnds(text);
    return (traits & hasReference) === 0 ? text : resolveReferences(text, start);
  }

  #checkCharacters(start: number, end: number): void {
    for (let i = start; i < end; i++) {
      const c = this.#buffer[i] as number;
      if (c < SPACE && c !== TAB && c !== LF && c !== CR) throw new XmlProblem("bad-character", "A control character stands here. XML does not allow it.", i);
      if (c === 0xef && this.#buffer[i + 1] === 0xbf && (this.#buffer[i + 2] as number) >= 0xbe) throw new XmlProblem("bad-character", "A character stands here that XML does not allow.", i);
    }
  }

  #countLines(start: number, end: number): void {
    for (let i = start; i < end; i++) {
      const c = this.#buffer[i] as number;
      if (c === LF) {
        this.#line++;
        this.#lineStart = i + 1;
      } else if (c >= 0x80 && c < 0xc0) this.#lineStart++;
    }
  }

  #indexOf(byte: number, from: number): number {
    const found = this.#buffer.indexOf(byte, from);
    return found >= this.#limit ? -1 : found;
  }

  #find(text: string, from: number): number {
    const found = this.#buffer.indexOf(text, from, "latin1");
    return found + text.length > this.#limit ? -1 : found;
  }

  #mismatch(at: number): never {
    const open = this.#open[this.#depth];
    throw new XmlProblem("tags-cross", open === undefined ? "An end tag has no beginning." : `Here </${open.raw}> is due, but another end tag stands.`, at);
  }

  #columnAt(offset: number): number {
    return Math.max(1, offset - this.#lineStart + 1);
  }

  #fail(problem: XmlProblem): void {
    this.#stopped = true;
    this.#handler.finding({ severity: "error", code: `xml-${problem.code}`, message: problem.message, line: this.#line, column: this.#columnAt(problem.at) });
  }
}

function isWhite(byte: number): boolean {
  return byte === SPACE || byte === LF || byte === CR || byte === TAB;
}

/** Stands for itself in an attribute. */
function isPlain(byte: number): boolean {
  return byte >= SPACE && byte < 0x80 && byte !== AMP && byte !== LT;
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every(isWhite);
}
