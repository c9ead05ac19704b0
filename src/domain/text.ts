/**
 * Text from outside is hostile: a remittance, a bank message or a file name may carry terminal escapes, bidi controls,
 * zero-width characters or line breaks. Everything shown, logged or printed passes through here once, at the edge of the screen.
 */
export function visibleText(text: string): string {
  return harmless.test(text) ? text : text.replace(unsafe, replacement).replace(stacked, "$1\ufffd");
}

/** As `visibleText`, for text of several lines: line feeds stay. */
export function visibleLines(text: string): string {
  return text.split("\n").map(visibleText).join("\n");
}

/** As `visibleText`, and long text is cut with an ellipsis. @param lengthMax in UTF-16 units */
export function visibleLine(text: string, lengthMax: number): string {
  const shown = visibleText(text);
  if (shown.length <= lengthMax) return shown;
  const end = Math.max(0, lengthMax - 1);
  // Half a surrogate pair would be a lone surrogate again.
  return `${shown.slice(0, /[\ud800-\udbff]/.test(shown[end - 1] ?? "") ? end - 1 : end)}…`;
}

/** Printable ASCII and Latin without controls: by far the usual case, decided in one test. */
const harmless = /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff]*$/;

/**
 * C0, DEL and C1 controls; soft hyphen; Arabic letter mark; Mongolian vowel separator; zero-width, bidi and line separators;
 * invisible operators; fillers; variation selectors' supplements; byte order mark; interlinear marks; tags; lone surrogates;
 * private use and non-characters.
 */
const unsafe =
  /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]|\u115f|\u1160|\u3164|\uffa0|\u034f|[\u180b-\u180f]|[\ufe00-\ufe0f]|[\u{e0000}-\u{e0fff}]/gu;

/** More marks on one letter than any language has: they would run over the lines above and below. */
const stacked = /(\p{M}{8})\p{M}+/gu;

function replacement(character: string): string {
  if (character === "\t" || character === "\n" || character === "\r" || character === "\u2028" || character === "\u2029") return " ";
  return "\ufffd";
}
