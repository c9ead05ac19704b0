import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CurrencyCode, Iban, IsoDate } from "../../../src/domain/ids.ts";
import { amountText } from "../../../src/domain/money.ts";
import type { StatementEntry } from "../../../src/domain/statement.ts";
import { readOrder, readStatements } from "../../../src/formats/collect.ts";
import { detectFormat } from "../../../src/formats/detect.ts";
import { sapFinsta01, sapPayext } from "../../../src/formats/sap-idoc/format.ts";
import { haveSamples, samplesFolder } from "../../support/iso20022-schema.ts";
import { appErrorOf, bytesOf } from "../arbitraries.ts";
import { idoc, segment } from "./payext.ts";

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const compact = <T extends object>(value: T): T => Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T;
const word = (max: number) => fc.string({ unit: fc.constantFrom(..."abcXYZ019-&<ő"), minLength: 1, maxLength: max });
const date = fc.constantFrom("2026-11-20", "2024-02-29") as fc.Arbitrary<IsoDate>;
const account = fc.constantFrom({ kind: "iban" as const, iban: "DE89370400440532013000" as Iban }, { kind: "other" as const, value: "37040044/0532013000" }, { kind: "other" as const, value: "0532013000" });
const entry = (currency: CurrencyCode): fc.Arbitrary<StatementEntry> =>
  fc
    .record({
      amount: fc.bigInt({ min: -(10n ** 11n), max: 10n ** 11n }).filter((minor) => minor !== 0n).map((minor) => ({ minor, currency })),
      bookingDate: maybe(date), valueDate: maybe(date), bankReference: maybe(word(35)), status: fc.constant("BOOK" as const), reversal: fc.constant(false),
      details: fc.oneof(fc.constant([]), fc.record({ counterparty: maybe(word(35).map((name) => ({ name }))), counterpartyAccount: maybe(account), counterpartyBic: maybe(fc.constant("DEUTDEFF")), remittance: word(300).map((text) => [text]) }).map((detail) => [compact(detail)])),
    })
    .map((each) => compact(each));
const statement = (fc.constantFrom("EUR", "HUF", "JPY") as fc.Arbitrary<CurrencyCode>).chain((currency) =>
  fc.record({ number: word(16), account, entries: fc.array(entry(currency), { maxLength: 5 }), opening: fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }), day: date }).map(({ number, account: own, entries, opening, day }) => ({
    header: { statementId: number, sequenceNumber: number, account: own, currency },
    entries,
    balances: [{ type: "OPBD", amount: { minor: opening, currency }, date: day }, { type: "CLBD", amount: { minor: entries.reduce((sum, each) => sum + each.amount.minor, opening), currency }, date: day }],
  })));

test("FINSTA01: write and read give the same, and it balances", async () => {
  await fc.assert(fc.asyncProperty(fc.array(statement, { minLength: 1, maxLength: 3 }), async (all) => {
    const bytes = await bytesOf(sapFinsta01.write(all, { messageId: "M", createdAt: "" }));
    expect(detectFormat(bytes)).toBe(sapFinsta01);
    const read = await readStatements(sapFinsta01, bytes);
    expect(read.findings).toEqual([]);
    expect(read.statements.map(({ header, entries, balances }) => ({ header, entries, balances }))).toEqual(all);
    expect(read.statements.every((each) => each.balanced === true)).toBe(true);
  }), { numRuns: 150 });
});

test("FINSTA01 refuses what it has no place for", async () => {
  const base = fc.sample(statement, { numRuns: 1, seed: 1 })[0]!;
  const amount = { minor: 1n, currency: base.header.currency };
  for (const [change, code] of [[{ reversal: true }, "field-not-in-format"], [{ bankTransactionCode: "NTRF" }, "field-not-in-format"], [{ details: [{ remittance: [`${"a".repeat(69)} b`] }] }, "field-too-long"]] as const) {
    const one: StatementEntry = { amount, status: "BOOK", reversal: false, details: [], ...change };
    expect((await appErrorOf(() => bytesOf(sapFinsta01.write([{ ...base, entries: [one] }], { messageId: "M", createdAt: "" })))).code).toBe(code);
  }
});

describe.skipIf(!haveSamples)("FINSTA01_ok.xml (../shared/samples/sap-idoc)", () => {
  test("is what its answer says; with another closing balance it does not add up", async () => {
    const bytes = readFileSync(resolve(samplesFolder, "sap-idoc/FINSTA01_ok.xml"));
    const { "FINSTA01_ok.xml": answer, "FINSTA01_unbalanced.xml": wrong } = JSON.parse(readFileSync(resolve(samplesFolder, "sap-idoc/expected.json"), "utf8")) as {
      "FINSTA01_ok.xml": { statement: string; date: string; opening: string; closing: string; balanced: boolean; entries: { amount: string; reference?: string; note?: string }[] };
      "FINSTA01_unbalanced.xml": { balanced: boolean; expectedClosing: string };
    };
    expect(detectFormat(bytes)).toBe(sapFinsta01);
    const { statements, findings } = await readStatements(sapFinsta01, bytes);
    expect(findings).toEqual([]);
    const [only] = statements;
    expect(only?.header).toMatchObject({ sequenceNumber: answer.statement, account: { value: "37040044/0532013000" } });
    expect(only?.balances.map((each) => [each.type, amountText(each.amount), each.date])).toEqual([["OPBD", answer.opening, answer.date], ["CLBD", answer.closing, answer.date]]);
    expect(only?.entries.map((each) => amountText(each.amount))).toEqual(answer.entries.map((each) => each.amount));
    expect(only?.entries[0]?.bankReference).toBe(answer.entries[0]?.reference);
    expect(only?.entries[1]?.details[0]?.remittance).toEqual([answer.entries[1]?.note]);
    expect(only?.balanced).toBe(answer.balanced);
    const changed = await readStatements(sapFinsta01, Buffer.from(bytes.toString().replace(`${wrong.expectedClosing}<`, "2189.96<")));
    expect(changed.statements[0]?.balanced).toBe(wrong.balanced);
    expect(changed.findings.map((each) => each.code)).toEqual(["balance-differs"]);
  });
});

test("PAYEXT: payments of one account and day are a batch; the alternate payee counts first", async () => {
  const bytes = Buffer.from(`<?xml version="1.0"?><PEXR2002>${idoc("1", "12.50")}${idoc("2", "0.50", segment("E1EDKA1", { PARVW: "ZE", NAME1: "Factor Bank" }))}</PEXR2002>`);
  expect(detectFormat(bytes)).toBe(sapPayext);
  const { header, batches, findings } = await readOrder(sapPayext, bytes);
  expect(findings).toEqual([]);
  expect(header?.messageId).toBe("1");
  expect(batches.map(({ batch, transactions }) => [batch.debtorAccount, batch.debtor.name, batch.requestedExecutionDate, transactions.map((each) => [amountText(each.amount), each.creditor.name, each.creditorAccount, each.endToEndId, each.remittance.unstructured])])).toEqual([
    [{ kind: "other", value: "37040044/0532013000" }, "Payer AG", "2026-11-30", [
      ["12.50", "Payee Kft", { kind: "iban", iban: "HU42117730161111101800000000" }, "DOC1", ["Invoice 1"]],
      ["0.50", "Factor Bank", { kind: "iban", iban: "HU42117730161111101800000000" }, "DOC2", ["Invoice 1"]],
    ]],
  ]);
});

test("cut or changed anywhere, a file gives findings, never an exception", async () => {
  const orders = Buffer.from(`<PEXR2002>${idoc("1", "12.50")}</PEXR2002>`);
  const statements = await bytesOf(sapFinsta01.write(fc.sample(statement, { numRuns: 1, seed: 9 }), { messageId: "M", createdAt: "" }));
  for (const [format, bytes] of [[sapPayext, orders], [sapFinsta01, statements]] as const) {
    const read = (damaged: Uint8Array) => (format.kind === "orders" ? readOrder(format, damaged) : readStatements(format, damaged));
    for (let at = 0; at < bytes.lastIndexOf(">"); at++) {
      expect((await read(bytes.subarray(0, at))).findings.some((finding) => finding.severity === "error"), `cut at ${at}`).toBe(true);
      for (const finding of (await read(Buffer.from(bytes.map((byte, index) => (index === at ? byte ^ 0x05 : byte))))).findings) expect(finding.message.length).toBeGreaterThan(10);
    }
  }
});
