import { describe, expect, it } from "vitest";
import { printStatement } from "../../src/print/statement/index.ts";
import { entry, frame, money, pagesOf, statementSheet } from "./samples.ts";

const some = (count: number) => Array.from({ length: count }, (_, i) => entry(i));
const text = async (...args: Parameters<typeof printStatement>) => (await pagesOf(printStatement(...args))).join("\n");
const minor = (shown: string): bigint => BigInt(shown.replace(/[^\d-]/g, ""));
/** Amount and balance at the end of an entry's first line. */
const rows = (page: string) => [...page.matchAll(/([+-][\d,]+\.\d\d) {2,}(-?[\d,]+\.\d\d)$/gm)].map((match) => ({ amount: minor(match[1]!), balance: minor(match[2]!) }));

describe("a statement", () => {
  it.each([["en", "report", "Intraday report, not a statement 223"], ["de", "report", "Untertägiger Bericht, kein Kontoauszug 223"], ["hu", "notification", "Értesítő, nem számlakivonat 223"]] as const)("in %s a %s does not pass for one", async (language, kind, title) => {
    const sheet = statementSheet(some(3));
    const page = await text({ ...sheet, header: { ...sheet.header, kind }, balanced: null }, language);
    expect(page).toContain(title);
    expect(page).not.toMatch(/could not be checked|nicht geprüft|nem volt ellenőr/);
  });

  it("says whose account it is, for when, and what the balances are", async () => {
    const page = await text(statementSheet(some(3)), "en");
    for (const part of ["Account statement 223", "HU93 1160 0006 0000 0000 1234 5676", "Duna Textil Kft.", "20 Nov 2026", "STMT-2026-223", "Opening balance", "1,250,000.00 HUF", "Closing balance", "Checked: the opening balance", "Closing, available (CLAV)", "PMNT/RCDT/ESCT", "Kovács Őrsébet Ágnes"]) {
      expect(page).toContain(part);
    }
  });

  it("the running balance follows every entry and ends at the closing balance; sums are of the lines", async () => {
    const entries = some(150);
    const sheet = statementSheet(entries);
    const pages = await pagesOf(printStatement(sheet, "en"));
    const printed = pages.flatMap(rows);
    expect(printed.map((row) => row.amount)).toEqual(entries.map((one) => one.amount.minor));
    let balance = 1_250_000_00n;
    for (const row of printed) {
      balance += row.amount;
      expect(row.balance).toBe(balance);
    }
    expect(balance).toBe(sheet.balances[1]!.amount.minor);
    const all = pages.join("\n");
    const sumOf = (label: string): bigint => minor(new RegExp(`${label} +([+-][\\d,.]+) HUF`).exec(all)![1]!);
    expect(sumOf("Money in")).toBe(printed.filter((row) => row.amount > 0n).reduce((a, b) => a + b.amount, 0n));
    expect(sumOf("Money out")).toBe(printed.filter((row) => row.amount < 0n).reduce((a, b) => a + b.amount, 0n));
    expect(sumOf("Sum of 150 booked entries")).toBe(balance - 1_250_000_00n);
  });

  it("carries the balance of the last printed entry to the next page", async () => {
    const pages = await pagesOf(printStatement(statementSheet(some(80)), "en"));
    expect(pages.length).toBeGreaterThan(4);
    pages.forEach((page, i) => {
      expect(page).toContain(`Page ${i + 1} of ${pages.length}`);
      expect(page).toContain("PRACTICE");
      const carried = /Carried forward +(-?[\d,.]+) HUF/.exec(page)?.[1];
      if (carried === undefined) return;
      expect(minor(carried)).toBe(rows(page).at(-1)!.balance);
      expect(pages[i + 1]).toMatch(new RegExp(`Brought forward +${carried} HUF`));
      expect(pages[i + 1]).toMatch(/Booked +Value +Details +Amount +Balance/);
    });
  });

  it("keeps what is not booked out of balance and sums, and says so", async () => {
    const page = await text(statementSheet([entry(1, { amount: money(500_00) }), entry(2, { status: "PDNG", amount: money(99_999_00) }), entry(4, { status: "INFO" })]), "en");
    expect(page).toContain("pending, not in the balance");
    expect(page).toContain("for information, not in the balance");
    expect(page).toMatch(/Sum of 1 booked entries +\+500\.00 HUF/);
    expect(rows(page).map((row) => row.balance)).toEqual([1_250_500_00n]);
  });

  it("shows batches, reversals and returns", async () => {
    const details = Array.from({ length: 300 }, (_, i) => ({ ...entry(i).details[0]!, amount: money(5_00) }));
    const page = await text(statementSheet([entry(0, { details }), entry(1, { reversal: true, details: [{ ...entry(1).details[0]!, returnReason: "AC04" }] }), entry(2, { details: [], additionalInformation: "Account fee" })]), "en");
    for (const part of ["300 payments", "and 295 more", "5.00 HUF", "reversal", "returned: AC04", "Account fee"]) expect(page).toContain(part);
  });

  it("warns when it does not add up, by the check and by what was printed", async () => {
    const right = statementSheet(some(3));
    expect(await text(right, "en")).not.toContain("The last running balance");
    expect(await text({ ...right, balanced: false }, "en")).toContain("do not give the closing balance");
    expect(await text({ ...right, balanced: null, balances: [] }, "en")).toContain("could not be checked");
    const [opening, closing] = right.balances;
    expect(await text({ ...right, balances: [opening!, { ...closing!, amount: money(1) }] }, "en")).toContain("The last running balance is not the closing balance");
  });

  it("speaks Hungarian and German, without entries too", async () => {
    const hu = await text(statementSheet(some(40)), "hu");
    for (const part of ["Számlakivonat 223", "Nyitóegyenleg", "Záróegyenleg", "Áthozat", "Jóváírások", "Terhelések", "2026. 11. 20.", "11. 20."]) expect(hu).toContain(part);
    const de = await text(statementSheet([], { frame: { ...frame, practice: false } }), "de");
    for (const part of ["Kontoauszug 223", "Anfangssaldo", "Keine Umsätze in diesem Zeitraum.", "Seite 1 von 1"]) expect(de).toContain(part);
    expect(de).not.toContain("ÜBUNG");
  });
});
