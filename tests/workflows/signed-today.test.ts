import { describe, expect, it } from "vitest";
import { BankDays } from "../../src/workflows/signed-today.ts";

describe("the bank's day", () => {
  it("begins at its midnight, and is worked out anew when the clock has left it, forwards or back", () => {
    const days = new BankDays();
    const midnight = (zone: string, now: string): string => new Date(days.midnight(zone, Date.parse(now))).toISOString();
    expect(midnight("Europe/Budapest", "2026-11-23T08:00:00Z")).toBe("2026-11-22T23:00:00.000Z");
    expect(midnight("Europe/London", "2026-11-23T08:00:00Z")).toBe("2026-11-23T00:00:00.000Z");
    expect(midnight("Europe/Budapest", "2026-11-23T22:59:59.999Z")).toBe("2026-11-22T23:00:00.000Z");
    expect(midnight("Europe/Budapest", "2026-11-23T23:00:00Z")).toBe("2026-11-23T23:00:00.000Z");
    expect(midnight("Europe/Budapest", "2026-11-23T08:00:00Z")).toBe("2026-11-22T23:00:00.000Z");
    // 25 October 2026 has 25 hours there.
    expect([midnight("Europe/Budapest", "2026-10-24T23:00:00Z"), midnight("Europe/Budapest", "2026-10-25T22:59:59Z"), midnight("Europe/Budapest", "2026-10-25T23:00:00Z")])
      .toEqual(["2026-10-24T22:00:00.000Z", "2026-10-24T22:00:00.000Z", "2026-10-25T23:00:00.000Z"]);
  });
});
