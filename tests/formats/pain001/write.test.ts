import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CurrencyCode, IsoDate } from "../../../src/domain/ids.ts";
import type { Transaction } from "../../../src/domain/order.ts";
import { pain00100103, pain00100109 } from "../../../src/formats/pain001/format.ts";
import { appErrorOf, bytesOf, exactSum, order, sources } from "../arbitraries.ts";

const base = fc.sample(order(false), { numRuns: 1, seed: 11 })[0]!;
const first = base.batches[0]!;

function written(change: (transaction: Transaction) => Transaction, format = pain00100109) {
  const transactions = [change(first.transactions[0]!)];
  return bytesOf(format.write({ ...base.header, declaredCount: 1, declaredSum: exactSum(transactions) }, [{ batch: first.batch, count: 1, sum: exactSum(transactions), transactions }]));
}

describe("what does not fit is refused, never cut", () => {
  test.each<[what: string, change: (transaction: Transaction) => Transaction, code: string, field: string]>([
    ["a long name", (each) => ({ ...each, creditor: { name: "x".repeat(141) } }), "field-too-long", "Cdtr/Nm"],
    ["a long reference", (each) => ({ ...each, endToEndId: "x".repeat(36) }), "field-too-long", "EndToEndId"],
    ["a long text", (each) => ({ ...each, remittance: { unstructured: ["x".repeat(141)] } }), "field-too-long", "RmtInf/Ustrd"],
    ["a control character", (each) => ({ ...each, creditor: { name: "a\u0007b" } }), "illegal-character", "Cdtr/Nm"],
    ["half a character", (each) => ({ ...each, creditor: { name: "a\ud83d" } }), "illegal-character", "Cdtr/Nm"],
    ["no end-to-end id", (each) => ({ ...each, endToEndId: "" }), "field-missing", "PmtId/EndToEndId"],
    ["nothing to pay", (each) => ({ ...each, amount: { minor: 0n, currency: "EUR" as CurrencyCode } }), "amount-not-positive", "Amt/InstdAmt"],
    ["a BIC that is none", (each) => ({ ...each, creditorAgent: { bic: "NOBIC" } }), "wrong-field", "CdtrAgt/FinInstnId/BICFI"],
  ])("%s", async (_, change, code, field) => {
    const error = await appErrorOf(() => written(change));
    expect([error.area, error.code, error.context.field]).toEqual(["format", code, field]);
    expect(error.message).toContain(field.split("/").at(-1) === "InstdAmt" ? "zero" : field);
  });

  test("a UETR in .03", async () => {
    const uetr = { uetr: "12345678-0000-4000-8000-000000000001" };
    expect((await appErrorOf(() => written((each) => ({ ...each, ...uetr }), pain00100103))).code).toBe("field-not-in-format");
    expect((await written((each) => ({ ...each, ...uetr }))).toString()).toContain(`<UETR>${uetr.uetr}</UETR>`);
  });

  test("totals that are not those of the payments", async () => {
    const [source] = sources(base);
    for (const wrong of [{ ...source!, count: source!.count + 1 }, { ...source!, sum: "0.01" }]) {
      expect((await appErrorOf(() => bytesOf(pain00100109.write(base.header, [wrong])))).code).toBe("totals-differ");
    }
    expect((await appErrorOf(() => bytesOf(pain00100109.write({ ...base.header, declaredCount: 99 }, sources(base))))).code).toBe("totals-differ");
    expect((await appErrorOf(() => bytesOf(pain00100109.write(base.header, [])))).code).toBe("no-transactions");
  });
});

test("the two versions name bank and date differently", async () => {
  const header = { messageId: "M", createdAt: "2026-11-23T10:00:00Z", initiatingParty: { name: "A" }, declaredCount: 1 };
  const transactions: Transaction[] = [{ endToEndId: "NOTPROVIDED", amount: { minor: 150n, currency: "EUR" as CurrencyCode }, creditor: { name: "B & <C>" }, creditorAgent: { bic: "COBADEFF" }, remittance: { unstructured: [] } }];
  const batch = { paymentInformationId: "P", requestedExecutionDate: "2026-11-24" as IsoDate, debtor: { name: "A" }, debtorAccount: { kind: "other" as const, value: "123" }, debtorAgent: {} };
  const text = async (format: typeof pain00100103) => (await bytesOf(format.write(header, [{ batch, count: 1, sum: "1.5", transactions }]))).toString();
  const old = await text(pain00100103), now = await text(pain00100109);
  expect(old).toContain("<BIC>COBADEFF</BIC>");
  expect(old).toContain("<ReqdExctnDt>2026-11-24</ReqdExctnDt>");
  expect(now).toContain("<BICFI>COBADEFF</BICFI>");
  expect(now).toContain("<ReqdExctnDt><Dt>2026-11-24</Dt></ReqdExctnDt>");
  for (const each of [old, now]) {
    expect(each).toContain("<DbtrAgt><FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId></DbtrAgt>");
    expect(each).toContain("<Nm>B &amp; &lt;C&gt;</Nm>");
  }
});

test("it streams: chunks come before the last payment is asked for", async () => {
  let asked = 0;
  const count = 2000;
  const transaction = first.transactions[0]!;
  const { amount } = transaction;
  function* many() {
    for (; asked < count; asked++) yield transaction;
  }
  const all = Array.from({ length: count }, () => transaction);
  const chunks = pain00100109.write({ ...base.header, declaredCount: count, declaredSum: exactSum(all) }, [{ batch: first.batch, count, sum: exactSum(all), transactions: many() }]);
  const { value } = await chunks[Symbol.asyncIterator]().next();
  expect(amount.minor).toBeGreaterThan(0n);
  expect(value?.length).toBeGreaterThan(4096);
  expect(asked).toBeLessThan(count / 2);
});
