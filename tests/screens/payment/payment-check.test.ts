import { describe, expect, it } from "vitest";
import { targetCalendar } from "../../../src/domain/calendar.ts";
import type { AccountId, CurrencyCode, IsoDate } from "../../../src/domain/ids.ts";
import { amountText } from "../../../src/domain/money.ts";
import { checkDraft, draftSum, toEntry } from "../../../src/screens/payment/payment-check.ts";
import { addLine, changeLine, draftFromOrder, draftFromTemplate, emptyLine, newDraft, type PaymentDraft, removeLine } from "../../../src/screens/payment/payment-draft.ts";
import type { Account } from "../../../src/workflows/ports/accounts.ts";

const account = { id: "a1" as AccountId, currency: "EUR" as CurrencyCode } as Account;
const around = { language: "en" as const, today: "2026-11-23" as IsoDate, bank: { calendar: targetCalendar, zone: "Europe/Budapest", cutOff: "15:00" } };
const line = { ...emptyLine, payee: "Szabó Ágnes", account: "DE89 3704 0044 0532 0130 00", amount: "1,200.50", remittance: "Invoice 7" };
const draft: PaymentDraft = { ...newDraft(account, "2026-11-24"), lines: [line] };

const problems = (one: PaymentDraft): string[] => checkDraft(one, around).map((p) => `${p.line ?? "head"}.${p.field}${p.warning ? " (warning)" : ""}: ${p.sentence}`);

describe("a payment being entered", () => {
  it("becomes an entry when nothing is wrong", () => {
    const entry = toEntry(draft, around, false);
    expect(entry).toMatchObject({ title: "Szabó Ágnes", executionDate: "2026-11-24", instant: false, urgent: false, batchBooking: undefined });
    expect(entry?.transactions).toMatchObject([{ creditor: { name: "Szabó Ágnes" }, endToEndId: "NOTPROVIDED", amount: { minor: 120_050n, currency: "EUR" }, remittance: { unstructured: ["Invoice 7"] } }]);
  });

  it("says everything that is missing at once", () => {
    expect(problems({ ...newDraft(undefined, "x"), lines: [emptyLine] })).toEqual([
      "head.debtorAccountId: Choose the account to pay from.",
      expect.stringContaining("head.executionDate: Write the date"),
      "0.payee: Enter the payee's name.",
      "0.account: Enter the payee's account.",
      "0.amount: Enter the amount.",
    ]);
    expect(toEntry(newDraft(undefined, "x"), around, false)).toBeUndefined();
  });

  it("passes over empty lines, but not over all of them", () => {
    const more = addLine(addLine(draft, 0), 0, { ...line, payee: "Őri Béla", amount: "10" });
    expect(more.lines.map((one) => one.payee)).toEqual(["Szabó Ágnes", "Őri Béla", ""]);
    expect(problems(more)).toEqual([]);
    expect(toEntry(more, around, false)).toMatchObject({ title: "2 payments", batchBooking: false });
    expect(amountText(draftSum(more, "en"))).toBe("1210.50");
  });

  it("checks lengths, references and what excludes each other", () => {
    expect(problems(changeLine(draft, 0, { remittance: "x".repeat(141) }))).toEqual(["0.remittance: The remittance is 141 characters long; 140 are allowed."]);
    expect(problems(changeLine(draft, 0, { reference: "RF18 5390 0754 7034" }))[0]).toContain("not both");
    expect(problems(changeLine(draft, 0, { remittance: "", reference: "RF18 5390 0754 7034" }))).toEqual([]);
    expect(problems(changeLine(draft, 0, { remittance: "", reference: "RF19 5390 0754 7034" }))[0]).toContain("check digits");
    expect(problems(changeLine(draft, 0, { bic: "DEUT" }))[0]).toContain("8 or 11");
    expect(problems(changeLine(draft, 0, { payee: "x".repeat(71) }))[0]).toContain("70 are allowed");
    expect(problems(changeLine(draft, 0, { account: "/00123" }))).toEqual([expect.stringContaining("0.account (warning)")]);
  });

  it("keeps two hundred pasted lines as text, without harm", () => {
    const pasted = changeLine(draft, 0, { amount: Array.from({ length: 200 }, (_, i) => `line ${i}`).join("\n") });
    expect(problems(pasted)).toEqual([expect.stringContaining("0.amount: An amount has digits")]);
  });

  it("keeps one line when the last is removed", () => {
    expect(removeLine(draft, 0).lines).toEqual([emptyLine]);
  });
});

describe("a draft from what is there", () => {
  const transaction = {
    endToEndId: "E1", uetr: "u", amount: { minor: 500n, currency: "EUR" as CurrencyCode }, purpose: "SALA",
    creditor: { name: "Szabó Ágnes", address: { townName: "Pécs", country: "HU", addressLines: [] } },
    creditorAccount: { kind: "other" as const, value: "0012" }, remittance: { unstructured: ["Salary"] },
  };
  it("keeps of an order what the form does not show", () => {
    const batch = { requestedExecutionDate: "2026-12-01" as IsoDate, localInstrument: "INST", batchBooking: true } as Parameters<typeof draftFromOrder>[1];
    const opened = draftFromOrder("Salaries", batch, account, [transaction], "en");
    expect(opened).toMatchObject({ title: "Salaries", speed: "instant", batchBooking: true, executionDate: "2026-12-01" });
    expect(toEntry(opened, around, false)?.transactions[0]).toMatchObject({ purpose: "SALA", uetr: "u", creditor: transaction.creditor, creditorAccount: transaction.creditorAccount, endToEndId: "E1" });
    const renamed = toEntry(changeLine(opened, 0, { payee: "Kis Anna" }), around, false)?.transactions[0];
    expect(renamed?.creditor).toEqual({ name: "Kis Anna" });
  });
  it("makes a new payment of a template: no id of the old one goes out again as unique", () => {
    const template = { id: "t", title: "Rent", debtorAccountId: account.id, changedAt: "", transactions: [transaction] } as unknown as Parameters<typeof draftFromTemplate>[0];
    expect(toEntry(draftFromTemplate(template, account, "2026-11-24", "en"), around, true)).toMatchObject({ title: "Rent", fromTemplate: true, transactions: [expect.not.objectContaining({ uetr: "u" })] });
  });
});
