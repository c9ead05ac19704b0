import { cutOff, earliestExecution, type ExecutionRule, isBankDay, nextBankDay } from "../../domain/calendar.ts";
import type { IsoDate } from "../../domain/ids.ts";
import { daysBetween, todayIn } from "../../domain/iso-date.ts";
import type { Language } from "../../domain/money.ts";
import { dayText, durationText, timeText } from "../wording/dates.ts";

/** What is worth knowing about the chosen day, as a sentence; undefined when it is unremarkable. */
export function dayWarning(date: IsoDate, bank: ExecutionRule, nowMs: number, language: Language): string | undefined {
  const today = todayIn(bank.zone, nowMs);
  const earliest = earliestExecution(bank, nowMs);
  if (date < today) return `${dayText(date, language)} is past: the bank executes on ${dayText(earliest, language)} or refuses.`;
  if (!isBankDay(bank.calendar, date)) return `${dayText(date, language)} is no bank day: the bank executes on ${dayText(nextBankDay(bank.calendar, date), language)}.`;
  if (date < earliest) return `The cut-off for ${dayText(date, language)} was ${bank.cutOff ?? ""}: the bank executes on ${dayText(earliest, language)}.`;
  if (daysBetween(today, date) > 90) return `${dayText(date, language)} is more than three months away: many banks refuse that.`;
  return undefined;
}

/** `cut-off 15:00, in 28 min` for an order of that day, by the clock of this machine as everywhere else; undefined where there is none, or more than a day is left. */
export function cutOffNote(date: IsoDate, bank: ExecutionRule, nowMs: number): string | undefined {
  if (bank.cutOff === undefined) return undefined;
  const next = cutOff({ calendar: bank.calendar, time: bank.cutOff, zone: bank.zone }, nowMs);
  if (next.executionDate !== date || next.minutesLeft >= 24 * 60) return undefined;
  return `cut-off ${timeText(next.deadlineMs)}, in ${durationText(next.deadlineMs - nowMs)}`;
}
