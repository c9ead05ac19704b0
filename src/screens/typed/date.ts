import { type BankCalendar, nextBankDay } from "../../domain/calendar.ts";
import type { IsoDate } from "../../domain/ids.ts";
import { addDays, parseIsoDate } from "../../domain/iso-date.ts";
import type { Language } from "../../domain/money.ts";

export type TypedDate = { readonly ok: true; readonly date: IsoDate } | { readonly ok: false; readonly sentence: string };

const sentences: Readonly<Record<Language, string>> = {
  en: "Write the date as 2026-11-24 or 24.11.2026, a day of this month as 24, or +2 for two bank days on.",
  hu: "Write the date as 2026-11-24 or 11. 24., a day of this month as 24, or +2 for two bank days on.",
  de: "Write the date as 24.11.2026 or 2026-11-24, a day of this month as 24, or +2 for two bank days on.",
};

/**
 * Reads a date as a person types it. Day and month in the order of the operator's language; without a year the next such day;
 * `+n` counts bank days. The screen always shows back with the weekday what was understood.
 */
export function readTypedDate(text: string, today: IsoDate, language: Language, calendar: BankCalendar): TypedDate {
  const compact = text.trim().replace(/\s+/g, "").replace(/\.$/, "");
  const bankDays = /^\+(\d{1,2})$/.exec(compact);
  if (bankDays !== null) {
    let date = today;
    for (let i = 0; i < Number(bankDays[1]); i++) date = nextBankDay(calendar, date);
    return { ok: true, date };
  }
  const date = readParts(compact, today, language);
  return date === undefined ? { ok: false, sentence: sentences[language] } : { ok: true, date };
}

function readParts(text: string, today: IsoDate, language: Language): IsoDate | undefined {
  const parts = text.split(/[.\-/]/);
  if (parts.length > 3 || !parts.every((part) => /^\d{1,4}$/.test(part))) return undefined;
  const [a = "", b = "", c = ""] = parts;
  if (parts.length === 3) return a.length === 4 ? dateOf(a, b, c) : c.length === 4 ? dateOf(c, b, a) : undefined;
  if (parts.length === 2) {
    const [month, day] = language === "hu" ? [a, b] : [b, a];
    const thisYear = dateOf(today.slice(0, 4), month, day);
    return thisYear !== undefined && thisYear < today ? dateOf(String(Number(today.slice(0, 4)) + 1), month, day) : thisYear;
  }
  if (a.length > 2) return undefined;
  // The next day with that number: at most two months on, for the 31st.
  for (let i = 0; i < 62; i++) {
    const day = addDays(today, i);
    if (Number(day.slice(8)) === Number(a)) return day;
  }
  return undefined;
}

function dateOf(year: string, month: string, day: string): IsoDate | undefined {
  return parseIsoDate(`${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`);
}
