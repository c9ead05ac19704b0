/**
 * Text for a cell of a spreadsheet: what a spreadsheet would take for a formula gets an apostrophe in front, and control characters
 * become blanks. Amounts and dates do not come this way.
 * Source: OWASP, CSV injection.
 */
export function cellText(text: string | undefined): string {
  if (text === undefined) return "";
  const plain = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ");
  return /^\s*[=+\-@|%\uFF1D\uFF0B\uFF0D\uFF20]/.test(plain) ? `'${plain}` : plain;
}
