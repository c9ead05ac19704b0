import { isWorkbook } from "../workbook/detect.ts";

/**
 * Why no format can be made from a file: such files have neither lines nor columns.
 * @param head its first bytes, 4 KiB are enough
 * @returns a sentence; undefined where it is a text or a spreadsheet
 */
export function whyNoSample(head: Uint8Array): string | undefined {
  if (head.length === 0) return "It is empty.";
  if (isWorkbook(head)) return undefined;
  const begin = Buffer.from(head).toString("latin1");
  if (begin.startsWith("\u00ff\u00fe") || begin.startsWith("\u00fe\u00ff")) return "It is text in UTF-16: save it as UTF-8.";
  if (/^(\u00ef\u00bb\u00bf)?\s*<[?!a-z]/i.test(begin)) return "It is XML: formats are made of lines and columns.";
  // Text has tabs, line and page breaks and, from old programs, a last 0x1A; nothing else below the blank.
  return /[\0-\x08\x0e-\x19\x1b-\x1f]/.test(begin) ? "It is no text." : undefined;
}
