import { setImmediate } from "node:timers/promises";
import type { Language } from "../../domain/money.ts";
import type { InitialisationLetters, LetterKey } from "../../workflows/ports/printed-pages.ts";
import { dateAndTime } from "../sheet/dates.ts";
import { drawFacts } from "../sheet/facts.ts";
import { Sheet } from "../sheet/sheet.ts";
import { ink, lineHeight, styles } from "../sheet/style.ts";
import { type LetterWords, letterWords } from "./words.ts";

const pemStyle = { font: "mono", size: 6.2, colour: ink.text } as const;
/** Close, so that both certificates of the HIA letter (2048 bits) stand on one page with the signature under them. */
const pemLineHeight = 7.1;
const hashStyle = { font: "mono", size: 10, colour: ink.text } as const;
const hashPairsPerLine = 16;

/** The INI and the HIA letter, each on pages of its own, to be signed by hand. Source: EBICS 3.0 §4.4.1.2.3 and the examples in §11.5. */
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
  const pemLines = key.certificatePem.trimEnd().split("\n");
  const hashLines = linesOfHash(key.certificateHash);
  const height = 60 + pemLines.length * pemLineHeight + hashLines.length * lineHeight(hashStyle);
  // A key is kept on one page, so that nobody compares the hash of one with the certificate of another.
  sheet.ensure(Math.min(height, sheet.bottom - sheet.top));
  sheet.y += 10;
  sheet.write(words.use[key.use], sheet.left, sheet.y, styles.heading);
  sheet.write(words.version(key.version, key.bits), sheet.left, sheet.y + 1, styles.strong, { width: sheet.width, align: "right" });
  sheet.y += 16;
  sheet.rule(sheet.y, ink.faint);
  sheet.y += 5;
  sheet.write(words.certificate, sheet.left, sheet.y, styles.label);
  sheet.y += 11;
  for (const line of pemLines) {
    sheet.ensure(pemLineHeight);
    sheet.write(line, sheet.left, sheet.y, pemStyle, { width: sheet.width });
    sheet.y += pemLineHeight;
  }
  sheet.y += 6;
  const boxHeight = hashLines.length * lineHeight(hashStyle) + 22;
  sheet.ensure(boxHeight);
  sheet.frameBox(sheet.left, sheet.y, sheet.width, boxHeight, ink.soft);
  sheet.write(words.hash, sheet.left + 10, sheet.y + 5, styles.label);
  hashLines.forEach((line, i) => {
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
  const pairs = hex.toUpperCase().match(/../g) ?? [];
  const lines: string[] = [];
  for (let i = 0; i < pairs.length; i += hashPairsPerLine) lines.push(pairs.slice(i, i + hashPairsPerLine).join(" "));
  return lines;
}
