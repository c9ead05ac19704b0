/**
 * Text in the characters that every SEPA bank takes: a-z A-Z 0-9 / - ? : ( ) . , ' + and blank. Letters lose their marks or become the
 * letters that stand for them, signs the nearest sign, everything else a full stop. The result may be longer than the text.
 * Source: EPC217-08, conversion table; Greek and Cyrillic by the tables of its annex.
 */
export function transliterate(text: string): string {
  if (basic.test(text)) return text;
  let plain = "";
  for (const character of text) plain += basic.test(character) ? character : inBasic(character);
  return plain;
}

const basic = /^[a-zA-Z0-9/\-?:().,'+ ]*$/;

function inBasic(character: string): string {
  const known = table[character] ?? cased(character);
  if (known !== undefined) return known;
  const base = character.normalize("NFKD").replace(/\p{M}/gu, "");
  if (base === "") return ""; // a mark of its own
  return base === character || !basic.test(base) ? ([...base].map((part) => table[part] ?? cased(part) ?? (basic.test(part) ? part : ".")).join("")) : base;
}

/** Capitals by the table of small letters: `Щ` as `Sht`. */
function cased(character: string): string | undefined {
  const small = character.toLowerCase();
  const known = small === character ? undefined : table[small];
  return known === undefined ? undefined : known.charAt(0).toUpperCase() + known.slice(1);
}

const table: Readonly<Record<string, string>> = {
  "ß": "ss", "ẞ": "SS", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i", "ĸ": "k", "ŋ": "n", "ŧ": "t",
  "&": "+", "@": ".", "_": "-", "~": "-", "\\": "/", "|": "/", "[": "(", "{": "(", "]": ")", "}": ")", "<": ".", ">": ".", ";": ",", "`": "'", "´": "'", "‘": "'", "’": "'",
  "‚": "'", "“": "'", "”": "'", "„": "'", "\"": "'", "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "…": "...", "€": "E", "№": "No", "\t": " ", "\u00a0": " ",
  "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k", "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r",
  "σ": "s", "ς": "s", "τ": "t", "υ": "y", "φ": "f", "χ": "ch", "ψ": "ps", "ω": "o",
  "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
  "с": "s", "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sht", "ъ": "a", "ы": "y", "ь": "y", "э": "e", "ю": "yu", "я": "ya", "ё": "yo",
};
