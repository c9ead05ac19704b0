/** How the bytes of a file without any declaration become text. */
export interface Charset {
  readonly id: "UTF-8" | "windows-1252" | "windows-1250" | "ISO-8859-2" | "CP852" | "DIN 66003";
  /** @throws TypeError where UTF-8 bytes are broken */
  decode(bytes: Uint8Array): string;
}

/** Upper half of code page 852 (DOS, Central Europe), in the order of the bytes 0x80 to 0xFF. */
const upper852 =
  "ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐└┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u00ad˝˛ˇ˘§÷¸°¨˙űŘř■\u00a0";
/** Letters that stand in place of ASCII signs in DIN 66003 (ISO 646-DE). */
const german646: Readonly<Record<string, string>> = { "[": "Ä", "\\": "Ö", "]": "Ü", "{": "ä", "|": "ö", "}": "ü", "~": "ß" };

export const utf8: Charset = fromDecoder("UTF-8", "utf-8");
export const windows1252: Charset = fromDecoder("windows-1252", "windows-1252");
const windows1250 = fromDecoder("windows-1250", "windows-1250");
const latin2 = fromDecoder("ISO-8859-2", "iso-8859-2");
const cp852: Charset = { id: "CP852", decode: (bytes) => latin1(bytes).replace(/[\x80-\xff]/g, (sign) => upper852[sign.charCodeAt(0) - 0x80] ?? sign) };
const din66003: Charset = { id: "DIN 66003", decode: (bytes) => latin1(bytes).replace(/[[\\\]{|}~]/g, (sign) => german646[sign] ?? sign) };

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

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

function fromDecoder(id: Charset["id"], label: string): Charset {
  const decoder = new TextDecoder(label, { fatal: id === "UTF-8" });
  return { id, decode: (bytes) => decoder.decode(bytes) };
}
