import { describe, expect, test } from "vitest";
import { isAppError } from "../../../src/domain/errors.ts";
import { formatById } from "../../../src/formats/detect.ts";
import { definitionFormats } from "../../../src/formats/definition/bundled.ts";
import { collect, once } from "../../../src/workflows/bytes.ts";
import { convertFile } from "../../../src/workflows/convert/convert-file.ts";
import { fixtures } from "../../formats/definition/fixtures.ts";

async function convert(fixture: string, from: string, to: string, acceptLoss: boolean) {
  const conversion = await convertFile({ from: formatById(from)!, to: formatById(to)!, open: () => once(fixtures[fixture]!), at: "2026-11-25T10:00:00Z", acceptLoss, acceptErrors: false });
  const errors = conversion.findings.filter(({ severity }) => severity === "error").map(({ code }) => code);
  if (conversion.content === undefined) return { errors, conversion, bytes: undefined };
  const bytes = await collect(conversion.content);
  const difference = await conversion.verify?.(() => once(bytes));
  return { errors: difference === undefined ? errors : [...errors, difference.message], conversion, bytes };
}

describe("a group transfer becomes what another bank takes", () => {
  // Collections, foreign accounts, and the currency of the account that an UGIRO does not name: those are refused by their field.
  const targets = definitionFormats.filter((format) => format.kind === "orders" && format.writes).map(({ id }) => id).filter((id) => !["ugiro-beszed", "raiffeisen-fx", "payord-in", "payord-in-erste", "unicredit-ccy"].includes(id));
  test.each([...targets, "pain.001.001.09", "pain.001.001.03"])("ugiro-atutal → %s: read back equal, what has no place is told before", async (to) => {
    const { errors, bytes, conversion } = await convert("ugiro-atutal", "ugiro-atutal", to, true);
    expect(errors).toEqual([]);
    expect(bytes!.length).toBeGreaterThan(100);
    const strict = await convert("ugiro-atutal", "ugiro-atutal", to, false);
    // Without the word of a person, nothing is left out of a payment.
    const lost = conversion.findings.filter(({ code, severity }) => code === "left-out" && severity === "warning").length;
    expect(strict.errors.filter((code) => code === "would-be-lost")).toHaveLength(lost);
    expect(strict.bytes === undefined).toBe(lost > 0);
  });

  test("an amount that is too long for the other format is refused, not cut", async () => {
    const large = Buffer.from(fixtures["ugiro-atutal"]!);
    const header = { messageId: "M", createdAt: "2026-11-25T10:00:00Z", initiatingParty: { name: "" } };
    const { readOrder } = await import("../../../src/formats/collect.ts");
    const from = formatById("ugiro-atutal")!, to = formatById("ugiro-atutal")!;
    if (from.kind !== "orders" || to.kind !== "orders") throw new Error("are formats of orders");
    const { batches } = await readOrder(from, large);
    const [first] = batches;
    const huge = { ...first!.transactions[0]!, amount: { minor: 10n ** 13n, currency: first!.transactions[0]!.amount.currency } };
    const writing = collect(to.write({ ...header, initiatingParty: { name: "", id: "A1" } }, [{ batch: first!.batch, count: 1, sum: "100000000000.00", transactions: [huge] }]));
    await expect(writing).rejects.toSatisfy((error) => isAppError(error, "format", "cannot-carry"));
  });
});

describe("statements of other countries become those that programs read", () => {
  test.each(["coda", "cfonb120", "norma43", "multicash"].flatMap((from) => ["camt.053.001.08", "mt940", "multicash"].map((to) => [from, to] as const)))("%s → %s: every entry and balance is read back", async (from, to) => {
    expect((await convert(from, from, to, true)).errors).toEqual([]);
  });
});
