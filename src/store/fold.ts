/**
 * A text as it is searched and compared: without accents and case, blanks as one. `Tóth  Éva` and `TOTH EVA` fold to the same.
 * The result is for comparing only.
 */
export function fold(text: string): string {
  const plain = ascii.test(text) ? text : text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[łŁøØđĐßæÆœŒı]/g, (letter) => letters[letter] ?? letter);
  const low = plain.toLowerCase();
  return (oddBlanks.test(low) ? low.replace(blanks, " ") : low).trim();
}

/** Parts of a row in one searchable text; a match never runs over two parts. */
export function foldParts(parts: readonly (string | undefined)[]): string {
  let all = "";
  for (const part of parts) if (part !== undefined && part !== "") all += all === "" ? fold(part) : `\n${fold(part)}`;
  return all;
}

/** The words of a search, folded; every one must occur. */
export function searchWords(text: string): readonly string[] {
  const folded = fold(text);
  return folded === "" ? [] : folded.split(" ").slice(0, 20);
}

const ascii = /^[\x00-\x7f]*$/;
const blanks = /\s+/g;
/** Looked for first: replacing each single blank by itself would cost more than all the rest. */
const oddBlanks = /[^\S ]| {2}/;
/** Letters that Unicode does not take apart. */
const letters: Readonly<Record<string, string>> = { ł: "l", Ł: "l", ø: "o", Ø: "o", đ: "d", Đ: "d", ß: "ss", æ: "ae", Æ: "ae", œ: "oe", Œ: "oe", ı: "i" };
