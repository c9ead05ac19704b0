/**
 * ASN.1 as far as key files need it, on the bytes themselves: node-forge keeps bytes in strings, and a string with a key in it
 * cannot be wiped. Reads DER and the BER of older programs (indefinite lengths, octet strings in pieces). Source: ITU-T X.690.
 */
export interface DerNode {
  /** The identifier octet: class, constructed bit and number. */
  readonly tag: number;
  /** Contents; a view into the input. */
  readonly content: Buffer;
  /** Of a constructed value; empty for a primitive one. */
  readonly children: readonly DerNode[];
  /** With identifier and length. */
  readonly raw: Buffer;
}

/** The bytes are no ASN.1, or not shaped as the standard says. */
export class DerError extends Error {
  override readonly name = "DerError";
}

export const tags = { integer: 0x02, bitString: 0x03, octetString: 0x04, null: 0x05, oid: 0x06, sequence: 0x30, set: 0x31, context0: 0xa0 } as const;
const depthMax = 24;

/** @throws DerError when anything is left over or missing */
export function readDer(bytes: Uint8Array): DerNode {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { node, end } = readNode(buffer, 0, 0);
  if (end !== buffer.length) throw new DerError(`${buffer.length - end} bytes after the end`);
  return node;
}

/** The child at the index, which must have that tag. */
export function child(node: DerNode, index: number, tag?: number): DerNode {
  const found = node.children[index];
  if (found === undefined || (tag !== undefined && found.tag !== tag)) throw new DerError(`element ${index} is missing or of another kind`);
  return found;
}

/** Contents of an octet string, also one that BER has cut in pieces, with or without an implicit tag. */
export function octets(node: DerNode): Buffer {
  return (node.tag & 0x20) === 0 ? node.content : Buffer.concat(node.children.map(octets));
}

/** A non-negative INTEGER that fits a count. */
export function count(node: DerNode): number {
  if (node.tag !== tags.integer || node.content.length === 0 || node.content.length > 6) throw new DerError("not a number of this size");
  const value = node.content.readUIntBE(0, node.content.length);
  if ((node.content[0] ?? 0) >= 0x80) throw new DerError("a negative number");
  return value;
}

/** `1.2.840.113549.1.7.1` */
export function oidText(node: DerNode): string {
  if (node.tag !== tags.oid || node.content.length === 0) throw new DerError("not an object identifier");
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of node.content) {
    arc = arc * 128 + (byte & 0x7f);
    if (!Number.isSafeInteger(arc)) throw new DerError("an object identifier too large");
    if (byte < 0x80) {
      arcs.push(arc);
      arc = 0;
    }
  }
  const first = Math.min(2, Math.floor((arcs[0] ?? 0) / 40));
  return [first, (arcs[0] ?? 0) - first * 40, ...arcs.slice(1)].join(".");
}

function readNode(bytes: Buffer, start: number, depth: number): { node: DerNode; end: number } {
  const tag = bytes[start];
  const first = bytes[start + 1];
  if (tag === undefined || first === undefined) throw new DerError("cut off");
  if ((tag & 0x1f) === 0x1f || depth > depthMax) throw new DerError("not in use in key files");
  let at = start + 2;
  const constructed = (tag & 0x20) !== 0;
  if (first === 0x80) {
    if (!constructed) throw new DerError("a value without an end");
    const contentStart = at;
    const children: DerNode[] = [];
    while (bytes[at] !== 0 || bytes[at + 1] !== 0) {
      const next = readNode(bytes, at, depth + 1);
      children.push(next.node);
      at = next.end;
    }
    return { node: { tag, content: bytes.subarray(contentStart, at), children, raw: bytes.subarray(start, at + 2) }, end: at + 2 };
  }
  let length = first;
  if (first > 0x80) {
    const size = first & 0x7f;
    if (size > 4 || at + size > bytes.length) throw new DerError("a length too large");
    length = bytes.readUIntBE(at, size);
    at += size;
  }
  const end = at + length;
  if (end > bytes.length) throw new DerError("cut off");
  const children: DerNode[] = [];
  if (constructed) {
    for (let position = at; position < end; ) {
      const next = readNode(bytes, position, depth + 1);
      if (next.end > end) throw new DerError("an element larger than what holds it");
      children.push(next.node);
      position = next.end;
    }
  }
  return { node: { tag, content: bytes.subarray(at, end), children, raw: bytes.subarray(start, end) }, end };
}

/** One value with its contents joined. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), content]);
  const size = Math.ceil(length.toString(16).length / 2);
  const head = Buffer.alloc(2 + size);
  head[0] = tag;
  head[1] = 0x80 | size;
  head.writeUIntBE(length, 2, size);
  return Buffer.concat([head, content]);
}

export function sequence(...parts: readonly Uint8Array[]): Buffer {
  return der(tags.sequence, ...parts);
}

/** @param value non-negative */
export function integer(value: number): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
  return der(tags.integer, ...((bytes[0] ?? 0) >= 0x80 ? [Buffer.of(0)] : []), bytes);
}

export function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split(".").map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap((arc) => {
    const groups = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) groups.unshift((left % 128) | 0x80);
    return groups;
  });
  return der(tags.oid, Buffer.from(bytes));
}
