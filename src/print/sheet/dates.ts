import type { Language } from "../../domain/money.ts";

const monthsEn = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `23 Nov 2026`, `2026. 11. 23.`, `23.11.2026`. What is no ISO date is given back as it is. */
export function dateText(isoDate: string, language: Language): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(isoDate);
  if (match === null) return isoDate;
  const [, year = "", month = "", day = ""] = match;
  if (language === "hu") return `${year}. ${month}. ${day}.`;
  return language === "de" ? `${day}.${month}.${year}` : `${Number(day)} ${monthsEn[Number(month) - 1] ?? month} ${year}`;
}

/** Day and month, for narrow columns: `23 Nov`, `11. 23.`, `23.11.` */
export function shortDate(isoDate: string, language: Language): string {
  const full = dateText(isoDate, language);
  return language === "hu" ? full.slice(6) : language === "de" ? full.slice(0, 6) : full.slice(0, -5);
}

/** An instant, in UTC and saying so: paper travels. */
export function dateAndTime(isoInstant: string, language: Language): string {
  const time = /T(\d{2}:\d{2})/.exec(isoInstant)?.[1];
  return time === undefined ? dateText(isoInstant, language) : `${dateText(isoInstant, language)} ${time} UTC`;
}
