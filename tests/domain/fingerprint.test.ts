import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AccountNumber } from "../../src/domain/account-number.ts";
import { ContentFingerprint } from "../../src/domain/fingerprint.ts";
import type { CurrencyCode, Iban, IsoDate } from "../../src/domain/ids.ts";
import type { Batch, Transaction } from "../../src/domain/order.ts";

const iban = (text: string): AccountNumber => ({ kind: "iban", iban: text as Iban });
const batch = (fields: Partial<Batch> = {}): Batch => ({
  paymentInformationId: "P1", requestedExecutionDate: "2026-11-23" as IsoDate, debtor: { name: "Danube Kft." },
  debtorAccount: iban("HU42117730161111101800000000"), debtorAgent: {}, ...fields,
});
const payment = (fields: Partial<Transaction> = {}): Transaction => ({
  endToEndId: "SAL-2026-11-0007", amount: { minor: 41_230_000n, currency: "HUF" as CurrencyCode }, creditor: { name: "Őri Zsófia" },
  creditorAccount: iban("HU93116000060000000012345676"), remittance: { unstructured: ["Munkabér 2026-11"] }, ...fields,
});
const of = (...rows: [Batch, Transaction][]): string => {
  const fingerprint = new ContentFingerprint();
  for (const [b, t] of rows) fingerprint.add(b, t);
  return fingerprint.finish();
};
const one = (b: Partial<Batch>, t: Partial<Transaction>): string => of([batch(b), payment(t)]);
const plain = one({}, {});

describe("the same content", () => {
  it("is 64 hex digits, the same in every run and release", () => {
    expect(plain).toBe("f14693da9e574ef6548043910ad03ae21bea76bcea420af65070f7ed207b0084");
  });
  it.each<[string, Partial<Batch>, Partial<Transaction>]>([
    ["a new execution date", { requestedExecutionDate: "2026-12-01" as IsoDate }, {}],
    ["new ids for the file", { paymentInformationId: "P2" }, { instructionId: "I9", uetr: "6f0f5a52-3b5c-4d1e-9f5e-0123456789ab" }],
    ["another batch booking and purpose", { batchBooking: true, categoryPurpose: "SALA" }, { purpose: "SALA" }],
    ["the name in capitals without accents", {}, { creditor: { name: "ORI  ZSOFIA" } }],
    ["the name decomposed", {}, { creditor: { name: "Őri Zsófia".normalize("NFD") } }],
    ["an address added", {}, { creditor: { name: "Őri Zsófia", address: { townName: "Győr", country: "HU", addressLines: [] } } }],
    ["remittance wrapped in another way", {}, { remittance: { unstructured: ["  Munkabér", "2026-11 "] } }],
    ["the debtor's account as a Hungarian number", { debtorAccount: { kind: "other", value: "11773016-11111018-00000000" } }, {}],
  ])("survives %s", (_title, b, t) => expect(one(b, t)).toBe(plain));

  it("does not care for the order of payments or how they are batched", () => {
    fc.assert(
      fc.property(fc.array(fc.record({ amount: fc.bigInt({ min: 1n, max: 99n }), to: fc.nat(3), batch: fc.nat(2) }), { maxLength: 12 }), fc.nat(), (rows, seed) => {
        const make = (r: (typeof rows)[number], b: string): [Batch, Transaction] => [batch({ paymentInformationId: b }), payment({ amount: { minor: r.amount, currency: "HUF" as CurrencyCode }, creditor: { name: `n${r.to}` } })];
        const shuffled = rows.map((r, i) => ({ r, key: (i * 7919 + seed) % 13 })).sort((x, y) => x.key - y.key).map((x) => x.r);
        expect(of(...shuffled.map((r) => make(r, "one")))).toBe(of(...rows.map((r) => make(r, `b${r.batch}`))));
      }),
    );
  });
});

describe("other content", () => {
  it.each<[string, Partial<Batch>, Partial<Transaction>]>([
    ["a fillér more", {}, { amount: { minor: 41_230_001n, currency: "HUF" as CurrencyCode } }],
    ["another currency", {}, { amount: { minor: 41_230_000n, currency: "EUR" as CurrencyCode } }],
    ["another debtor account", { debtorAccount: iban("HU93116000060000000012345676") }, {}],
    ["another creditor account", {}, { creditorAccount: iban("HU42117730161111101800000000") }],
    ["no creditor account", {}, { creditorAccount: undefined }],
    ["another creditor", {}, { creditor: { name: "Őri Zsolt" } }],
    ["next month's end-to-end id", {}, { endToEndId: "SAL-2026-12-0007" }],
    ["next month's remittance", {}, { remittance: { unstructured: ["Munkabér 2026-12"] } }],
    ["the direction", { collection: {} }, {}],
    ["a mandate", {}, { mandate: { mandateId: "M-1" } }],
    ["a creditor reference", {}, { remittance: { unstructured: ["Munkabér 2026-11"], creditorReference: "RF18539007547034" } }],
  ])("differs by %s", (_title, b, t) => expect(one(b, t)).not.toBe(plain));

  it("a payment twice is not a payment once, and nothing is something else again", () => {
    const row: [Batch, Transaction] = [batch(), payment()];
    expect(new Set([of(), of(row), of(row, row), of(row, row, row)]).size).toBe(4);
  });
  it("fields do not run into each other", () => {
    expect(one({}, { endToEndId: "AB", remittance: { unstructured: ["C"] } })).not.toBe(one({}, { endToEndId: "A", remittance: { unstructured: ["BC"] } }));
    expect(one({}, { endToEndId: "A\nB", remittance: { unstructured: [""] } })).not.toBe(one({}, { endToEndId: "A", remittance: { unstructured: ["B"] } }));
  });
  it("a swap of amounts between two people differs", () => {
    const to = (name: string, minor: bigint): [Batch, Transaction] => [batch(), payment({ creditor: { name }, amount: { minor, currency: "HUF" as CurrencyCode } })];
    expect(of(to("A", 1n), to("B", 2n))).not.toBe(of(to("A", 2n), to("B", 1n)));
  });
});
