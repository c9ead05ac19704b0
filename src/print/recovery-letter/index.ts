import type { Language } from "../../domain/money.ts";
import type { RecoveryLetter } from "../../workflows/ports/printed-pages.ts";
import { dateAndTime } from "../sheet/dates.ts";
import { drawFacts } from "../sheet/facts.ts";
import { Sheet } from "../sheet/sheet.ts";
import { ink, styles } from "../sheet/style.ts";
import { recoveryWords } from "./words.ts";

const codeStyle = { font: "mono", size: 17, colour: ink.text } as const;
const bodyStyle = { ...styles.body, size: 9.6 } as const;
const boxHeight = 46;

/** One page: the code, what it does, what not, and how it is kept. */
export async function* printRecoveryLetter(letter: RecoveryLetter, language: Language): AsyncIterable<Uint8Array> {
  const words = recoveryWords[language];
  const sheet = new Sheet(letter.frame, language, words.title);
  sheet.paragraph(words.title, styles.title);
  sheet.y += 8;
  drawFacts(sheet, [
    { label: words.administrator, value: letter.administrator, style: styles.strong },
    { label: words.date, value: dateAndTime(letter.frame.printedAt, language) },
    { label: words.customer, value: `${letter.frame.customerShortName} · ${letter.frame.customerName}`, style: styles.strong },
  ]);
  sheet.y += 10;
  sheet.frameBox(sheet.left, sheet.y, sheet.width, boxHeight, ink.soft);
  sheet.write(letter.code, sheet.left, sheet.y + 13, codeStyle, { width: sheet.width, align: "center" });
  sheet.y += boxHeight + 14;
  for (const paragraph of words.paragraphs(letter.administrator, letter.waitHours)) {
    sheet.paragraph(paragraph, bodyStyle);
    sheet.y += 6;
  }
  yield* sheet.finish();
}
