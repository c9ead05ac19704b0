import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type BankCalendar, cutOff, deadlineOf, earliestExecution, easterSunday, isBankDay, nextBankDay, targetCalendar } from "../../src/domain/calendar.ts";
import type { IsoDate } from "../../src/domain/ids.ts";
import { weekday } from "../../src/domain/iso-date.ts";

const day = (text: string): IsoDate => text as IsoDate;
const hu = JSON.parse(readFileSync(new URL("../../profiles/calendars/hu.json", import.meta.url), "utf8")) as BankCalendar;

describe("Easter", () => {
  it.each(["2000-04-23", "2008-03-23", "2011-04-24", "2019-04-21", "2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2038-04-25", "2100-03-28"])("%s", (date) => {
    expect(easterSunday(Number(date.slice(0, 4)))).toBe(date);
  });
});

describe("TARGET", () => {
  it("is closed on exactly its six days and weekends in 2026", () => {
    const closed: string[] = [];
    for (let d = day("2026-01-01"); d < "2027-01-01"; d = new Date(Date.parse(d) + 86_400_000).toISOString().slice(0, 10) as IsoDate) {
      if (weekday(d) < 6 && !isBankDay(targetCalendar, d)) closed.push(d);
    }
    expect(closed).toEqual(["2026-01-01", "2026-04-03", "2026-04-06", "2026-05-01", "2026-12-25"]); // 26 December is a Saturday
    expect(isBankDay(targetCalendar, day("2025-12-26"))).toBe(false);
    expect(isBankDay(targetCalendar, day("2026-11-22"))).toBe(false);
    expect(isBankDay(targetCalendar, day("2026-11-23"))).toBe(true);
  });
});

describe("Hungary", () => {
  it("keeps the national days", () => {
    for (const closed of ["2026-01-01", "2027-03-15", "2026-04-03", "2026-04-06", "2026-05-01", "2026-05-25", "2026-08-20", "2026-10-23", "2027-11-01", "2025-12-25", "2025-12-26"]) {
      expect(isBankDay(hu, day(closed)), closed).toBe(false);
    }
  });
  it("does not settle on moved working Saturdays, nor on the days they were worked for", () => {
    expect(hu.workingSaturdays).toHaveLength(hu.closedDays.length);
    for (const saturday of hu.workingSaturdays) {
      expect(weekday(saturday)).toBe(6);
      expect(isBankDay(hu, saturday), saturday).toBe(false);
    }
    for (const off of hu.closedDays) {
      expect(weekday(off)).toBeLessThan(6);
      expect(isBankDay(hu, off), off).toBe(false);
    }
  });
  it("settles on a Saturday only where the data says so", () => {
    expect(isBankDay({ ...hu, openDays: [day("2026-12-12")] }, day("2026-12-12"))).toBe(true);
  });
  it("goes over a long Christmas", () => {
    expect(nextBankDay(hu, day("2026-12-23"))).toBe("2026-12-28");
    expect(nextBankDay(targetCalendar, day("2026-12-23"))).toBe("2026-12-24");
  });
});

describe("cut-off", () => {
  const rule = { calendar: hu, time: "15:00", zone: "Europe/Budapest" };
  const at = (now: string) => {
    const result = cutOff(rule, Date.parse(now));
    return [new Date(result.deadlineMs).toISOString(), result.minutesLeft, result.executionDate];
  };
  it("today while it is time", () => {
    expect(at("2026-11-23T13:18:30Z")).toEqual(["2026-11-23T14:00:00.000Z", 41, "2026-11-23"]);
    expect(at("2026-11-23T13:59:59.999Z")).toEqual(["2026-11-23T14:00:00.000Z", 0, "2026-11-23"]);
  });
  it("the very minute is late", () => {
    expect(at("2026-11-23T14:00:00Z")).toEqual(["2026-11-24T14:00:00.000Z", 1440, "2026-11-24"]);
  });
  it("knows the bank's day, not the machine's", () => {
    expect(at("2026-11-22T23:30:00Z")).toEqual(["2026-11-23T14:00:00.000Z", 870, "2026-11-23"]); // Monday 00:30 in Budapest
  });
  it("over the change to summer time and back", () => {
    expect(at("2026-03-27T15:00:00Z")).toEqual(["2026-03-30T13:00:00.000Z", 70 * 60, "2026-03-30"]);
    expect(at("2026-10-22T14:00:00Z")).toEqual(["2026-10-26T14:00:00.000Z", 96 * 60, "2026-10-26"]); // the 23rd is a holiday
  });
  it("a calendar without bank days is a mistake in the data", () => {
    const never = { ...hu, holidays: Array.from({ length: 366 }, (_, i) => ({ kind: "easter" as const, offsetDays: i - 120 })) };
    expect(() => nextBankDay(never, day("2026-04-05"))).toThrow(/bank day/);
  });
});

describe("a lead time", () => {
  const rule = { calendar: targetCalendar, zone: "Europe/Berlin", cutOff: "12:00", leadDays: 2 };
  const deadline = (dueOn: string, now: string, changed: Partial<typeof rule> = {}) => {
    const found = deadlineOf({ ...rule, ...changed }, day(dueOn), Date.parse(now));
    return found && [new Date(found.deadlineMs).toISOString(), found.executionDate];
  };

  it("moves the first day that can be met by so many bank days", () => {
    const earliest = (now: string, changed: Partial<typeof rule> = {}) => earliestExecution({ ...rule, ...changed }, Date.parse(now));
    expect(earliest("2026-11-25T10:59:59Z")).toBe("2026-11-27"); // Wednesday, before 12:00 in Berlin
    expect(earliest("2026-11-25T11:00:00Z")).toBe("2026-11-30");
    expect(earliest("2026-11-28T09:00:00Z", { leadDays: 1 })).toBe("2026-12-01"); // taken on Monday
    expect(earliest("2026-12-23T09:00:00Z", { leadDays: 1 })).toBe("2026-12-24");
    expect(earliest("2026-12-23T12:00:00Z", { leadDays: 1 })).toBe("2026-12-28");
  });

  it("sets the deadline by the day on which it is due, and by the next cut-off once that is past", () => {
    expect(deadline("2026-12-10", "2026-11-25T09:00:00Z")).toEqual(["2026-12-08T11:00:00.000Z", "2026-12-10"]);
    expect(deadline("2026-12-14", "2026-11-25T09:00:00Z")).toEqual(["2026-12-10T11:00:00.000Z", "2026-12-14"]);
    expect(deadline("2026-12-26", "2026-11-25T09:00:00Z", { leadDays: 1 })).toEqual(["2026-12-24T11:00:00.000Z", "2026-12-28"]); // a holiday on a Saturday
    expect(deadline("2026-11-26", "2026-11-25T09:00:00Z")).toEqual(["2026-11-25T11:00:00.000Z", "2026-11-27"]);
    expect(deadline("2026-11-27", "2026-11-25T11:00:00Z")).toEqual(["2026-11-26T11:00:00.000Z", "2026-11-30"]); // the very minute is late
    expect(deadline("2026-12-10", "2026-11-25T09:00:00Z", { leadDays: 0 })).toEqual(["2026-11-25T11:00:00.000Z", "2026-11-25"]);
    expect(deadlineOf({ ...rule, cutOff: undefined }, day("2026-12-10"), Date.parse("2026-11-25T09:00:00Z"))).toBeUndefined();
  });
});
