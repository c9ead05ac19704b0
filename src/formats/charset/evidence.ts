import { type Charset, cp852, din66003, latin1, latin2, utf8, windows1250, windows1252 } from "./charset.ts";

/** Letters beyond ASCII of the languages that banks write, beside the charsets they come in. The first that explains most wins. */
const evidence: readonly (readonly [letters: string, charsets: readonly Charset[]])[] = [
  ["äöüßÄÖÜ", [windows1252]],
  ["åäöæøéÅÄÖÆØÉ", [windows1252]],
  ["éèàçêëîïôûùâœÉÈÀÇÊ", [windows1252]],
  ["áéíóúñüçãõàâêôÁÉÍÓÚÑÇÃÕ", [windows1252]],
  ["àèéìòùÀÈÉÌÒÙ", [windows1252]],
  ["áéíóöőúüűÁÉÍÓÖŐÚÜŰ", [windows1250, latin2, cp852]],
  ["ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", [windows1250, latin2, cp852]],
  ["áčďéěíňóřšťúůýžäĺľôŕÁČĎÉĚÍŇÓŘŠŤÚŮÝŽÄĹĽÔŔ", [windows1250, latin2, cp852]],
  ["äöüßÄÖÜ", [cp852]],
];

/** What the letters of a text say. */
export interface CharsetEvidence {
  readonly charset: Charset;
  /** Others that explain as many letters, and would read some of them differently. */
  readonly others: readonly Charset[];
}

/**
 * Chooses among the charsets that a format allows, by the letters; where several explain as much, the first one of the list.
 * @param among in the order of preference
 * @returns undefined where the bytes are plain ASCII and so the same in all of them
 */
export function chooseCharset(bytes: Uint8Array, among: readonly Charset[]): CharsetEvidence | undefined {
  const highs = bytes.filter((byte) => byte >= 0x80);
  if (highs.length === 0) return among.includes(din66003) && looksGerman646(latin1(bytes)) ? { charset: din66003, others: [] } : undefined;
  if (among.includes(utf8) && isUtf8(bytes)) return { charset: utf8, others: [] };
  const scored = among.filter((charset) => charset !== utf8 && charset !== din66003).map((charset) => ({ charset, hits: hitsOf(charset, highs) }));
  const most = Math.max(...scored.map(({ hits }) => hits));
  const best = scored.filter(({ hits }) => hits === most).map(({ charset }) => charset);
  const charset = best[0] ?? among[0];
  return charset === undefined ? undefined : { charset, others: best.filter((other) => highs.some((byte) => other.units?.[byte] !== charset.units?.[byte])) };
}

/** How many letters belong to the one language that explains most. */
function hitsOf(charset: Charset, highs: Uint8Array): number {
  const text = charset.decode(highs);
  let most = 0;
  for (const [letters, fits] of evidence) {
    if (!fits.includes(charset) && !(charset.id === "ISO-8859-1" && fits.includes(windows1252))) continue;
    let hits = 0;
    for (const letter of text) if (letters.includes(letter)) hits++;
    most = Math.max(most, hits);
  }
  return most;
}

/**
 * Tells the charset by what the bytes would say in it: valid UTF-8 first, then the charset in which most of the letters belong to
 * one language. ASCII with umlauts in place of brackets inside words is DIN 66003.
 * @returns undefined where the bytes are plain ASCII and so the same in all of them
 */
export function charsetByEvidence(bytes: Uint8Array): Charset | undefined {
  const highs = bytes.filter((byte) => byte >= 0x80);
  if (highs.length === 0) return looksGerman646(latin1(bytes)) ? din66003 : undefined;
  if (isUtf8(bytes)) return utf8;
  let best: { readonly charset: Charset; readonly hits: number } = { charset: windows1252, hits: 0 };
  for (const [letters, charsets] of evidence) {
    for (const charset of charsets) {
      let hits = 0;
      for (const letter of charset.decode(highs)) if (letters.includes(letter)) hits++;
      if (hits > best.hits) best = { charset, hits };
    }
  }
  return best.charset;
}

/** A brace or tilde in the middle of a word, and no pair of braces around one, which would be a SWIFT block. */
function looksGerman646(text: string): boolean {
  return /[A-Za-z][{}~][a-z]|[A-Z][[\]\\][A-Z]{2}/.test(text) && !/\{[^{}\r\n]*\}/.test(text) && !/\[[^[\]\r\n]*\]/.test(text);
}

/** True also for plain ASCII. */
export function isUtf8(bytes: Uint8Array): boolean {
  try {
    utf8.decode(bytes);
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
