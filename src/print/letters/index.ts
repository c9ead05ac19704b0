import { setImmediate } from "node:timers/promises";
import type { Language } from "../../domain/money.ts";
import type { InitialisationLetters, LetterKey } from "../../workflows/ports/printed-pages.ts";
import { dateAndTime } from "../sheet/dates.ts";
import { drawFacts } from "../sheet/facts.ts";
import { Sheet } from "../sheet/sheet.ts";
import { ink, lineHeight, styles, type TextStyle } from "../sheet/style.ts";
import { type LetterWords, letterWords } from "./words.ts";

const pemStyle = { font: "mono", size: 6.2, colour: ink.text } as const;
/** Close, so that both certificates of the HIA letter (2048 bits) stand on one page with the signature under them. */
const pemLineHeight = 7.1;
const hashStyle = { font: "mono", size: 10, colour: ink.text } as const;
const hashPairsPerLine = 16;
const numberStyle = { font: "mono", size: 7.4, colour: ink.text } as const;
const numberLineHeight = 8.6;
const numberPairsPerLine = 32;

/** The INI and the HIA letter, each on pages of its own, to be signed by hand. Source: EBICS 3.0 §4.4.1.2.3 and the examples in §11.5; 2.5 §4.4.1.2.3 for plain keys. */
export async function* printLetters(value: InitialisationLetters, language: Language): AsyncIterable<Uint8Array> {
  const sheet = new Sheet(value.frame, language, subjectOf(value));
  drawLetters(sheet, value);
  yield* sheet.finish();
}

/** The letters of many users in one document: each user's begin on a page of their own and are numbered from 1. */
export async function* printLetterBook(book: readonly { readonly letters: InitialisationLetters; readonly language: Language }[]): AsyncIterable<Uint8Array> {
  let sheet: Sheet | undefined;
  for (const { letters, language } of book) {
    if (sheet === undefined) sheet = new Sheet(letters.frame, language, subjectOf(letters));
    else sheet.newPart(letters.frame, language, subjectOf(letters));
    drawLetters(sheet, letters);
    await setImmediate(); // hundreds of letters take a while: others are heard between two
  }
  if (sheet !== undefined) yield* sheet.finish();
}

function subjectOf(value: InitialisationLetters): string {
  return `EBICS ${value.userId}`;
}

function drawLetters(sheet: Sheet, value: InitialisationLetters): void {
  const words = letterWords[sheet.language];
  const kinds = (["INI", "HIA"] as const).filter((letter) => value.keys.some((key) => key.letter === letter));
  for (const [i, letter] of kinds.entries()) {
    if (i > 0) sheet.newPage();
    drawLetter(sheet, value, letter, words);
  }
}

function drawLetter(sheet: Sheet, value: InitialisationLetters, letter: LetterKey["letter"], words: LetterWords): void {
  sheet.paragraph(words.title[letter], styles.title);
  sheet.y += 8;
  drawFacts(sheet, [
    { label: words.userName, value: value.userName, style: styles.strong },
    { label: words.date, value: dateAndTime(value.frame.printedAt, sheet.language) },
    { label: words.user, value: value.userId, style: styles.strong },
    { label: words.bank, value: value.frame.bankTitle },
    { label: words.partner, value: value.partnerId, style: styles.strong },
    { label: words.host, value: value.hostId, style: styles.strong },
  ]);
  sheet.y += 2;
  sheet.paragraph(words.intro[letter], styles.body);
  for (const key of value.keys.filter((one) => one.letter === letter)) drawKey(sheet, key, words);
  drawDeclaration(sheet, words.declaration[letter], words);
}

function drawKey(sheet: Sheet, key: LetterKey, words: LetterWords): void {
  const parts = partsOf(key, words);
  const height = 26 + parts.reduce((sum, part) => sum + heightOf(part), 0);
  // A key is kept on one page, so that nobody compares the hash of one with the certificate of another.
  sheet.ensure(Math.min(height, sheet.bottom - sheet.top));
  sheet.y += 10;
  sheet.write(words.use[key.use], sheet.left, sheet.y, styles.heading);
  sheet.write(words.version(key.version, key.bits), sheet.left, sheet.y + 1, styles.strong, { width: sheet.width, align: "right" });
  sheet.y += 16;
  sheet.rule(sheet.y, ink.faint);
  for (const part of parts) drawPart(sheet, part);
}

/** Something of a key, and the hash over it. */
interface LetterPart {
  readonly texts: readonly { readonly label: string; readonly lines: readonly string[]; readonly style: TextStyle; readonly lineHeight: number }[];
  readonly hashLabel: string;
  readonly hashLines: readonly string[];
}

/** Certificate or numbers; both where the bank has both, each with its own hash. */
function partsOf({ certificate, numbers }: LetterKey, words: LetterWords): LetterPart[] {
  const parts: LetterPart[] = [];
  if (certificate !== undefined) {
    parts.push({ texts: [{ label: words.certificate, lines: certificate.pem.trimEnd().split("\n"), style: pemStyle, lineHeight: pemLineHeight }], hashLabel: words.hash, hashLines: linesOfHash(certificate.hash) });
  }
  if (numbers !== undefined) {
    const text = (label: string, hex: string) => ({ label, lines: linesOfNumber(hex), style: numberStyle, lineHeight: numberLineHeight });
    parts.push({ texts: [text(words.exponent, numbers.exponentHex), text(words.modulus, numbers.modulusHex)], hashLabel: words.numbersHash, hashLines: linesOfHash(numbers.hash) });
  }
  return parts;
}

function heightOf({ texts, hashLines }: LetterPart): number {
  return texts.reduce((sum, { lines, lineHeight: each }) => sum + 16 + lines.length * each, 0) + 28 + hashLines.length * lineHeight(hashStyle);
}

function drawPart(sheet: Sheet, part: LetterPart): void {
  for (const { label, lines, style, lineHeight: each } of part.texts) {
    sheet.y += 5;
    sheet.write(label, sheet.left, sheet.y, styles.label);
    sheet.y += 11;
    for (const line of lines) {
      sheet.ensure(each);
      sheet.write(line, sheet.left, sheet.y, style, { width: sheet.width });
      sheet.y += each;
    }
  }
  sheet.y += 6;
  const boxHeight = part.hashLines.length * lineHeight(hashStyle) + 22;
  sheet.ensure(boxHeight);
  sheet.frameBox(sheet.left, sheet.y, sheet.width, boxHeight, ink.soft);
  sheet.write(part.hashLabel, sheet.left + 10, sheet.y + 5, styles.label);
  part.hashLines.forEach((line, i) => {
    sheet.write(line, sheet.left + 10, sheet.y + 17 + i * lineHeight(hashStyle), hashStyle, { width: sheet.width - 20 });
  });
  sheet.y += boxHeight;
}

function drawDeclaration(sheet: Sheet, declaration: string, words: LetterWords): void {
  sheet.ensure(70);
  sheet.y += 12;
  sheet.paragraph(declaration, { ...styles.body, size: 9.4 });
  sheet.y += 32;
  const width = (sheet.width - 30) / 2;
  const [x1, x2] = [sheet.left, sheet.left + width + 30];
  sheet.rule(sheet.y, ink.text, 0.7, x1, x1 + width);
  sheet.rule(sheet.y, ink.text, 0.7, x2, x2 + width);
  sheet.write(words.place, x1, sheet.y + 3, styles.label);
  sheet.write(words.signature, x2, sheet.y + 3, styles.label);
  sheet.y += 16;
}

/** Two lines of sixteen pairs, as the specification prints it. */
function linesOfHash(hex: string): string[] {
  return linesOfPairs(hex, hashPairsPerLine);
}

/** A number in pairs of hex digits; one of odd length gets a zero in front. */
function linesOfNumber(hex: string): string[] {
  return linesOfPairs(hex.padStart(hex.length + (hex.length % 2), "0"), numberPairsPerLine);
}

function linesOfPairs(hex: string, perLine: number): string[] {
  const pairs = hex.toUpperCase().match(/../g) ?? [];
  const lines: string[] = [];
  for (let i = 0; i < pairs.length; i += perLine) lines.push(pairs.slice(i, i + perLine).join(" "));
  return lines;
}
