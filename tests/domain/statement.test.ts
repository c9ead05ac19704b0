import { expect, test } from "vitest";
import type { CurrencyCode, IsoDate } from "../../src/domain/ids.ts";
import { type Balance, closingBalance, openingBalance, type StatementHeader, statementDay } from "../../src/domain/statement.ts";

const balance = (type: string, date: string): Balance => ({ type, date: date as IsoDate, amount: { minor: 1n, currency: "EUR" as CurrencyCode } });
const header = (toDate?: string): StatementHeader => ({ statementId: "S", account: { kind: "iban", iban: "HU34599000120000000000000017" }, toDate } as unknown as StatementHeader);

test("the balances that open and close, and the day a statement is of: MT940 has it only there", () => {
  const balances = [balance("PRCD", "2026-11-22"), balance("CLAV", "2026-11-25"), balance("CLBD", "2026-11-24")];
  expect([openingBalance(balances)?.date, closingBalance(balances)?.date]).toEqual(["2026-11-22", "2026-11-24"]);
  expect(statementDay({ header: header(), balances })).toBe("2026-11-24");
  expect(statementDay({ header: header("2026-11-23"), balances })).toBe("2026-11-23");
  expect(statementDay({ header: header(), balances: [] })).toBeUndefined();
});
