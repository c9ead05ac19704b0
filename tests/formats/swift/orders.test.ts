import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CurrencyCode, Iban, IsoDate } from "../../../src/domain/ids.ts";
import type { Batch, Party, PostalAddress, Transaction } from "../../../src/domain/order.ts";
import { readOrder, readStatements } from "../../../src/formats/collect.ts";
import { detectFormat } from "../../../src/formats/detect.ts";
import { mt101, mt103, mt900, mt910 } from "../../../src/formats/swift/format.ts";
import { appErrorOf, bytesOf, exactSum } from "../arbitraries.ts";

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const compact = <T extends object>(value: T): T => Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T;
const word = (max: number) => fc.string({ unit: fc.constantFrom(..."abcXYZ019().,'+"), minLength: 1, maxLength: max });
const address: fc.Arbitrary<PostalAddress> = fc.oneof(
  fc.record({ addressLines: fc.array(word(35), { minLength: 1, maxLength: 3 }) }),
  fc.record({ addressLines: fc.array(word(33), { maxLength: 2 }), country: fc.constantFrom("HU", "DE"), townName: maybe(word(30)) }).map((each) => compact(each)),
);
const party: fc.Arbitrary<Party> = fc.oneof(fc.record({ name: word(33), address: maybe(address) }).map((each) => compact(each)), fc.constant({ name: "DEUTDEFF", id: "DEUTDEFF" }));
const account = fc.constantFrom({ kind: "iban" as const, iban: "HU42117730161111101800000000" as Iban }, { kind: "other" as const, value: "344110001637" });
const agent = fc.constantFrom({}, { bic: "COBADEFF" }, { name: "Some Bank", clearingMemberId: "BL37040044" });
const currency = fc.constantFrom("EUR", "HUF", "JPY", "KWD") as fc.Arbitrary<CurrencyCode>;
const payment: fc.Arbitrary<Transaction> = fc
  .record({
    endToEndId: word(16), amount: fc.record({ minor: fc.bigInt({ min: 1n, max: 10n ** 10n }), currency }), creditor: party, creditorAccount: maybe(account),
    creditorAgent: maybe(agent.filter((each) => Object.keys(each).length > 0)), chargeBearer: fc.constantFrom("DEBT" as const, "CRED" as const, "SHAR" as const),
    remittance: fc.record({ unstructured: fc.oneof(fc.constant([]), word(140).map((text) => [text])) }),
  })
  .map((each) => compact(each));
const batch: fc.Arbitrary<Batch> = fc.record({ paymentInformationId: word(16), requestedExecutionDate: fc.constantFrom("2026-11-30", "1999-12-31") as fc.Arbitrary<IsoDate>, debtor: party, debtorAccount: account, debtorAgent: agent });
const sourceOf = (made: Batch, transactions: readonly Transaction[]) => ({ batch: made, count: transactions.length, sum: exactSum(transactions), transactions });

test("MT101: write and read give the same, batch by batch", async () => {
  await fc.assert(fc.asyncProperty(word(16), fc.array(fc.tuple(batch, fc.array(payment, { minLength: 1, maxLength: 4 })), { minLength: 1, maxLength: 3 }), async (messageId, batches) => {
    const bytes = await bytesOf(mt101.write({ messageId, createdAt: "", initiatingParty: { name: "" } }, batches.map(([one, payments]) => sourceOf(one, payments))));
    expect(detectFormat(bytes)).toBe(mt101);
    const read = await readOrder(mt101, bytes);
    expect(read.findings.filter((finding) => finding.severity === "error")).toEqual([]);
    expect(read.header).toMatchObject({ messageId });
    expect(read.batches.map((each) => [each.batch, each.transactions])).toEqual(batches);
  }), { numRuns: 150 });
});

test("MT101: an amount whose payment has no beginning is told, wherever it stands", async () => {
  const [holder, made] = [fc.sample(batch, { numRuns: 1, seed: 3 })[0]!, fc.sample(payment, { numRuns: 1, seed: 3 })[0]!];
  const text = (await bytesOf(mt101.write({ messageId: "M1", createdAt: "", initiatingParty: { name: "" } }, [sourceOf(holder, [made, made, made])]))).toString("latin1");
  const begins = [...text.matchAll(/:21:/g)].map((match) => match.index);
  expect(begins).toHaveLength(3);
  for (const at of begins) {
    const read = await readOrder(mt101, Buffer.from(`${text.slice(0, at)}:21;${text.slice(at + 4)}`, "latin1"));
    expect(read.findings.map((finding) => [finding.severity, finding.code])).toContainEqual(["error", "transaction-unreadable"]);
  }
  const cut = await readOrder(mt101, Buffer.from(`{1:F01BANKDEFFXXX}{2:I101BANKHUHBXXXXN}{4:\r\n${text.replace(/[\s\S]*?(?=:20:)/, "").replace(/-\}?\s*$/, "")}`, "latin1"));
  expect(cut.findings.map((finding) => [finding.severity, finding.code])).toContainEqual(["error", "message-cut"]);
});

test("MT103: write and read give the same, payment by payment", async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.tuple(batch, payment, maybe(fc.constant("12345678-0000-4000-8000-000000000001"))), { minLength: 1, maxLength: 4 }), async (all) => {
    const expected = all.map(([one, made, uetr]): [Batch, Transaction[]] => [one, [compact({ ...made, endToEndId: "NOTPROVIDED", instructionId: one.paymentInformationId, uetr })]]);
    const bytes = await bytesOf(mt103.write({ messageId: "M", createdAt: "", initiatingParty: { name: "" } }, expected.map(([one, payments]) => sourceOf(one, payments))));
    expect(detectFormat(bytes)).toBe(mt103);
    const read = await readOrder(mt103, bytes);
    expect(read.findings.filter((finding) => finding.severity === "error")).toEqual([]);
    expect(read.batches.map((each) => [each.batch, each.transactions])).toEqual(expected);
  }), { numRuns: 150 });
});

describe("what SWIFT cannot carry is refused, never cut", () => {
  const good = fc.sample(payment, { numRuns: 1, seed: 3 })[0]!;
  const holder = fc.sample(batch, { numRuns: 1, seed: 3 })[0]!;
  test.each<[what: string, payment: Partial<Transaction>, batch: Partial<Batch>, code: string]>([
    ["an accent", { creditor: { name: "Müller" } }, {}, "illegal-character"],
    ["a long name", { creditor: { name: "x".repeat(36) } }, {}, "field-too-long"],
    ["a long reference", { endToEndId: "x".repeat(17) }, {}, "field-too-long"],
    ["charges by the scheme", { chargeBearer: "SLEV" }, {}, "field-not-in-format"],
    ["no word on charges", { chargeBearer: undefined }, {}, "field-missing"],
    ["a purpose", { purpose: "SALA" }, {}, "field-not-in-format"],
    ["a structured reference", { remittance: { unstructured: [], creditorReference: "RF18539007547034" } }, {}, "field-not-in-format"],
    ["a line that begins with a colon", { remittance: { unstructured: [`${"a".repeat(35)}:20:X`] } }, {}, "field-wrong"],
    ["a line break", { remittance: { unstructured: ["a\r\n:20:X"] } }, {}, "illegal-character"],
    ["a collection", {}, { collection: {} }, "wrong-direction"],
    ["a service level", {}, { serviceLevel: "SEPA" }, "field-not-in-format"],
  ])("%s", async (_, change, changed, code) => {
    const transactions = [{ ...good, ...change }];
    const error = await appErrorOf(() => bytesOf(mt101.write({ messageId: "M1", createdAt: "", initiatingParty: { name: "" } }, [sourceOf({ ...holder, ...changed }, transactions)])));
    expect([error.area, error.code]).toEqual(["format", code]);
  });
});

const advice = (type: string, rest: string) => `{1:F01BANKDEFFXXX}{2:O${type}1200261123BANKHUHBXXX}{4:\r\n:20:REF1\r\n:21:E2E-7\r\n:25:/HU42117730161111101800000000\r\n:32A:261123EUR1234,5\r\n${rest}-}\r\n`;
test.each([["900", "-1234.50", mt900], ["910", "1234.50", mt910]] as const)("MT%s is a notification of %s", async (type, amount, format) => {
  const bytes = Buffer.from(advice(type, ":50K:/123\r\nPayer\r\n:52A:DEUTDEFF\r\n:72:/REC/hello\r\n"));
  expect(detectFormat(bytes)).toBe(format);
  const { statements, findings } = await readStatements(format, bytes);
  expect(findings).toEqual([]);
  expect(statements).toMatchObject([{ header: { kind: "notification", statementId: "REF1", account: { iban: "HU42117730161111101800000000" } }, balanced: null, entries: [{ valueDate: "2026-11-23", bankReference: "REF1", details: [{ endToEndId: "E2E-7", counterparty: { name: "Payer" }, counterpartyBic: "DEUTDEFF", remittance: ["/REC/hello"] }] }] }]);
  expect(statements[0]?.entries[0]?.amount).toEqual({ minor: BigInt(amount.replace(".", "")), currency: "EUR" });
});

test("cut or changed anywhere, a file gives findings, never an exception", async () => {
  const orders = await bytesOf(mt101.write({ messageId: "M1", createdAt: "", initiatingParty: { name: "" } }, [sourceOf(fc.sample(batch, { numRuns: 1, seed: 5 })[0]!, fc.sample(payment, { numRuns: 3, seed: 5 }))]));
  const notice = Buffer.from(advice("910", ":50K:/123\r\nPayer\r\n"));
  for (const [format, bytes] of [[mt101, orders], [mt103, orders], [mt910, notice], [mt900, notice]] as const) {
    for (let at = 0; at < bytes.length; at++) {
      for (const damaged of [bytes.subarray(0, at), Buffer.from(bytes.map((byte, index) => (index === at ? byte ^ 0x41 : byte)))]) {
        const { findings } = format.kind === "orders" ? await readOrder(format, damaged) : await readStatements(format, damaged);
        for (const finding of findings) expect(finding.message.length).toBeGreaterThan(10);
      }
    }
  }
});
