import { describe, expect, it, vi } from "vitest";
import type { CurrencyCode, IsoDate } from "../../../src/domain/ids.ts";
import { counted, moneyText, sparkline, sumsText } from "../../../src/screens/wording/amounts.ts";
import { clockText, dayText, durationText, momentText, shortDayText } from "../../../src/screens/wording/dates.ts";
import { reasonText } from "../../../src/screens/wording/reason-codes.ts";

vi.stubEnv("TZ", "UTC");
const eur = (minor: bigint) => ({ minor, currency: "EUR" as CurrencyCode });
const day = "2026-11-24" as IsoDate;

describe("dates for people", () => {
  it("writes a day as the language does", () => {
    expect([dayText(day, "en"), dayText(day, "hu"), dayText(day, "de")]).toEqual(["24 Nov 2026", "2026. 11. 24.", "24.11.2026"]);
    expect([shortDayText(day, "en"), shortDayText(day, "hu"), shortDayText(day, "de")]).toEqual(["24 Nov", "11. 24.", "24.11."]);
  });

  it("says as little of a moment as cannot be misread", () => {
    const now = Date.parse("2026-11-23T14:32:00Z");
    const at = (text: string): string => momentText(Date.parse(text), now, "en");
    expect(at("2026-11-23T09:05:00Z")).toBe("09:05");
    expect(at("2026-11-20T16:02:00Z")).toBe("Fri 16:02");
    expect(at("2026-11-10T16:02:00Z")).toBe("10 Nov 16:02");
    expect(at("2025-11-10T16:02:00Z")).toBe("10 Nov 2025 16:02");
    expect(at("2026-11-25T16:02:00Z"), "the future is never a bare weekday").toBe("25 Nov 16:02");
  });

  it("rounds what is left down", () => {
    expect(durationText(59_999)).toBe("under a minute");
    expect(durationText(28 * 60_000 + 59_000)).toBe("28 min");
    expect(durationText(185 * 60_000)).toBe("3 h 05");
    expect(durationText(72 * 3_600_000)).toBe("3 days");
    expect(clockText(12_300)).toBe("0:13");
    expect(clockText(725_000)).toBe("12:05");
  });
});

describe("amounts for people", () => {
  it("groups as the operator's language does, one amount per currency", () => {
    expect(moneyText(eur(41_230_000n), "en")).toBe("412,300.00 EUR");
    expect(sumsText([eur(41_230_000n), { minor: 8_421_530_000n, currency: "HUF" as CurrencyCode }], "hu")).toBe("412 300,00 EUR + 84 215 300,00 HUF");
    expect(sumsText([], "en")).toBe("-");
    expect([counted(1, "order"), counted(2, "order"), counted(2, "entry", "entries")]).toEqual(["1 order", "2 orders", "2 entries"]);
  });

  it("draws balances from lowest to highest, and a flat line in the middle", () => {
    expect(sparkline([0n, 50n, 100n], 30)).toBe("▁▄█");
    expect(sparkline([7n, 7n], 30)).toBe("▄▄");
    expect(sparkline([1n], 30)).toBe("");
    expect(sparkline([0n, 1n, 2n, 3n], 2)).toBe("▁█");
    expect(sparkline([-(10n ** 17n), 10n ** 17n], 30)).toBe("▁█");
  });
});

describe("reason codes", () => {
  it("adds words to a known code, and the bank's own text only where it says more", () => {
    expect(reasonText("AC04")).toBe("AC04 closed account");
    expect(reasonText("AC04", "Closed account")).toBe("AC04 closed account");
    expect(reasonText("AC04", "since 2020")).toBe("AC04 closed account (since 2020)");
    expect(reasonText("XX99", "the bank's words")).toBe("XX99 the bank's words");
    expect(reasonText(undefined, "only text")).toBe("only text");
    expect(reasonText(undefined)).toBe("");
  });
});
