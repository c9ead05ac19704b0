import { expect, test } from "vitest";
import { draftOf, sampleLines } from "../../../src/formats/sample/format-draft.ts";
import { adviceOf } from "../../../src/screens/define-format/advice.ts";
import { tryDraft } from "../../../src/workflows/import-desk/own-formats.ts";
import type { FormatDraft } from "../../../src/formats/sample/format-draft.ts";

const sample = Buffer.from("Payee,IBAN,Amount\nPaper Ltd,HU42117730161111101800000000,125.50\n");
const guess = draftOf(sample, { kind: "orders", title: "bills" });
const own = { currency: "HUF", account: "HU34599000120000000000000017" };

async function said(change: Partial<FormatDraft>, bytes = sample): Promise<string> {
  const draft = { ...guess, ...change };
  const advice = adviceOf({ draft, trial: await tryDraft(draft, sampleLines(bytes, draft.charset), bytes) });
  return typeof advice === "string" ? advice : advice.text;
}

test("the line below the trial says what is missing, one thing after the other", async () => {
  expect(await said({ fields: guess.fields.map((field) => ({ ...field, meaning: undefined })) })).toBe(" Enter on a column says what it means. Still missing: the payee, the payee's account, the amount.");
  expect(await said({ fields: guess.fields.map((field) => (field.meaning === "amount" ? { ...field, meaning: undefined } : field)) })).toContain("Still missing: the amount.");
  expect(await said({})).toContain("No column has the currency: e gives it");
  expect(await said({ currency: "HUF" })).toContain("your own account, which pays: e chooses one");
  expect(await said(own)).toContain("Reads well. No column has the date");
});

test("then which line is wrong, and where none is read", async () => {
  expect(await said(own, Buffer.from("Payee,IBAN,Amount\nPaper Ltd,HU42117730161111101800000000,1e9\n"))).toMatch(/^ 2 errors: line 2: .*"1e9"/);
});
