import { type BankCalendar, targetCalendar } from "../domain/calendar.ts";

/** How the practice bank calls itself, wherever a person may see it. */
export const practiceBankName = "Kontor PRACTICE Bank (no real money)";
/** A test BIC: the 0 at its eighth place says so (ISO 9362). */
export const practiceBic = "PRACHUH0";
/** The first seven digits of its Hungarian account numbers: no bank has the code 599. */
export const practiceBankCode = "5990001";

/** When the practice bank works. */
export interface BankHours {
  readonly calendar: BankCalendar;
  /** IANA name of the bank's own time. */
  readonly zone: string;
  /** `HH:MM`: orders due on a business day are executed from here on. */
  readonly opens: string;
  /** Orders that arrive from here on count for the next business day. */
  readonly cutOff: string;
  /** End of day: statements are made, the next business day begins. */
  readonly closes: string;
}

export const practiceHours: BankHours = { calendar: targetCalendar, zone: "Europe/Budapest", opens: "06:00", cutOff: "17:00", closes: "18:00" };
