const blank = 0x20, high = 0x80;
/** As the signed numbers that the words are: others would be slow to compare. */
const blanks = 0x20202020, highs = 0x80808080 | 0;

/**
 * Looks at bytes four at a time: most of a fixed-width file is padding, and most of the rest plain ASCII. Wherever the words of the
 * memory below do not fit, the bytes are looked at one by one.
 */
export class Words {
  #bytes: Buffer = Buffer.alloc(0);
  #words: Int32Array = new Int32Array(0);
  /** Byte of the memory at which the bytes begin. */
  #shift = 0;

  take(bytes: Buffer): void {
    if (this.#bytes === bytes) return;
    this.#bytes = bytes;
    this.#shift = bytes.byteOffset;
    this.#words = new Int32Array(bytes.buffer, 0, bytes.buffer.byteLength >> 2);
  }

  /** @returns behind the last byte from `start` to `end` that is no blank, `start` where there is none */
  endOfText(start: number, end: number): number {
    const bytes = this.#bytes, words = this.#words, shift = this.#shift;
    let at = end;
    while (at > start && ((at + shift) & 3) !== 0 && bytes[at - 1] === blank) at--;
    if (((at + shift) & 3) === 0) for (let word = (at + shift) >> 2; at - start >= 4 && words[word - 1] === blanks; word--) at -= 4;
    while (at > start && bytes[at - 1] === blank) at--;
    return at;
  }

  /** Puts the letters of a charset in place of the bytes of 0x80 and more. @param letters one for each byte from `start` to `end`, as if it were Latin-1 */
  replaceHighs(letters: Uint16Array, units: Uint16Array, start: number, end: number): void {
    const words = this.#words, shift = this.#shift;
    const first = Math.min(end, start + ((4 - ((start + shift) & 3)) & 3));
    this.#replace(letters, units, start, start, first);
    let at = first;
    for (let word = (at + shift) >> 2; end - at >= 4; word++, at += 4) if (((words[word] ?? 0) & highs) !== 0) this.#replace(letters, units, start, at, at + 4);
    this.#replace(letters, units, start, at, end);
  }

  #replace(letters: Uint16Array, units: Uint16Array, start: number, from: number, to: number): void {
    const bytes = this.#bytes;
    for (let at = from; at < to; at++) {
      const byte = bytes[at] ?? 0;
      if (byte >= high) letters[at - start] = units[byte] ?? 0;
    }
  }
}
