import type { IsoDate } from "../../domain/ids.ts";

/** A statement line as the bank wrote it. */
export interface EntryLine {
  /** Undefined when the calendar does not have it (30 February stands in real files). */
  readonly valueDate: IsoDate | undefined;
  readonly bookingDate: IsoDate | undefined;
  /** A date was written that the calendar does not have. */
  readonly wrongDate: boolean;
  /** C, D, RC (a credit taken back: money out), RD (a debit taken back: money in), EC and ED (expected). */
  readonly mark: "C" | "D" | "RC" | "RD" | "EC" | "ED";
  /** Exact decimal without sign, with a point. */
  readonly amount: string;
  /** `NTRF`, `F008`, `S103`; absent at banks that leave it out. */
  readonly type: string | undefined;
  readonly customerReference: string;
  readonly bankReference: string;
}

/**
 * Value date, entry date, mark, funds code, amount, type, references. Tolerant: the entry date may be blanks, the amount without
 * decimals, the type missing, the references longer than 16 (all seen in real files).
 */
const form = /^\s*(\d{6})\s*(\d{4})?\s*(RC|RD|EC|ED|C|D)([A-Z])?\s*(\d+(?:[,.]\d*)?|[,.]\d+)\s*(?:([NFS](?:[A-Z0-9]{3}|[A-Z0-9 ]{3}(?=[A-Z]|$)))\s?)?(.*)$/;

/** The two dates of an entry. */
interface EntryDates {
  /** As they stand in the line. */
  readonly value: string;
  readonly entry: string | undefined;
  readonly valueDate: IsoDate | undefined;
  readonly bookingDate: IsoDate | undefined;
}

/** Reads the lines of one file. It keeps the dates of the last one, as most entries of a statement are of the same days. */
export class EntryLines {
  #dates: EntryDates = { value: "", entry: undefined, valueDate: undefined, bookingDate: undefined };

  /** @param text the field's first line, where a bank breaks it the first two together */
  parse(text: string): EntryLine | undefined {
    const usual = this.#usual(text);
    if (usual !== undefined) return usual;
    const parts = form.exec(text);
    if (parts === null) return undefined;
    const [, value = "", entry, mark, , amount = "", type, rest = ""] = parts;
    return this.#line(value, entry, mark as EntryLine["mark"], amount, type?.trimEnd(), rest); // the pattern lets no other mark through
  }

  /** The line as nearly all banks write it (`2611201120D79,20NTRF…`), taken apart by hand as the pattern would. @returns undefined for any other */
  #usual(text: string): EntryLine | undefined {
    if (!areDigits(text, 0, 10)) return undefined;
    const mark = text.charCodeAt(10);
    if (mark !== 0x43 && mark !== 0x44) return undefined;
    let i = 11;
    while (isDigit(text.charCodeAt(i))) i++;
    if (i === 11 || text.charCodeAt(i) !== 0x2c) return undefined;
    i++;
    while (isDigit(text.charCodeAt(i))) i++;
    const letter = text.charCodeAt(i);
    if ((letter !== 0x4e && letter !== 0x46 && letter !== 0x53) || !isCode(text, i + 1)) return undefined;
    const rest = i + 4 + (isSpace(text.charCodeAt(i + 4)) ? 1 : 0);
    return this.#line(text.slice(0, 6), text.slice(6, 10), mark === 0x43 ? "C" : "D", text.slice(11, i), text.slice(i, i + 4), text.slice(rest));
  }

  #line(value: string, entry: string | undefined, mark: EntryLine["mark"], amount: string, type: string | undefined, references: string): EntryLine {
    if (value !== this.#dates.value || entry !== this.#dates.entry) this.#dates = datesOf(value, entry);
    const { valueDate, bookingDate } = this.#dates;
    const slashes = references.indexOf("//");
    return {
      valueDate, bookingDate, wrongDate: valueDate === undefined || bookingDate === undefined, mark, amount: exactDecimal(amount), type,
      customerReference: (slashes < 0 ? references : references.slice(0, slashes)).trim(), bankReference: slashes < 0 ? "" : references.slice(slashes + 2).trim(),
    };
  }
}

function datesOf(value: string, entry: string | undefined): EntryDates {
  const valueDate = dateOf(value);
  return { value, entry, valueDate, bookingDate: entry === undefined ? valueDate : entryDate(value, valueDate, entry) };
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
function areDigits(text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (!isDigit(text.charCodeAt(i))) return false;
  return true;
}
/** Three capital letters or digits. */
function isCode(text: string, from: number): boolean {
  for (let i = from; i < from + 3; i++) {
    const code = text.charCodeAt(i);
    if (!isDigit(code) && !(code >= 0x41 && code <= 0x5a)) return false;
  }
  return true;
}
function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** `1234,` is 1234, `,02` is 0.02. */
export function exactDecimal(text: string): string {
  const comma = text.indexOf(",");
  if (comma > 0 && comma < text.length - 1) return `${text.slice(0, comma)}.${text.slice(comma + 1)}`;
  const [whole = "", fraction = ""] = text.split(/[,.]/);
  return `${whole === "" ? "0" : whole}${fraction === "" ? "" : `.${fraction}`}`;
}

/** @param text YYMMDD; years 80 to 99 are of the last century */
export function dateOf(text: string): IsoDate | undefined {
  return calendarDay(yearOf(text), text.slice(2, 4), text.slice(4, 6));
}

/** The entry date has no year: it is the day of that name that lies nearest to the value date. */
function entryDate(value: string, valueDate: IsoDate | undefined, text: string): IsoDate | undefined {
  const year = yearOf(value), month = text.slice(0, 2), day = text.slice(2, 4);
  // Half a year is far enough: whole months tell the year, and days of a month only tell that there is such a day.
  const monthsAhead = valueDate === undefined ? 0 : Number(month) - Number(valueDate.slice(5, 7));
  return calendarDay(monthsAhead > 6 ? year - 1 : monthsAhead < -6 ? year + 1 : year, month, day);
}

function yearOf(text: string): number {
  const year = Number(text.slice(0, 2));
  return year >= 80 ? 1900 + year : 2000 + year;
}

const daysInMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** By arithmetic: a file has two dates in each of a million lines. @returns undefined for 30 February */
function calendarDay(year: number, month: string, day: string): IsoDate | undefined {
  const days = daysInMonth[Number(month) - 1];
  const isLeapYear = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (days === undefined || Number(day) < 1 || Number(day) > (month === "02" && isLeapYear ? 29 : days)) return undefined;
  return `${year}-${month}-${day}` as IsoDate; // checked just before
}
