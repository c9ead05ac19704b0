/**
 * Text for a cell of a spreadsheet: what a spreadsheet would take for a formula gets an apostrophe in front, and characters that do not
 * show (controls, directions, what XML has no place for) become blanks. Amounts and dates do not come this way.
 * Source: OWASP, CSV injection.
 */
export function cellText(text: string | undefined): string {
  if (text === undefined) return "";
  const plain = text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029\uFFFE\uFFFF]+/gu, " ");
  return /^\s*[=+\-@|%\uFF1D\uFF0B\uFF0D\uFF20]/.test(plain) ? `'${plain}` : plain;
}
