import { XmlProblem } from "./problem.ts";
import type { ShapeNode } from "./shape.ts";

/** An element or attribute name as it stands in the file, checked once. */
export class Name {
  readonly bytes: Uint8Array;
  /** With its prefix: `ns2:IBAN`. */
  readonly raw: string;
  /** Without: `IBAN`. Only local names matter, since banks' prefixes and namespaces are often wrong. */
  readonly local: string;
  /** Where the name last stood, and what it meant there: most names stand under one element only. */
  lastParent: ShapeNode | undefined = undefined;
  lastChild: ShapeNode | undefined = undefined;

  constructor(bytes: Uint8Array, raw: string) {
    this.bytes = bytes;
    this.raw = raw;
    this.local = raw.slice(raw.indexOf(":") + 1);
  }
}

const tableSize = 2048;
const nameLengthMax = 256;
/** NameStartChar and NameChar of XML 1.0, section 2.3. */
const start = ":A-Z_a-z\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u02ff\\u0370-\\u037d\\u037f-\\u1fff\\u200c\\u200d\\u2070-\\u218f\\u2c00-\\u2fef\\u3001-\\ud7ff\\uf900-\\ufdcf\\ufdf0-\\ufffd\\u{10000}-\\u{effff}";
export const namePattern = new RegExp(`^[${start}][${start}.0-9\\u00b7\\u0300-\\u036f\\u203f\\u2040-]*$`, "u");

/** Names met so far, so that a name costs neither a string nor a check when it comes again. Bounded: a slot holds the last one. */
export class NameTable {
  readonly #slots: (Name | undefined)[] = new Array<Name | undefined>(tableSize).fill(undefined);

  /**
   * @param hash of the bytes from `start` to `end`, the same for the same bytes
   * @throws XmlProblem when it is no name
   */
  find(hash: number, buffer: Buffer, start: number, end: number): Name {
    const slot = hash & (tableSize - 1);
    const known = this.#slots[slot];
    if (known !== undefined && sameBytes(known.bytes, buffer, start, end)) return known;
    if (end - start > nameLengthMax) throw new XmlProblem("name-too-long", `A name has more than ${nameLengthMax} characters.`, start);
    const raw = buffer.toString("utf8", start, end);
    if (!namePattern.test(raw)) throw new XmlProblem("bad-name", "This is not a name that an element or attribute may have.", start);
    const name = new Name(Uint8Array.prototype.slice.call(buffer, start, end), raw);
    this.#slots[slot] = name;
    return name;
  }
}

/** True when the bytes from `start` on are this name; the caller checks what follows. */
export function sameBytes(name: Uint8Array, buffer: Uint8Array, start: number, end: number): boolean {
  const length = name.length;
  if (end - start !== length) return false;
  for (let i = 0; i < length; i++) if (name[i] !== buffer[start + i]) return false;
  return true;
}
