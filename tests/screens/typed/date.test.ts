import { describe, expect, it } from "vitest";
import { targetCalendar } from "../../../src/domain/calendar.ts";
import type { IsoDate } from "../../../src/domain/ids.ts";
import type { Language } from "../../../src/domain/money.ts";
import { readTypedDate } from "../../../src/screens/typed/date.ts";

const today = "2026-11-23" as IsoDate; // a Monday

describe("readTypedDate", () => {
  it.each<[string, Language, string]>([
    ["2026-11-24", "en", "2026-11-24"],
    ["24.11.2026", "de", "2026-11-24"],
    ["2026. 11. 24.", "hu", "2026-11-24"],
    ["24.11.", "de", "2026-11-24"],
    ["11.24.", "hu", "2026-11-24"],
    ["3.1.", "de", "2027-01-03"],
    ["24", "en", "2026-11-24"],
    ["1", "en", "2026-12-01"],
    ["+5", "en", "2026-11-30"],
    ["+0", "en", "2026-11-23"],
  ])("reads %s of a %s operator as %s", (text, language, expected) => {
    expect(readTypedDate(text, today, language, targetCalendar)).toEqual({ ok: true, date: expected });
  });

  it.each(["", "31.02.2026", "tomorrow", "24.11.26", "1.2.3.4", "45"])("refuses %j with an example", (text) => {
    expect(readTypedDate(text, today, "de", targetCalendar)).toMatchObject({ ok: false, sentence: expect.stringContaining("24.11.2026") });
  });
});
