import PDFDocument from "pdfkit";
import { visibleText } from "../../domain/text.ts";
import type { Language } from "../../domain/money.ts";
import type { PageFrame } from "../../workflows/ports/printed-pages.ts";
import { drawFoot, drawFrame } from "./frame.ts";
import { drawOutline, layOutPlainly } from "./plain-layout.ts";
import { fontFiles, ink, lineHeight, styles, type TextStyle } from "./style.ts";

const wordWidthsMax = 20_000;

/**
 * An A4 document in the making: a cursor that goes down the page, the customer's frame on every page, page numbers at the end.
 * Points, from the upper left corner. Whatever is written is filtered here, so no page can forget it.
 */
export class Sheet {
  readonly left = 58;
  readonly right = 595.28 - 44;
  readonly top = 92;
  readonly bottom = 841.89 - 58;
  /** Upper edge of what comes next. */
  y = this.top;
  frame: PageFrame;
  language: Language;
  readonly #doc: PDFKit.PDFDocument;
  /** Measuring is half the work of a long list, and words repeat. Bounded; pdfkit's own cache is not, and so is off. */
  readonly #wordWidths = new Map<string, number>();

  /** @param subject shown in the head of every page and kept in the document's properties */
  constructor(frame: PageFrame, language: Language, subject: string) {
    this.frame = frame;
    this.language = language;
    this.#doc = new PDFDocument({
      size: "A4", margin: 0, bufferPages: true, autoFirstPage: false, lang: language, fontLayoutCache: false,
      info: { Title: visibleText(subject), Author: visibleText(frame.customerName), Creator: "Kontor", CreationDate: new Date(frame.printedAt) },
    } as PDFKit.PDFDocumentOptions); // fontLayoutCache is missing in the package's types
    for (const [name, path] of Object.entries(fontFiles)) {
      this.#doc.registerFont(name, path);
      layOutPlainly(this.#doc.font(name));
    }
    this.newPart(frame, language, subject);
  }
  #subject = "";
  #started = false;
  /** Which part each page belongs to. */
  readonly #parts: { readonly frame: PageFrame; readonly language: Language; pages: number }[] = [];

  get width(): number {
    return this.right - this.left;
  }

  /** Begins a new page under another frame, whose pages are numbered from 1. */
  newPart(frame: PageFrame, language: Language, subject: string): void {
    this.frame = frame;
    this.language = language;
    this.#subject = subject;
    this.#parts.push({ frame, language, pages: 0 });
    this.newPage();
  }

  newPage(): void {
    const part = this.#parts.at(-1);
    if (part !== undefined) part.pages++;
    if (this.#started) joinPieces(this.#doc);
    this.#started = true;
    this.#doc.addPage();
    drawFrame(this, this.#subject);
    this.y = this.top;
  }

  /** Begins a new page unless so much room is left. @returns true when it did */
  ensure(height: number): boolean {
    if (this.y + height <= this.bottom) return false;
    this.newPage();
    return true;
  }

  /** One line with its upper edge at y; cut with an ellipsis where a width is given. */
  write(text: string, x: number, y: number, style: TextStyle, place: { readonly width?: number; readonly align?: "left" | "right" | "center" } = {}): void {
    const clean = printable(text);
    const shown = place.width === undefined ? clean : this.#fitted(clean, place.width, style);
    if (shown === "") return;
    const slack = place.width === undefined || place.align === undefined || place.align === "left" ? 0 : place.width - this.measure(shown, style);
    this.#use(style).text(shown, x + (place.align === "center" ? slack / 2 : slack), y, { lineBreak: false });
  }

  /** Writes at the cursor over the whole width, as many lines as it takes, and moves the cursor. */
  paragraph(text: string, style: TextStyle, width = this.width): void {
    for (const line of this.wrap(text, width, style, 100)) {
      this.ensure(lineHeight(style));
      this.write(line, this.left, this.y, style);
      this.y += lineHeight(style);
    }
  }

  /** A section's heading, kept together with what follows. @param needed height of what must stand on the same page */
  heading(text: string, needed = 40): void {
    this.ensure(26 + needed);
    this.y += 14;
    this.write(text, this.left, this.y, styles.heading);
    this.y += 17;
  }

  /** Breaks at blanks, and inside a word only where it is wider than the line. What does not fit into the lines is cut with an ellipsis. */
  wrap(text: string, width: number, style: TextStyle, linesMax: number): string[] {
    const lines: string[] = [];
    let line = "";
    let used = 0;
    const blank = this.measure(" ", style);
    const words = printable(text).split(" ").filter((word) => word !== "").flatMap((word) => this.#pieces(word, width, style));
    for (const [i, word] of words.entries()) {
      const size = this.measure(word, style);
      if (line !== "" && used + blank + size > width) {
        if (lines.length === linesMax - 1) return [...lines, this.#fitted(`${line} ${words.slice(i).join(" ").slice(0, 200)}`, width, style)];
        lines.push(line);
        line = "";
        used = 0;
      }
      used += line === "" ? size : blank + size;
      line = line === "" ? word : `${line} ${word}`;
    }
    return line === "" ? lines : [...lines, line];
  }

  /** Width of a line of filtered text. */
  measure(text: string, style: TextStyle): number {
    const key = `${style.font} ${style.size} ${text}`;
    const known = this.#wordWidths.get(key);
    if (known !== undefined) return known;
    if (this.#wordWidths.size >= wordWidthsMax) this.#wordWidths.clear();
    const width = this.#use(style).widthOfString(text);
    this.#wordWidths.set(key, width);
    return width;
  }

  rule(y: number, colour: string = ink.faint, weight = 0.6, from = this.left, to = this.right): void {
    this.#doc.lineWidth(weight).strokeColor(colour).moveTo(from, y).lineTo(to, y).stroke();
  }

  box(x: number, y: number, width: number, height: number, fill: string): void {
    this.#doc.rect(x, y, width, height).fill(fill);
  }

  frameBox(x: number, y: number, width: number, height: number, colour: string): void {
    this.#doc.lineWidth(0.6).strokeColor(colour).roundedRect(x, y, width, height, 3).stroke();
  }

  /** A large pale word across the page, under whatever is written later. */
  watermark(text: string, colour: string): void {
    this.#doc.save().translate(300, 440).rotate(-52);
    drawOutline(this.#doc.font("bold"), text, 96, colour);
    this.#doc.restore();
  }

  /** Ends the document. @returns the PDF in pieces */
  async *finish(): AsyncIterable<Uint8Array> {
    let index = this.#doc.bufferedPageRange().start;
    for (const { frame, language, pages } of this.#parts) {
      this.frame = frame;
      this.language = language;
      for (let page = 1; page <= pages; page++) {
        this.#doc.switchToPage(index++);
        drawFoot(this, page, pages);
      }
    }
    this.#doc.end();
    for await (const piece of this.#doc) yield piece as Uint8Array; // a byte stream gives Buffers
  }

  #use(style: TextStyle): PDFKit.PDFDocument {
    return this.#doc.font(style.font).fontSize(style.size).fillColor(style.colour);
  }

  #fitted(text: string, width: number, style: TextStyle): string {
    // A little tolerance: text that was measured word by word must not lose its end to rounding.
    if (this.measure(text, style) <= width + 0.05) return text;
    const characters = [...text];
    let low = 0;
    let high = characters.length;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.#use(style).widthOfString(`${characters.slice(0, middle).join("")}…`) <= width) low = middle;
      else high = middle - 1;
    }
    return `${characters.slice(0, low).join("").trimEnd()}…`;
  }

  #pieces(word: string, width: number, style: TextStyle): string[] {
    if (this.measure(word, style) <= width) return [word];
    const pieces: string[] = [];
    let piece = "";
    for (const character of word) {
      if (piece !== "" && this.#use(style).widthOfString(piece + character) > width) {
        pieces.push(piece);
        piece = "";
      }
      piece += character;
    }
    return [...pieces, piece];
  }
}

/** Without anything hostile, and composed, so that accents need no shaping. */
function printable(text: string): string {
  return visibleText(text.normalize("NFC"));
}

/**
 * pdfkit keeps a page that waits for its number as thousands of tiny arrays, twenty times the size of what is in them.
 * Joined they are 25 KB, so that ten thousand payments need little memory.
 */
function joinPieces(document: PDFKit.PDFDocument): void {
  const { content } = document.page as unknown as { content: { buffer: Uint8Array[] } }; // not in the package's types
  content.buffer = [Buffer.concat(content.buffer)];
}
