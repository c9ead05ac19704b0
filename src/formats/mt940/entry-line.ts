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

/** @param text the field's first line, where a bank breaks it the first two together */
export function parseEntryLine(text: string): EntryLine | undefined {
  const match = form.exec(text);
  if (match === null) return undefined;
  const [, value = "", entry, mark, , amount = "", type, rest = ""] = match;
  const valueDate = dateOf(value);
  const bookingDate = entry === undefined ? valueDate : entryDate(value, valueDate, entry);
  const slashes = rest.indexOf("//");
  return {
    valueDate,
    bookingDate,
    wrongDate: valueDate === undefined || bookingDate === undefined,
    mark: mark as EntryLine["mark"], // the pattern lets nothing else through
    amount: exactDecimal(amount),
    type: type?.trimEnd(),
    customerReference: (slashes < 0 ? rest : rest.slice(0, slashes)).trim(),
    bankReference: slashes < 0 ? "" : rest.slice(slashes + 2).trim(),
  };
}

/** `1234,` is 1234, `,02` is 0.02. */
export function exactDecimal(text: string): string {
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
