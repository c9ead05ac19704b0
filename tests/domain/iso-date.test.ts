import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { IsoDate } from "../../src/domain/ids.ts";
import { addDays, daysBetween, instantIn, parseIsoDate, todayIn, weekday } from "../../src/domain/iso-date.ts";

const day = (text: string): IsoDate => text as IsoDate;

describe("a date", () => {
  it.each(["2026-11-23", "2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31"])("%s is one", (text) => expect(parseIsoDate(text)).toBe(text));
  it.each(["2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-11-31", "2026-1-1", "0000-01-01", "2026-11-23T00:00:00", " 2026-11-23", "20261123", "23.11.2026", "", "2026-11-23Z", "2026-11-23\n", "２０２６-11-23"])(
    "%j is none",
    (text) => expect(parseIsoDate(text)).toBeUndefined(),
  );
  it("days are added over months, leap years and centuries", () => {
    expect(addDays(day("2024-02-28"), 2)).toBe("2024-03-01");
    expect(addDays(day("2026-01-01"), -1)).toBe("2025-12-31");
    expect(addDays(day("2026-03-28"), 2)).toBe("2026-03-30");
  });
  it("adding and counting agree", () => {
    fc.assert(fc.property(fc.integer({ min: -100_000, max: 100_000 }), (n) => daysBetween(day("2026-11-23"), addDays(day("2026-11-23"), n)) === n));
  });
  it("Sunday is 7", () => {
    expect([weekday(day("2026-11-22")), weekday(day("2026-11-23")), weekday(day("2026-11-28"))]).toEqual([7, 1, 6]);
  });
});

describe("zones", () => {
  it("today depends on where", () => {
    const now = Date.parse("2026-11-22T23:30:00Z");
    expect([todayIn("Europe/Budapest", now), todayIn("UTC", now), todayIn("America/New_York", now), todayIn("Pacific/Kiritimati", now)]).toEqual(["2026-11-23", "2026-11-22", "2026-11-22", "2026-11-23"]);
  });
  it("local times on the days clocks change", () => {
    const at = (date: string, time: string): string => new Date(instantIn("Europe/Budapest", day(date), time)).toISOString();
    expect(at("2026-03-29", "01:59")).toBe("2026-03-29T00:59:00.000Z");
    expect(at("2026-03-29", "03:00")).toBe("2026-03-29T01:00:00.000Z");
    expect(at("2026-03-29", "02:30")).toBe("2026-03-29T01:30:00.000Z"); // skipped: 03:30 on the new clock
    expect(at("2026-10-25", "02:30")).toBe("2026-10-25T00:30:00.000Z"); // twice: the first
    expect(at("2026-10-25", "15:00")).toBe("2026-10-25T14:00:00.000Z");
    expect(at("2026-07-01", "15:00")).toBe("2026-07-01T13:00:00.000Z");
  });
  it("refuses what is no time of day", () => {
    expect(() => instantIn("Europe/Budapest", day("2026-11-23"), "24:00")).toThrow();
    expect(() => instantIn("Europe/Budapest", day("2026-11-23"), "9:00")).toThrow();
  });
});
