import { addDays } from "../../domain/iso-date.ts";
import type { IsoDate } from "../../domain/ids.ts";

/** What a spreadsheet shows of a number, and all that it keeps of one that is typed in. */
const digitsMax = 15;

/**
 * The number of a cell in plain decimals, worked on as text. A spreadsheet stores 19.99 as 19.989999999999998: seventeen digits, where it
 * shows and keeps fifteen; rounded to these, every amount is what was typed in.
 * @param raw as it is stored: `0.1`, `1.5E-2`
 * @returns undefined where it is no number; `isWhole` false where its whole part has more digits than a spreadsheet keeps
 */
export function numberText(raw: string): { readonly text: string; readonly isWhole: boolean } | undefined {
  const match = /^([+-]?)(\d{1,400})?(?:\.(\d{1,400}))?(?:[eE]([+-]?\d{1,3}))?$/.exec(raw);
  if (match === null || (match[2] === undefined && match[3] === undefined)) return undefined;
  const [, sign = "", units = "", decimals = "", exponent = "0"] = match;
  const all = units + decimals;
  const lead = /^0*/.exec(all)?.[0].length ?? 0;
  let digits = all.slice(lead);
  /** Digits before the decimal sign; negative: zeros behind it. */
  let point = units.length - lead + Number(exponent);
  if (digits.length > digitsMax) {
    const rounded = (BigInt(digits.slice(0, digitsMax)) + (digits.charAt(digitsMax) >= "5" ? 1n : 0n)).toString();
    if (rounded.length > digitsMax) point++;
    digits = rounded;
  }
  digits = digits.replace(/0+$/, "");
  if (digits === "") return { text: "0", isWhole: true };
  const before = point <= 0 ? "0" : digits.slice(0, point).padEnd(point, "0");
  const after = point < 0 ? "0".repeat(-point) + digits : digits.slice(point);
  return { text: `${sign === "-" ? "-" : ""}${before}${after === "" ? "" : `.${after}`}`, isWhole: point <= digitsMax };
}

/**
 * The day of a date that is stored as days since the beginning of 1900, or of 1904; its time of day is left out.
 * @returns undefined for what is no day of the calendar that spreadsheets agree on: before March 1900, or behind 9999
 */
export function dayOf(number: string, since1904: boolean): IsoDate | undefined {
  const days = Number(number.split(".")[0]) + (since1904 ? 1462 : 0);
  return days >= 61 && days <= 2_958_465 ? addDays("1899-12-30" as IsoDate, days) : undefined; // 30 December, as 1900 counts as a leap year there
}

/** True where a cell of this number format shows a day. The numbers are those of ECMA-376 part 1, 18.8.30. */
export function showsDay(formatId: number, code: string | undefined): boolean {
  if (code === undefined) return (formatId >= 14 && formatId <= 17) || formatId === 22 || (formatId >= 27 && formatId <= 31) || formatId === 36 || (formatId >= 50 && formatId <= 58);
  const [positive = ""] = code.replace(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/g, "").split(";");
  return /[dy]/i.test(positive) && !/general|standard/i.test(positive);
}
