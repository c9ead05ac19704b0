/** How the bytes of a file without any declaration become text, and text becomes such bytes. */
export interface Charset {
  readonly id: CharsetId;
  /** @throws TypeError where UTF-8 bytes are broken */
  decode(bytes: Uint8Array): string;
  /** UTF-16 unit of each of the 256 bytes; absent where a character may take several bytes. */
  readonly units?: Uint16Array | undefined;
}
export type CharsetId = (typeof charsetIds)[number];
export const charsetIds = ["UTF-8", "windows-1252", "windows-1250", "ISO-8859-1", "ISO-8859-2", "CP852", "DIN 66003"] as const;

/** Upper half of code page 852 (DOS, Central Europe), in the order of the bytes 0x80 to 0xFF. */
const upper852 =
  "ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐└┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u00ad˝˛ˇ˘§÷¸°¨˙űŘř■\u00a0";
/** Letters that stand in place of ASCII signs in DIN 66003 (ISO 646-DE). */
const german646: Readonly<Record<string, string>> = { "[": "Ä", "\\": "Ö", "]": "Ü", "{": "ä", "|": "ö", "}": "ü", "~": "ß" };

const utf8Decoder = new TextDecoder("utf-8", { fatal: true });
export const utf8: Charset = { id: "UTF-8", decode: (bytes) => utf8Decoder.decode(bytes) };
const by1252 = fromDecoder("windows-1252", "windows-1252");
/** Latin-1 where none of the signs stand that only windows-1252 has: that is faster, and its strings take half the memory. */
export const windows1252: Charset = {
  ...by1252,
  decode: (bytes) => {
    const text = latin1(bytes);
    return /[\x80-\x9f]/.test(text) ? by1252.decode(bytes) : text;
  },
};
export const windows1250: Charset = fromDecoder("windows-1250", "windows-1250");
export const latin2: Charset = fromDecoder("ISO-8859-2", "iso-8859-2");
export const cp852: Charset = fromUnits("CP852", /[\x80-\xff]/g, (sign) => upper852[sign.charCodeAt(0) - 0x80] ?? sign);
export const din66003: Charset = fromUnits("DIN 66003", /[[\\\]{|}~]/g, (sign) => german646[sign] ?? sign);
const iso88591: Charset = fromUnits("ISO-8859-1", /^$/g, (sign) => sign);

/** The runtime's "iso-8859-1" is windows-1252, so it has an entry of its own. */
export function charsetById(id: CharsetId): Charset {
  return { "UTF-8": utf8, "windows-1252": windows1252, "windows-1250": windows1250, "ISO-8859-1": iso88591, "ISO-8859-2": latin2, CP852: cp852, "DIN 66003": din66003 }[id];
}

/**
 * The bytes of a text, exact.
 * @returns undefined where the charset lacks one of its characters: nothing is replaced
 */
export function encode(charset: Charset, text: string): Uint8Array | undefined {
  if (charset.units === undefined) return text.isWellFormed() ? Buffer.from(text, "utf8") : undefined;
  const bytes = new Uint8Array(text.length);
  const byteOf = inverseOf(charset.units);
  for (let i = 0; i < text.length; i++) {
    const byte = byteOf.get(text.charCodeAt(i));
    if (byte === undefined) return undefined;
    bytes[i] = byte;
  }
  return bytes;
}
function inverseOf(units: Uint16Array): ReadonlyMap<number, number> {
  let inverse = inverses.get(units);
  if (inverse === undefined) {
    inverse = new Map([...units].map((unit, byte) => [unit, byte] as const));
    inverses.set(units, inverse);
  }
  return inverse;
}
/** Facts of the charsets, filled on first use; holds nothing of any session. */
const inverses = new WeakMap<Uint16Array, ReadonlyMap<number, number>>();

export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

/** The charsets of one byte a character that the runtime knows. */
function fromDecoder(id: CharsetId, label: string): Charset {
  const decoder = new TextDecoder(label);
  return { id, units: unitsOf((byte) => decoder.decode(Uint8Array.of(byte))), decode: (bytes) => decoder.decode(bytes) };
}

/** @param other the bytes that do not stand for the sign of their number */
function fromUnits(id: CharsetId, other: RegExp, letterOf: (sign: string) => string): Charset {
  const units = unitsOf((byte) => String.fromCharCode(byte).replace(other, letterOf));
  return { id, units, decode: (bytes) => latin1(bytes).replace(other, letterOf) };
}

function unitsOf(letterOf: (byte: number) => string): Uint16Array {
  return Uint16Array.from({ length: 256 }, (_, byte) => letterOf(byte).charCodeAt(0));
}
