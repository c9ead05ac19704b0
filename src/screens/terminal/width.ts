import stringWidth from "string-width";

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/**
 * Characters that every terminal draws one cell wide and that combine with nothing: ASCII, Latin, Greek and Cyrillic letters,
 * dashes and quotes, currency signs, arrows, box drawing, blocks and Braille.
 */
const oneCellEach = /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u0391-\u03c9\u0410-\u044f\u2010-\u2027\u2030-\u2052\u20a0-\u20bf\u2190-\u2193\u2500-\u25fc\u2800-\u28ff]*$/;

/** True when each UTF-16 unit of the text is one cell, on any terminal. */
export function isOneCellEach(text: string): boolean {
  return oneCellEach.test(text);
}

/** What a person takes for one character each. */
export function graphemes(text: string): string[] {
  if (isOneCellEach(text)) return text.split("");
  return Array.from(segmenter.segment(text), (part) => part.segment);
}

/** Cells a text takes. Ambiguous-width characters (the euro sign among them) count as one. */
export function widthOf(text: string): number {
  return isOneCellEach(text) ? text.length : stringWidth(text);
}

/**
 * Cut or filled to exactly `width` cells, by grapheme; a wide character that does not fit becomes a blank.
 * What was cut ends in `…`.
 */
export function fitToWidth(text: string, width: number, align: "left" | "right" = "left"): string {
  if (width <= 0) return "";
  const own = widthOf(text);
  if (own === width) return text;
  if (own < width) return align === "left" ? text + " ".repeat(width - own) : " ".repeat(width - own) + text;
  if (isOneCellEach(text)) return `${text.slice(0, width - 1)}…`;
  let cut = "";
  let used = 0;
  for (const grapheme of graphemes(text)) {
    const next = used + stringWidth(grapheme);
    if (next > width - 1) break;
    cut += grapheme;
    used = next;
  }
  return `${cut}…${" ".repeat(width - 1 - used)}`;
}
