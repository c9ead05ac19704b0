import { isUtf8 } from "node:buffer";

/** Length of both together without a character that is cut at the end. */
export function wholeCharacters(rest: Uint8Array, block: Uint8Array): number {
  const size = rest.length + block.length;
  for (let back = 1; back <= 3 && back <= size; back++) {
    const at = size - back;
    const byte = (at < rest.length ? rest[at] : block[at - rest.length]) as number;
    if (byte < 0x80) return size;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? at : size;
  }
  return size;
}

/** How many of the first `size` bytes are valid UTF-8. */
export function validPrefix(buffer: Buffer, size: number): number {
  if (isUtf8(buffer.subarray(0, size))) return size;
  let good = 0, bad = size;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    const cut = wholeCharacters(buffer.subarray(0, middle), new Uint8Array(0));
    if (isUtf8(buffer.subarray(0, cut))) good = middle;
    else bad = middle;
  }
  return wholeCharacters(buffer.subarray(0, good), new Uint8Array(0));
}
