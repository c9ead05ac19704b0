import type { IsoDate } from "../domain/ids.ts";

/** @returns the date when the calendar has it; a time behind it (`2026-11-23T10:00:00Z`) is cut off */
export function parseIsoDate(text: string): IsoDate | undefined {
  if (text.length === 10) return isCalendarDay(text) ? (text as IsoDate) : undefined; // checked just before
  const date = text.slice(0, 10);
  return isCalendarDay(date) && /^(?:T.*|Z|[+-]\d\d:\d\d)$/.test(text.slice(10)) ? (date as IsoDate) : undefined; // as above
}

/** True for an ISO 8601 date and time as XML Schema has it; the zone may be missing. */
export function isIsoDateTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$/.test(text) && parseIsoDate(text) !== undefined;
}

const daysInMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** By arithmetic, without a pattern and without Date: a statement has two dates in each of a million entries. @param text `YYYY-MM-DD`, ten characters */
function isCalendarDay(text: string): boolean {
  if (text.length !== 10 || text.charCodeAt(4) !== 0x2d || text.charCodeAt(7) !== 0x2d) return false;
  const year = number(text, 0, 4), month = number(text, 5, 7), day = number(text, 8, 10);
  if (!(year >= 0 && month >= 1 && month <= 12 && day >= 1)) return false;
  const isLeapYear = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= (month === 2 && isLeapYear ? 29 : (daysInMonth[month - 1] ?? 0));
}

/** NaN where there is anything but digits. */
function number(text: string, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}
