/**
 * The 7-bit default alphabet of text messages and its extension table.
 * Source: 3GPP TS 23.038 §6.2.1 and §6.2.1.1
 */
const basic =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
  "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const escapeCode = 0x1b;
const extension: ReadonlyMap<string, number> = new Map([["\f", 0x0a], ["^", 0x14], ["{", 0x28], ["}", 0x29], ["\\", 0x2f], ["[", 0x3c], ["~", 0x3d], ["]", 0x3e], ["|", 0x40], ["€", 0x65]]);

const codes: ReadonlyMap<string, number> = new Map([...basic].map((letter, code) => [letter, code] as const).filter(([, code]) => code !== escapeCode));

/** @returns septets, one per letter or two for letters of the extension; undefined when a letter is in neither table */
export function toSeptets(text: string): readonly (readonly number[])[] | undefined {
  const septets: (readonly number[])[] = [];
  for (const letter of text) {
    const code = codes.get(letter);
    const extended = extension.get(letter);
    if (code !== undefined) septets.push([code]);
    else if (extended !== undefined) septets.push([escapeCode, extended]);
    else return undefined;
  }
  return septets;
}

/** Septets packed into octets, low bits first. @param fillBits zeros before the first, so that it begins on a septet's border behind a header. 3GPP TS 23.038 §6.1.2.1 */
export function packSeptets(septets: readonly number[], fillBits = 0): Buffer {
  const packed = Buffer.alloc(Math.ceil((fillBits + septets.length * 7) / 8));
  septets.forEach((septet, at) => {
    const bit = fillBits + at * 7;
    const [octet, shift] = [bit >> 3, bit & 7];
    packed[octet] = (packed[octet] ?? 0) | ((septet << shift) & 0xff);
    if (shift > 1) packed[octet + 1] = (packed[octet + 1] ?? 0) | (septet >> (8 - shift));
  });
  return packed;
}
