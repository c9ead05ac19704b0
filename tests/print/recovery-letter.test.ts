import { describe, expect, it } from "vitest";
import { printRecoveryLetter } from "../../src/print/recovery-letter/index.ts";
import { frame, pagesOf } from "./samples.ts";

const letter = { frame, administrator: "Őri Béla", code: "7K3QM-00000-ABCDE-FGHJK-MNPQ5", waitHours: 48 };

describe("the letter of a recovery code", () => {
  it.each([["en", "Recovery code of an administrator", "48 hours"], ["hu", "Adminisztrátor helyreállító kódja", "48 órán"], ["de", "Notfallcode eines Administrators", "48 Stunden"]] as const)("is one page with the code, whose it is, and what to do (%s)", async (language, title, wait) => {
    const [page, ...more] = await pagesOf(printRecoveryLetter(letter, language));
    expect(more).toEqual([]);
    for (const part of [title, letter.code, "Őri Béla", "DANUBE", "PRACTICE"]) expect(page).toContain(part);
    expect(page?.replace(/\s+/g, " ")).toContain(wait);
  });
});
