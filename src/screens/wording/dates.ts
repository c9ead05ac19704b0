import type { IsoDate, IsoInstant } from "../../domain/ids.ts";
import type { Language } from "../../domain/money.ts";
import { timeText } from "../widgets/time-text.ts";

export { timeText } from "../widgets/time-text.ts";

const weekdays: Readonly<Record<Language, readonly string[]>> = {
  en: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
  hu: ["V", "H", "K", "Sze", "Cs", "P", "Szo"],
  de: ["So", "Mo", "Di", "Mi", "Do", "Fr", "Sa"],
};
const monthsEn = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A date as the language writes it, always with the year: `24 Nov 2026`, `2026. 11. 24.`, `24.11.2026`. */
export function dayText(date: IsoDate, language: Language): string {
  const [year = "", month = "", day = ""] = date.split("-");
  if (language === "hu") return `${year}. ${month}. ${day}.`;
  if (language === "de") return `${day}.${month}.${year}`;
  return `${Number(day)} ${monthsEn[Number(month) - 1] ?? month} ${year}`;
}

/** The same without the year, for what is near: `24 Nov`, `11. 24.`, `24.11.` */
export function shortDayText(date: IsoDate, language: Language): string {
  const [, month = "", day = ""] = date.split("-");
  if (language === "hu") return `${month}. ${day}.`;
  if (language === "de") return `${day}.${month}.`;
  return `${Number(day)} ${monthsEn[Number(month) - 1] ?? month}`;
}

/** `14:02:09`, for histories and logs. */
export function timeWithSecondsText(ms: number): string {
  return `${timeText(ms)}:${two(new Date(ms).getSeconds())}`;
}

/** The shortest that cannot be misread: `14:02` today, `Fri 16:02` within the week, else `20 Nov 16:02`, with the year when it is another one. */
export function momentText(ms: number, nowMs: number, language: Language): string {
  const date = localDate(ms);
  if (date === localDate(nowMs)) return timeText(ms);
  const age = nowMs - ms;
  if (age > 0 && age < 6 * 86_400_000) return `${weekdays[language][new Date(ms).getDay()] ?? ""} ${timeText(ms)}`;
  const day = date.slice(0, 4) === localDate(nowMs).slice(0, 4) ? shortDayText(date, language) : dayText(date, language);
  return `${day} ${timeText(ms)}`;
}

/** An instant of the store, for lists. */
export function instantText(instant: IsoInstant, nowMs: number, language: Language): string {
  return momentText(Date.parse(instant), nowMs, language);
}

/** `28 min`, `3 h 05`, `2 days`: rounded down, so that nobody trusts a minute that is not there. */
export function durationText(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return "under a minute";
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${two(minutes % 60)}`;
  return `${Math.floor(hours / 24)} days`;
}

/** `cut-off 15:00, in 28 min`; of another day with that. */
export function cutOffText(deadlineMs: number, nowMs: number, language: Language): string {
  return `cut-off ${momentText(deadlineMs, nowMs, language)}, in ${durationText(deadlineMs - nowMs)}`;
}

/** `0:12`, `12:05`: for progress. */
export function clockText(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
}

/** The calendar day on the clocks of this machine. */
function localDate(ms: number): IsoDate {
  const at = new Date(ms);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}` as IsoDate;
}

function two(n: number): string {
  return String(n).padStart(2, "0");
}
