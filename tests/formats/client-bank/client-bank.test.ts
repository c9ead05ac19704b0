import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CurrencyCode, IsoDate } from "../../../src/domain/ids.ts";
import type { Transaction } from "../../../src/domain/order.ts";
import type { StatementEntry } from "../../../src/domain/statement.ts";
import { clientBankOrders, clientBankStatement } from "../../../src/formats/client-bank/format.ts";
import { readOrder, readStatements } from "../../../src/formats/collect.ts";
import { detectFormat } from "../../../src/formats/detect.ts";
import { appErrorOf, bytesOf, exactSum } from "../arbitraries.ts";
import { statement } from "./statement.ts";

const rub = "RUB" as CurrencyCode;
const account = (tail: string) => ({ kind: "other" as const, value: `40702810${tail}` });
const own = account("000000000017");
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const compact = <T extends object>(value: T): T => Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T;
const word = (max: number) => fc.string({ unit: fc.constantFrom(..."ООО Ромашка№\"=Ёж019-N"), minLength: 1, maxLength: max }).map((text) => text.trim() || "Я");
const party = fc.record({ name: word(40), id: maybe(fc.constant("7707083893")) }).map((each) => compact(each));
const agent = fc.record({ clearingMemberId: fc.constant("044525225"), name: maybe(word(30)) }).map((each) => compact(each));
const date = fc.constantFrom("2026-11-20", "2024-02-29") as fc.Arbitrary<IsoDate>;
const payment: fc.Arbitrary<Transaction> = fc.record({
  endToEndId: fc.constantFrom("1", "77/2"), amount: fc.bigInt({ min: 1n, max: 10n ** 12n }).map((minor) => ({ minor, currency: rub })), creditor: party, creditorAccount: fc.constant(account("000000000025")), creditorAgent: maybe(agent),
  remittance: fc.oneof(fc.constant({ unstructured: [] }), word(200).map((text) => ({ unstructured: [text] }))),
}).map((each) => compact(each));

test("orders: write and read give the same", async () => {
  await fc.assert(fc.asyncProperty(party, agent, date, fc.array(payment, { minLength: 1, maxLength: 6 }), async (debtor, debtorAgent, requestedExecutionDate, transactions) => {
    const batch = { paymentInformationId: "1", requestedExecutionDate, debtor, debtorAccount: own, debtorAgent };
    const bytes = await bytesOf(clientBankOrders.write({ messageId: "M", createdAt: "2026-11-23T10:00:00Z", initiatingParty: { name: "" } }, [{ batch, count: transactions.length, sum: exactSum(transactions), transactions }]));
    expect(detectFormat(bytes)).toBe(clientBankOrders);
    const read = await readOrder(clientBankOrders, bytes);
    expect(read.findings).toEqual([]);
    expect(read.header?.createdAt).toBe("2026-11-23T10:00:00");
    expect(read.batches.map((each) => [each.batch, each.transactions])).toEqual([[batch, transactions]]);
  }), { numRuns: 150 });
});

const entry: fc.Arbitrary<StatementEntry> = fc.record({
  amount: fc.bigInt({ min: -(10n ** 11n), max: 10n ** 11n }).filter((minor) => minor !== 0n).map((minor) => ({ minor, currency: rub })), bookingDate: date, entryReference: maybe(fc.constant("17")), counterparty: maybe(party), text: maybe(word(200)),
}).map(({ counterparty, text, ...each }) => compact({ ...each, status: "BOOK" as const, reversal: false, details: [compact({ counterparty, counterpartyAccount: account("000000000033"), remittance: text === undefined ? [] : [text] })] }));

test("statements: write and read give the same, and they balance", async () => {
  await fc.assert(fc.asyncProperty(fc.array(entry, { maxLength: 8 }), async (entries) => {
    const balances = [{ type: "OPBD", amount: { minor: -5n, currency: rub }, date: "2026-11-20" as IsoDate }, { type: "CLBD", amount: { minor: entries.reduce((sum, each) => sum + each.amount.minor, -5n), currency: rub }, date: "2026-11-21" as IsoDate }];
    const bytes = await bytesOf(clientBankStatement.write([{ header: { statementId: "", account: own, currency: rub }, balances, entries }], { messageId: "M", createdAt: "2026-11-23T10:00:00Z" }));
    expect(detectFormat(bytes)).toBe(clientBankStatement);
    const { statements, findings } = await readStatements(clientBankStatement, bytes);
    expect(findings).toEqual([]);
    expect(statements).toMatchObject([{ header: { account: own, currency: "RUB", fromDate: "2026-11-20", toDate: "2026-11-21" }, balances, balanced: true }]);
    expect(statements[0]?.entries).toEqual(entries);
  }), { numRuns: 150 });
});

const inCharset = (text: string, label: "windows-1251" | "ibm866") => {
  const signs = [...new TextDecoder(label).decode(Uint8Array.from({ length: 256 }, (_, byte) => byte))];
  return Buffer.from([...text].map((sign) => signs.indexOf(sign)));
};

describe("a bank's statement", () => {
  test.each([["windows-1251", inCharset(statement, "windows-1251")], ["CP866", inCharset(statement.replace("Windows", "DOS"), "ibm866")], ["UTF-8", Buffer.from(`\ufeff${statement}`)], ["UTF-8", Buffer.from(statement)]] as const)("in %s", async (charset, bytes) => {
    expect(detectFormat(bytes)).toBe(clientBankStatement);
    let told = "";
    const { statements, findings } = await readStatements({ ...clientBankStatement, read: (content, sink) => clientBankStatement.read(content, { ...sink, charset: (name) => { told = name; } }) }, bytes);
    expect(told).toBe(charset);
    expect(findings.map((each) => [each.severity, each.code])).toEqual([["info", "fields-left-out"]]);
    expect(findings[0]?.message).toContain("Очередность");
    expect(statements).toMatchObject([{
      balanced: true, header: { account: { value: "40702810000000000017" } },
      entries: [
        { amount: { minor: 50050n, currency: "RUB" }, bookingDate: "2026-11-20", entryReference: "12", details: [{ counterparty: { name: 'ООО "Ромашка"', id: "7707083893" }, remittance: ["Оплата по счёту 5"] }] },
        { amount: { minor: -10000n }, bookingDate: "2026-11-20", details: [{ counterparty: { name: "Банк" }, remittance: ["Комиссия за ноябрь"] }] },
      ],
    }]);
  });

  test("that does not add up says so; a document of neither side is refused", async () => {
    const { statements, findings } = await readStatements(clientBankStatement, Buffer.from(statement.replace("Сумма=100\n", "Сумма=101\n")));
    expect([statements[0]?.balanced, findings.map((each) => each.code)]).toEqual([false, ["fields-left-out", "balance-differs"]]);
    const lost = await readStatements(clientBankStatement, Buffer.from(statement.replace("ПлательщикСчет=40702810000000000017", "ПлательщикСчет=1")));
    expect([lost.statements[0]?.balanced, lost.findings.map((each) => `${each.code} ${each.line ?? ""}`)]).toEqual([null, ["entry-unreadable 28", "fields-left-out 1"]]);
  });
});

test("what the format cannot carry is refused", async () => {
  const base: Transaction = { endToEndId: "1", amount: { minor: 1n, currency: rub }, creditor: { name: "A" }, remittance: { unstructured: [] } };
  for (const [change, code] of [[{ creditor: { name: "ő" } }, "illegal-character"], [{ creditor: { name: "a\nb" } }, "field-wrong"], [{ amount: { minor: 1n, currency: "EUR" as CurrencyCode } }, "field-not-in-format"], [{ creditor: { name: "A", address: { addressLines: ["x"] } } }, "field-not-in-format"]] as const) {
    const transactions = [{ ...base, ...change }];
    const batch = { paymentInformationId: "1", requestedExecutionDate: "2026-11-20" as IsoDate, debtor: { name: "B" }, debtorAccount: own, debtorAgent: {} };
    expect((await appErrorOf(() => bytesOf(clientBankOrders.write({ messageId: "M", createdAt: "", initiatingParty: { name: "" } }, [{ batch, count: 1, sum: "0.01", transactions }])))).code).toBe(code);
  }
});

test("cut or changed anywhere, a file gives findings, never an exception", async () => {
  const bytes = Buffer.from(statement);
  for (let at = 0; at < bytes.length - "КонецФайла\n".length; at += 3) {
    expect((await readStatements(clientBankStatement, bytes.subarray(0, at))).findings.some((each) => each.severity === "error"), `cut at ${at}`).toBe(true);
    const changed = Buffer.from(bytes.map((byte, index) => (index === at ? byte ^ 0x11 : byte)));
    for (const format of [clientBankStatement, clientBankOrders] as const) {
      const { findings } = format.kind === "orders" ? await readOrder(format, changed) : await readStatements(format, changed);
      for (const finding of findings) expect(finding.message.length).toBeGreaterThan(10);
    }
  }
});

test("a section whose first line is damaged is told, since what stands in it is left out", async () => {
  const text = statement.replace("СекцияДокумент=Банковский ордер", "СекцияДокумант=Банковский ордер");
  expect(text).not.toBe(statement);
  const { statements, findings } = await readStatements(clientBankStatement, Buffer.from(text));
  expect(statements.flatMap(({ entries }) => entries)).toHaveLength(1);
  expect(findings.map(({ severity, code }) => `${severity} ${code}`)).toContain("error section-not-begun");
});

test("two sections that run together are told: the second would be lost", async () => {
  const text = statement.replace("КонецДокумента\nСекцияДокумент=", "КонецДокумента\u000bСекцияДокумент=");
  expect(text).not.toBe(statement);
  const { findings } = await readStatements(clientBankStatement, Buffer.from(text));
  expect(findings.map(({ severity, code }) => `${severity} ${code}`)).toContain("error field-twice");
});
