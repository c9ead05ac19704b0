import { bankDayOnOrAfter, cutOff, nextBankDay } from "../../domain/calendar.ts";
import type { IsoDate } from "../../domain/ids.ts";
import { daysBetween, instantIn, todayIn } from "../../domain/iso-date.ts";
import { readSetting, writeSetting } from "../storage/settings.ts";
import type { Ledger } from "./ledger.ts";

const openDaySetting = "open-day";

/** The business day that the books are open for. Everything is booked on it. */
export function openDay(ledger: Ledger): IsoDate {
  const kept = readSetting(ledger.database, openDaySetting);
  if (kept !== undefined) return kept as IsoDate; // written below, from the calendar
  const { calendar, zone, closes } = ledger.hours;
  const now = ledger.clock.now();
  const first = bankDayOnOrAfter(calendar, todayIn(zone, now));
  const day = now < instantIn(zone, first, closes) ? first : nextBankDay(calendar, first);
  writeSetting(ledger.database, openDaySetting, day);
  return day;
}

/** @returns the new open day */
export function openNextDay(ledger: Ledger): IsoDate {
  const day = nextBankDay(ledger.hours.calendar, openDay(ledger));
  writeSetting(ledger.database, openDaySetting, day);
  return day;
}

/** Has the open day's work begun: may orders due be executed now? */
export function hasOpened(ledger: Ledger, day: IsoDate): boolean {
  return ledger.clock.now() >= instantIn(ledger.hours.zone, day, ledger.hours.opens);
}

export function hasClosed(ledger: Ledger, day: IsoDate): boolean {
  return ledger.clock.now() >= instantIn(ledger.hours.zone, day, ledger.hours.closes);
}

/** When an order that arrived now is executed: its date, moved to a business day that can still be met. */
export function executionDateFor(ledger: Ledger, requested: IsoDate): IsoDate {
  const { calendar, zone, cutOff: time } = ledger.hours;
  const earliest = cutOff({ calendar, zone, time }, ledger.clock.now()).executionDate;
  const wanted = bankDayOnOrAfter(calendar, requested);
  return daysBetween(earliest, wanted) > 0 ? wanted : earliest;
}
