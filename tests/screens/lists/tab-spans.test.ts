import { describe, expect, it } from "vitest";
import { tabSpans } from "../../../src/screens/lists/tab-spans.ts";
import { sections } from "../../../src/screens/settings/model.ts";

const text = (...given: Parameters<typeof tabSpans>): string => tabSpans(...given).map((span) => (typeof span === "string" ? span : span.text)).join("");

describe("the tabs of a screen", () => {
  it.each([
    [100, " 1 profile 2 accounts 3 signers 4 rules [5 connections] 6 operators 7 to approve"],
    [76, " 1 profile 2 accounts 3 signers 4 rules [5 connections] 6 access 7 approve"],
    [70, " 1 profile 2 accounts 3 signers 4 rules [5 banks] 6 access 7 approve"],
    [66, " 1 2 accounts 3 signers 4 rules [5 banks] 6 access 7 approve"],
    [45, " 1 2 3 4 rules [5 banks] 6 access 7"],
    [24, " 1 2 3 4 [5 banks] 6 7"],
    [20, " 1 2 3 4 [5] 6 7"],
  ])("with %i cells: words are left out, never cut", (room, shown) => {
    expect(text(sections, 4, room)).toBe(shown);
  });

  it("that count keep their counts apart from the next tab's number", () => {
    const tabs = [{ title: "all", shortTitle: "all", count: 14 }, { title: "to prepare", shortTitle: "prepare", count: 0 }, { title: "to sign", shortTitle: "sign", count: 2 }];
    expect(text(tabs, 0, 80)).toBe("[1 all 14]  2 to prepare   3 to sign 2  ");
    expect(text(tabs, 0, 34)).toBe("[1 all 14]  2 prepare   3 sign 2  ");
  });

  it.each([0, 1, 2, 3, 4, 5, 6])("all parts of the settings are told at 80 columns beside a short name of twelve letters, whichever is open (%i)", (open) => {
    const shown = text(sections, open, 80 - 1 - 12 - 3);
    for (let number = 1; number <= 7; number++) expect(shown).toMatch(new RegExp(`\\b${number}\\b`));
    expect(shown.length).toBeLessThanOrEqual(64);
  });
});
