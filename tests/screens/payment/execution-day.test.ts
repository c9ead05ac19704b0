import { afterEach, describe, expect, it, vi } from "vitest";
import { earliestExecution, targetCalendar } from "../../../src/domain/calendar.ts";
import type { IsoDate } from "../../../src/domain/ids.ts";
import { cutOffNote, dayWarning } from "../../../src/screens/payment/execution-day.ts";

const bank = { calendar: targetCalendar, zone: "Europe/Budapest", cutOff: "15:00" };
const before = Date.parse("2026-11-27T13:32:00Z"); // Friday 14:32 in Budapest
const after = Date.parse("2026-11-27T14:00:00Z"); // the very minute of the cut-off
const day = (text: string): IsoDate => text as IsoDate;

afterEach(() => void vi.unstubAllEnvs());

describe("the execution day", () => {
  it("is today before the cut-off, the next bank day from that minute on", () => {
    expect(earliestExecution(bank, before)).toBe("2026-11-27");
    expect(earliestExecution(bank, after)).toBe("2026-11-30");
    expect(earliestExecution({ ...bank, cutOff: undefined }, after)).toBe("2026-11-27");
  });

  it("is warned about when the bank will take another", () => {
    expect(dayWarning(day("2026-11-27"), bank, before, "en")).toBeUndefined();
    expect(dayWarning(day("2026-11-27"), bank, after, "en")).toBe("The cut-off for 27 Nov 2026 was 15:00: the bank executes on 30 Nov 2026.");
    expect(dayWarning(day("2026-11-28"), bank, before, "en")).toBe("28 Nov 2026 is no bank day: the bank executes on 30 Nov 2026.");
    expect(dayWarning(day("2026-11-20"), bank, before, "en")).toContain("is past");
    expect(dayWarning(day("2027-06-01"), bank, before, "en")).toContain("three months");
  });

  // Bug of 26 November: the form named the bank's clock, every other screen the operator's.
  it.each([["Europe/Budapest", "15:00"], ["UTC", "14:00"]])("counts down to the cut-off of that day only, by the clock in %s", (zone, time) => {
    vi.stubEnv("TZ", zone);
    expect(cutOffNote(day("2026-11-27"), bank, before)).toBe(`cut-off ${time}, in 28 min`);
    expect(cutOffNote(day("2026-11-30"), bank, before)).toBeUndefined();
    expect(cutOffNote(day("2026-11-27"), { ...bank, cutOff: undefined }, before)).toBeUndefined();
  });
});
