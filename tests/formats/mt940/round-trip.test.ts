import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AccountNumber } from "../../../src/domain/account-number.ts";
import { AppError } from "../../../src/domain/errors.ts";
import type { CurrencyCode, Iban, IsoDate } from "../../../src/domain/ids.ts";
import type { EntryDetail, StatementEntry } from "../../../src/domain/statement.ts";
import { readStatements } from "../../../src/formats/collect.ts";
import { detectFormat } from "../../../src/formats/detect.ts";
import { mt940 } from "../../../src/formats/mt940/format.ts";
import { type AnyStatement, appErrorOf, bytesOf } from "../arbitraries.ts";

const written = (all: readonly AnyStatement[]) => bytesOf(mt940.write(all.map((each) => ({ ...each })), { messageId: "M", createdAt: "2026-11-23T08:00:00Z" }));
const compact = <T extends object>(value: T): T => Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T;
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

/** Letters of several languages, keywords, and what would end a line, a field or a sub-field elsewhere. */
const text = (max: number) =>
  fc.string({ unit: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(..."abcXYZ019 :-?/,.+äőűß€") }, { weight: 1, arbitrary: fc.constantFrom("EREF+", "SVWZ+", "?20", " - ", ":61:", "😀") }), minLength: 1, maxLength: Math.floor(max / 5) })
    .map((each) => each.trim()).filter((each) => each !== "");
const token = (max: number) => fc.string({ unit: fc.constantFrom(..."abcXYZ019-"), minLength: 1, maxLength: max }).filter((each) => !/^(NONREF)$/.test(each));
const day = fc.integer({ min: 4_000, max: 20_000 }).map((each) => new Date(each * 86_400_000).toISOString().slice(0, 10) as IsoDate);
const account: fc.Arbitrary<AccountNumber> = fc.constantFrom({ kind: "iban", iban: "DE89370400440532013000" as Iban }, { kind: "other", value: "20041111/301086000" }, { kind: "iban", iban: "HU42117730161111101800000000" as Iban });

const detail: fc.Arbitrary<EntryDetail> = fc
  .record({
    endToEndId: maybe(token(35)), paymentInformationId: maybe(token(35)), counterparty: maybe(text(54).map((name) => ({ name }))), counterpartyAccount: maybe(account),
    counterpartyBic: maybe(fc.constant("DEUTDEFF")), remittance: fc.array(text(140), { minLength: 1, maxLength: 1 }), returnReason: maybe(fc.constant("AC04")),
  })
  .map((each) => compact(each));

const entry = (currency: CurrencyCode): fc.Arbitrary<StatementEntry> =>
  fc
    .record({
      minor: fc.bigInt({ min: -(10n ** 11n), max: 10n ** 11n }).filter((minor) => minor !== 0n), valueDate: day, delay: fc.integer({ min: -20, max: 20 }), reversal: fc.boolean(), details: fc.array(detail, { maxLength: 1 }),
      entryReference: maybe(token(16)), bankReference: maybe(token(16)), code: fc.constantFrom("NTRF", "NTRF+166", "N062+166+00931"), additionalInformation: maybe(text(27)),
    })
    .map(({ minor, delay, code, details, ...each }) => compact({
      ...each, details, amount: { minor, currency }, status: "BOOK" as const, bookingDate: new Date(Date.parse(each.valueDate) + delay * 86_400_000).toISOString().slice(0, 10) as IsoDate,
      // Without a business transaction code the sub-fields say 999.
      bankTransactionCode: code === "NTRF" && (details.length > 0 || each.additionalInformation !== undefined) ? "NTRF+999" : code,
    }));

const statements: fc.Arbitrary<readonly AnyStatement[]> = fc.array(
  fc.constantFrom("EUR", "HUF", "JPY", "KWD").chain((code) => {
    const currency = code as CurrencyCode;
    return fc
      .record({ statementId: token(16), sequenceNumber: fc.constantFrom("1", "00017", "0"), account, opening: fc.bigInt({ min: -(10n ** 10n), max: 10n ** 10n }), date: day, entries: fc.array(entry(currency), { maxLength: 5 }) })
      .map(({ opening, date, entries, ...header }): AnyStatement => ({
        header: { ...header, currency }, entries,
        balances: [{ type: "OPBD", amount: { minor: opening, currency }, date }, { type: "CLBD", amount: { minor: entries.reduce((sum, each) => sum + each.amount.minor, opening), currency }, date }],
      }));
  }),
  { minLength: 1, maxLength: 3 },
);

describe("MT940", () => {
  test("reads what it writes, and statements balance", async () => {
    await fc.assert(
      fc.asyncProperty(statements, async (value) => {
        const bytes = await written(value);
        expect(detectFormat(bytes)).toBe(mt940);
        for (const line of bytes.toString().split("\r\n")) expect([...line].length).toBeLessThanOrEqual(line.startsWith(":61:") ? 80 : 65);
        const read = await readStatements(mt940, bytes);
        expect(read.statements.map(({ balanced: _, ...each }) => each)).toEqual(value);
        expect(read.statements.every((each) => each.balanced === true)).toBe(true);
        expect(read.findings.filter((each) => each.severity !== "info")).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test("in chunks of any size it reads the same", async () => {
    const bytes = await written(fc.sample(statements, { numRuns: 1, seed: 5 })[0]!);
    const whole = await readStatements(mt940, bytes);
    for (const size of [1, 2, 7, 64]) {
      const chunks = (async function* () { for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size); })();
      expect((await readStatements(mt940, chunks)).statements).toEqual(whole.statements);
    }
  });

  test("cut at any byte before its closing balance is whole, it finds out", async () => {
    const one = fc.sample(statements.filter((each) => each.length === 1 && each[0]!.entries.length === 4), { numRuns: 1, seed: 3 })[0]!;
    const bytes = await written(one);
    const end = bytes.indexOf(",", bytes.indexOf(":62F:"));
    for (let cut = 0; cut < end; cut += 3) {
      const { findings } = await readStatements(mt940, bytes.subarray(0, cut));
      expect(findings.some((each) => each.severity !== "info"), `cut at ${cut}`).toBe(true);
    }
  });

  test("with any byte changed it neither throws nor loses an entry without a finding", async () => {
    const value = fc.sample(statements.filter((each) => (each[0]?.entries.length ?? 0) >= 3), { numRuns: 1, seed: 9 })[0]!;
    const bytes = await written(value);
    const count = value.reduce((sum, each) => sum + each.entries.length, 0);
    for (let at = 0; at < bytes.length; at += 3) {
      for (const flip of [0x01, 0x80, 0x10]) {
        const damaged = Buffer.from(bytes);
        damaged[at] = (damaged[at] ?? 0) ^ flip;
        const { statements: read, findings } = await readStatements(mt940, damaged);
        if (read.reduce((sum, each) => sum + each.entries.length, 0) < count) expect(findings.some((each) => each.severity !== "info"), `byte ${at}`).toBe(true);
        for (const each of findings) expect(each.line === undefined || each.line >= 1).toBe(true);
      }
    }
  });

  test("any bytes at all give a finding", async () => {
    await fc.assert(fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: fc.constantFrom(":", "20", "61", "86", "{", "}", "-", "\n", "@@", "C", "1", ","), maxLength: 60 }).map((each) => Buffer.from(each))), async (bytes) => {
      expect((await readStatements(mt940, bytes)).findings.length).toBeGreaterThan(0);
    }), { numRuns: 200 });
  });

  test.each([
    ["a second payment in an entry", (each: AnyStatement) => ({ ...each, entries: [{ ...each.entries[0]!, details: [{ remittance: ["a"] }, { remittance: ["b"] }] }] })],
    ["a text of 400 characters", (each: AnyStatement) => ({ ...each, entries: [{ ...each.entries[0]!, details: [{ remittance: ["x".repeat(400)] }] }] })],
    ["a code of ISO 20022", (each: AnyStatement) => ({ ...each, entries: [{ ...each.entries[0]!, bankTransactionCode: "PMNT/ICDT/ESCT" }] })],
    ["an address", (each: AnyStatement) => ({ ...each, entries: [{ ...each.entries[0]!, details: [{ remittance: [], counterparty: { name: "A", address: { country: "HU", addressLines: [] } } }] }] })],
    ["a pending entry", (each: AnyStatement) => ({ ...each, entries: [{ ...each.entries[0]!, status: "PDNG" as const }] })],
    ["the owner's name", (each: AnyStatement) => ({ ...each, header: { ...each.header, ownerName: "A" } })],
    ["a report", (each: AnyStatement) => ({ ...each, header: { ...each.header, kind: "report" as const } })],
    ["no closing balance", (each: AnyStatement) => ({ ...each, balances: each.balances.slice(0, 1) })],
  ])("%s is refused: nothing is cut or left out", async (_, change) => {
    const value = fc.sample(statements.filter((each) => (each[0]?.entries.length ?? 0) > 0), { numRuns: 1, seed: 2 })[0]!;
    const error = await appErrorOf(() => written([change(value[0]!)]));
    expect(error).toBeInstanceOf(AppError);
    expect([error.area, error.meaning]).toEqual(["format", "No file was made."]);
  });
});
