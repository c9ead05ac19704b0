import { assert } from "./errors.ts";
import type { IsoDate } from "./ids.ts";

const dayMs = 86_400_000;

/** @returns the date when the text is exactly `YYYY-MM-DD` and such a day exists (year 0001 to 9999) */
export function parseIsoDate(text: string): IsoDate | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null || match[1] === "0000") return undefined;
  const ms = Date.parse(`${text}T00:00:00Z`);
  // Date.parse may roll 31 February over into March: what comes back must be what went in.
  return Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== text ? undefined : (text as IsoDate);
}

/** @param days negative goes back */
export function addDays(date: IsoDate, days: number): IsoDate {
  return isoDateOfUtc(utcMidnight(date) + days * dayMs);
}

/** Days from the first to the second; negative when the second is earlier. */
export function daysBetween(from: IsoDate, to: IsoDate): number {
  return (utcMidnight(to) - utcMidnight(from)) / dayMs;
}

/** 1 Monday … 7 Sunday (ISO 8601). */
export function weekday(date: IsoDate): 1 | 2 | 3 | 4 | 5 | 6 | 7 {
  return (new Date(utcMidnight(date)).getUTCDay() || 7) as 1 | 2 | 3 | 4 | 5 | 6 | 7; // getUTCDay is 0 to 6
}

/** The calendar day it is there. @param zone IANA name: `Europe/Budapest`; @throws RangeError for a zone nobody knows */
export function todayIn(zone: string, nowMs: number): IsoDate {
  return isoDateOfUtc(nowMs + offsetsIn(zone)(nowMs));
}

/**
 * The instant at which clocks in the zone show that time on that day, across daylight saving. A time that is skipped in spring
 * counts as that much after the gap; one that comes twice in autumn is the first.
 * @param time `HH:MM`
 */
export function instantIn(zone: string, date: IsoDate, time: string): number {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time);
  assert(match !== null, `a time of day is HH:MM, not ${time}`);
  const local = utcMidnight(date) + (Number(match[1]) * 60 + Number(match[2])) * 60_000;
  // Offsets change at most once within a day of the instant: one of the two around it makes the clock show the local time.
  const offset = offsetsIn(zone);
  const before = offset(local - dayMs);
  const after = offset(local + dayMs);
  const candidates = [local - before, local - after].filter((ms) => ms + offset(ms) === local);
  return candidates.length === 0 ? local - before : Math.min(...candidates);
}

function utcMidnight(date: IsoDate): number {
  return Date.parse(`${date}T00:00:00Z`);
}

function isoDateOfUtc(ms: number): IsoDate {
  return new Date(ms).toISOString().slice(0, 10) as IsoDate;
}

/** How far the zone's clocks are ahead of UTC, by instant. Making the format takes longer than using it. */
function offsetsIn(zone: string): (ms: number) => number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric",
  });
  return (ms) => {
    const parts = format.formatToParts(ms);
    const part = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.find((one) => one.type === type)?.value);
    return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second")) - Math.floor(ms / 1000) * 1000;
  };
}
