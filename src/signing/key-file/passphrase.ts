import type { Secret } from "../../domain/secret.ts";

/** Shortest passphrase a new key file is made with, in characters. */
const passphraseCharactersMin = 10;

/**
 * What is wrong with a new passphrase, as a sentence; undefined when it may be used. A key file can be copied and tried at leisure,
 * so length and variety count; a rule about capitals and signs would only make people write it down.
 */
export function passphraseProblem(passphrase: Secret): string | undefined {
  const characters = codePoints(passphrase.bytes);
  try {
    if (characters.length < passphraseCharactersMin) return `A passphrase for a key file has at least ${passphraseCharactersMin} characters; a few words are good.`;
    if (new Set(characters).size < 5) return "This passphrase consists of only a few different characters: take a few words.";
    if (repeats(characters)) return "This passphrase repeats itself: take a few different words.";
    if (counts(characters)) return "This passphrase only counts up or down: take a few words.";
    return undefined;
  } finally {
    characters.fill(0);
  }
}

/**
 * The passphrase as PKCS#12 key derivation wants it: UTF-16 big-endian with two zero bytes at the end (RFC 7292, appendix B.1).
 * Made without a string on the way, so that it can be wiped; the caller wipes it.
 */
export function bmpPassphrase(utf8: Uint8Array): Buffer {
  const characters = codePoints(utf8);
  const bytes = Buffer.alloc(characters.reduce((size, c) => size + (c > 0xffff ? 4 : 2), 2));
  let at = 0;
  for (const c of characters) {
    if (c > 0xffff) {
      at = bytes.writeUInt16BE(0xd800 + ((c - 0x10000) >> 10), at);
      at = bytes.writeUInt16BE(0xdc00 + ((c - 0x10000) & 0x3ff), at);
    } else {
      at = bytes.writeUInt16BE(c, at);
    }
  }
  characters.fill(0);
  return bytes;
}

/** Characters of UTF-8 text; a byte that is none stands for itself. */
function codePoints(utf8: Uint8Array): Uint32Array {
  const out = new Uint32Array(utf8.length);
  let length = 0;
  for (let i = 0; i < utf8.length; ) {
    const first = utf8[i] ?? 0;
    const size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 1;
    let value = size === 1 ? first : first & (0xff >> (size + 1));
    for (let j = 1; j < size; j++) value = (value << 6) | ((utf8[i + j] ?? 0) & 0x3f);
    out[length++] = value;
    i += size;
  }
  const characters = out.slice(0, length);
  out.fill(0);
  return characters;
}

/** True for `abcdeabcde`: one block over and over. */
function repeats(characters: Uint32Array): boolean {
  for (let period = 1; period * 2 <= characters.length; period++) {
    if (characters.every((c, i) => i < period || c === characters[i - period])) return true;
  }
  return false;
}

/** True for `1234567890` and `zyxwvutsrq`. */
function counts(characters: Uint32Array): boolean {
  // Nine is followed by zero on a keyboard.
  const follows = (c: number, before: number, step: number): boolean => c === before + step || (step === 1 && c === 0x30 && before === 0x39) || (step === -1 && c === 0x39 && before === 0x30);
  return [1, -1].some((step) => characters.every((c, i) => i === 0 || follows(c, characters[i - 1] ?? 0, step)));
}
