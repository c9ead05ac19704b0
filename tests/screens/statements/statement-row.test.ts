import { expect, test } from "vitest";
import { balanceMark, statementColumns } from "../../../src/screens/statements/statement-row.ts";
import { statement } from "../../store/samples.ts";

const { header } = statement(1);

test.each([
  ["a statement that adds up", { header, balanced: true }, "✓ adds up"],
  ["a statement that does not", { header, balanced: false }, "✕ DOES NOT ADD UP"],
  ["a statement without balances", { header, balanced: null }, "? balance missing"],
  ["an intraday report, whether it adds up or not", { header: { ...header, kind: "report" as const }, balanced: true }, "· intraday report"],
  ["a notification", { header: { ...header, kind: "notification" as const }, balanced: null }, "· notification"],
])("%s is told by its mark, which fits its column", (_, value, expected) => {
  const mark = balanceMark(value);
  expect(`${mark.sign} ${mark.title}`).toBe(expected);
  const column = statementColumns("en", 0).find((one) => one.title === "balance");
  expect(expected.length).toBeLessThanOrEqual(Number(column?.width));
});
