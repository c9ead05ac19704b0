import { XmlProblem } from "./problem.ts";

const predefined: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/**
 * Resolves `&amp;` and its four sisters and numeric references. Others would need a DOCTYPE, which is refused.
 * @param at where the text begins, for the problem
 * @throws XmlProblem
 */
export function resolveReferences(text: string, at: number): string {
  let out = "";
  let done = 0;
  for (;;) {
    const ampersand = text.indexOf("&", done);
    if (ampersand < 0) return out + text.slice(done);
    const semicolon = text.indexOf(";", ampersand);
    if (semicolon < 0) throw new XmlProblem("bad-reference", "An & stands alone: it must be written &amp;.", at + ampersand);
    out += text.slice(done, ampersand) + referred(text.slice(ampersand + 1, semicolon), at + ampersand);
    done = semicolon + 1;
  }
}

/** CR LF and CR become LF, as XML 1.0 section 2.11 says. */
export function normaliseLineEnds(text: string): string {
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}

/** True for a code point that XML 1.0 allows. */
function isXmlCharacter(codePoint: number): boolean {
  if (codePoint < 0x20) return codePoint === 0x9 || codePoint === 0xa || codePoint === 0xd;
  return codePoint < 0xd800 || (codePoint > 0xdfff && codePoint < 0xfffe) || (codePoint > 0xffff && codePoint < 0x110000);
}

function referred(name: string, at: number): string {
  const known = Object.hasOwn(predefined, name) ? predefined[name] : undefined;
  if (known !== undefined) return known;
  const number = /^#(?:(\d{1,8})|x([0-9a-fA-F]{1,7}))$/.exec(name);
  if (number === null) throw new XmlProblem("bad-reference", "An & begins a reference that is not known here. An & alone must be written &amp;.", at);
  const codePoint = number[1] === undefined ? Number.parseInt(number[2] ?? "", 16) : Number.parseInt(number[1], 10);
  if (!isXmlCharacter(codePoint)) throw new XmlProblem("bad-character", "A numeric reference names a character that XML does not allow.", at);
  return String.fromCodePoint(codePoint);
}
