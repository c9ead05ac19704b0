import type { Language } from "../../domain/money.ts";
import { dateAndTime } from "./dates.ts";
import type { Sheet } from "./sheet.ts";
import { ink, paperColours, styles } from "./style.ts";

interface FrameWords {
  readonly practice: string;
  readonly practiceNote: string;
  printed(at: string, by: string): string;
  page(number: number, of: number): string;
}

const words: Readonly<Record<Language, FrameWords>> = {
  en: { practice: "PRACTICE", practiceNote: "PRACTICE – no real money moves", printed: (at, by) => `Printed ${at} by ${by}`, page: (n, of) => `Page ${n} of ${of}` },
  hu: { practice: "GYAKORLÁS", practiceNote: "GYAKORLÁS (PRACTICE) – valódi pénz nem mozog", printed: (at, by) => `Nyomtatva: ${at}, ${by}`, page: (n, of) => `${n}. oldal / ${of}` },
  de: { practice: "ÜBUNG", practiceNote: "ÜBUNG (PRACTICE) – es bewegt sich kein echtes Geld", printed: (at, by) => `Gedruckt ${at} von ${by}`, page: (n, of) => `Seite ${n} von ${of}` },
};

/** The customer's colour down the edge, who and what in the head, and the mark of practice: on every page. */
export function drawFrame(sheet: Sheet, subject: string): void {
  const { frame, left, right, width } = sheet;
  const colour = paperColours[frame.colour];
  if (frame.practice) sheet.watermark(words[sheet.language].practice, "#f9f0ef");
  sheet.box(0, 0, 17, 842, colour);
  sheet.write(frame.customerShortName, left, 34, { font: "bold", size: 13, colour }, { width: width * 0.48 });
  sheet.write(frame.customerName, left, 52, styles.soft, { width: width * 0.55 });
  sheet.write(subject, left + width * 0.5, 36, { font: "bold", size: 10, colour: ink.text }, { width: width * 0.5, align: "right" });
  sheet.write(frame.bankTitle, left + width * 0.56, 52, styles.soft, { width: width * 0.44, align: "right" });
  sheet.rule(69, colour, 1.1, left, right);
  if (frame.practice) sheet.write(words[sheet.language].practiceNote, left, 74, { font: "bold", size: 7.4, colour: ink.alarm }, { width, align: "center" });
}

export function drawFoot(sheet: Sheet, page: number, pages: number): void {
  const { frame, left, right, width } = sheet;
  const text = words[sheet.language];
  const y = sheet.bottom + 16;
  sheet.rule(y, ink.faint, 0.5, left, right);
  sheet.write(text.printed(dateAndTime(frame.printedAt, sheet.language), frame.printedBy), left, y + 6, styles.soft, { width: width * 0.42 });
  if (frame.practice) sheet.write(text.practice, left, y + 6, { ...styles.soft, font: "bold", colour: ink.alarm }, { width, align: "center" });
  sheet.write(text.page(page, pages), left, y + 6, styles.soft, { width, align: "right" });
}
