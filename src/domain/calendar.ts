import { assert } from "./errors.ts";
import type { IsoDate } from "./ids.ts";
import { addDays, instantIn, todayIn, weekday } from "./iso-date.ts";

/** A day off that comes every year: on a date, or so many days after Easter Sunday (before, when negative). */
type HolidayRule =
  | { readonly kind: "fixed"; readonly month: number; readonly day: number }
  | { readonly kind: "easter"; readonly offsetDays: number };

/** When banks settle, as data. Saturdays and Sundays are closed unless `openDays` says otherwise. */
export interface BankCalendar {
  /** `target`, `hu`. */
  readonly id: string;
  readonly title: string;
  readonly holidays: readonly HolidayRule[];
  /** Days closed only in their year: a Friday off that is worked on a Saturday. */
  readonly closedDays: readonly IsoDate[];
  /** Saturdays worked in exchange for a day off (Hungary). Offices work, banks do not settle; they stand here so that this is visible in the data. */
  readonly workingSaturdays: readonly IsoDate[];
  /** Weekend days on which banks do settle, against the rule. */
  readonly openDays: readonly IsoDate[];
}

/** T2 and TARGET closing days. Source: ECB, long-term calendar for TARGET closing days (14 December 2000). */
export const targetCalendar: BankCalendar = {
  id: "target",
  title: "TARGET",
  holidays: [
    { kind: "fixed", month: 1, day: 1 },
    { kind: "easter", offsetDays: -2 },
    { kind: "easter", offsetDays: 1 },
    { kind: "fixed", month: 5, day: 1 },
    { kind: "fixed", month: 12, day: 25 },
    { kind: "fixed", month: 12, day: 26 },
  ],
  closedDays: [],
  workingSaturdays: [],
  openDays: [],
};

export function isBankDay(calendar: BankCalendar, date: IsoDate): boolean {
  if (calendar.openDays.includes(date)) return true;
  if (weekday(date) >= 6 || calendar.closedDays.includes(date)) return false;
  const year = Number(date.slice(0, 4));
  return !calendar.holidays.some((rule) => holidayIn(year, rule) === date);
}

/** The day itself when banks settle on it, else the first one after it that they do. */
export function bankDayOnOrAfter(calendar: BankCalendar, date: IsoDate): IsoDate {
  let day = date;
  for (let i = 0; !isBankDay(calendar, day); i++) {
    assert(i < 60, `calendar ${calendar.id} has a bank day within two months of ${date}`);
    day = addDays(day, 1);
  }
  return day;
}

/** The first bank day after the date. */
export function nextBankDay(calendar: BankCalendar, date: IsoDate): IsoDate {
  return bankDayOnOrAfter(calendar, addDays(date, 1));
}

/** Until when an order must have arrived to be executed on that bank day. */
export interface CutOffRule {
  readonly calendar: BankCalendar;
  /** `HH:MM` on the bank's clock. An order at that very minute is late. */
  readonly time: string;
  /** IANA name: `Europe/Budapest`. */
  readonly zone: string;
}
export interface CutOff {
  readonly deadlineMs: number;
  /** Whole minutes, rounded down. */
  readonly minutesLeft: number;
  /** The bank day an order sent before the deadline is executed on. */
  readonly executionDate: IsoDate;
}

/** The next cut-off that can still be met. */
export function cutOff(rule: CutOffRule, nowMs: number): CutOff {
  const today = todayIn(rule.zone, nowMs);
  let executionDate = bankDayOnOrAfter(rule.calendar, today);
  let deadlineMs = instantIn(rule.zone, executionDate, rule.time);
  if (nowMs >= deadlineMs) {
    executionDate = nextBankDay(rule.calendar, executionDate);
    deadlineMs = instantIn(rule.zone, executionDate, rule.time);
  }
  return { deadlineMs, minutesLeft: Math.floor((deadlineMs - nowMs) / 60_000), executionDate };
}

/** When a bank takes orders of a kind, and when it executes them. */
export interface ExecutionRule {
  readonly calendar: BankCalendar;
  /** IANA name: `Europe/Budapest`. */
  readonly zone: string;
  /** `HH:MM` on the bank's clock; undefined: any time. */
  readonly cutOff: string | undefined;
  /** Of collections: so many bank days before they are due they must be there, by the cut-off. */
  readonly leadDays?: number | undefined;
}

/** The first day on which what is sent now is executed; of collections: for which it can be due. */
export function earliestExecution({ calendar, zone, cutOff: time, leadDays = 0 }: ExecutionRule, nowMs: number): IsoDate {
  const taken = time === undefined ? bankDayOnOrAfter(calendar, todayIn(zone, nowMs)) : cutOff({ calendar, time, zone }, nowMs).executionDate;
  return bankDaysFrom(calendar, taken, leadDays);
}

/**
 * Until when an order must have arrived. A collection waits for its own day: the cut-off so many bank days before it is due, while that can be
 * met. Anything else, and a collection that is late, has the next cut-off.
 * @returns undefined where there is none
 */
export function deadlineOf({ calendar, zone, cutOff: time, leadDays = 0 }: ExecutionRule, dueOn: IsoDate, nowMs: number): CutOff | undefined {
  if (time === undefined) return undefined;
  const next = cutOff({ calendar, time, zone }, nowMs);
  if (leadDays === 0) return next;
  const executionDate = bankDayOnOrAfter(calendar, dueOn);
  const deadlineMs = instantIn(zone, bankDaysFrom(calendar, executionDate, -leadDays), time);
  if (deadlineMs <= nowMs) return { ...next, executionDate: bankDaysFrom(calendar, next.executionDate, leadDays) };
  return { deadlineMs, minutesLeft: Math.floor((deadlineMs - nowMs) / 60_000), executionDate };
}

/** @param count bank days on, or back where it is negative @param date a bank day */
function bankDaysFrom(calendar: BankCalendar, date: IsoDate, count: number): IsoDate {
  let day = date;
  for (let left = Math.abs(count); left > 0; left--) {
    do day = addDays(day, Math.sign(count)); while (!isBankDay(calendar, day));
  }
  return day;
}

function holidayIn(year: number, rule: HolidayRule): IsoDate {
  if (rule.kind === "easter") return addDays(easterSunday(year), rule.offsetDays);
  return dateOf(year, rule.month, rule.day);
}

/** Gregorian Easter. Source: the anonymous algorithm of Nature (1876), as in Meeus, Astronomical Algorithms, chapter 8. */
export function easterSunday(year: number): IsoDate {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const e = b % 4;
  const g = Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3);
  const h = (19 * a + b - d - g + 15) % 30;
  const l = (32 + 2 * e + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return dateOf(year, Math.floor(n / 31), (n % 31) + 1);
}

function dateOf(year: number, month: number, day: number): IsoDate {
  const pad = (n: number, width: number): string => String(n).padStart(width, "0");
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}` as IsoDate;
}
