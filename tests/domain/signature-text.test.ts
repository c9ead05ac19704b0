import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CurrencyCode, OperatorId, SignerGroupId, SignerId } from "../../src/domain/ids.ts";
import type { Money } from "../../src/domain/money.ts";
import type { GivenSignature, OrderKind, PointsNeeded, SignableFacts, SignatureRule, SignedOrder, Signer, SignerGroup, SigningParty, SigningPolicy } from "../../src/domain/signature-rules.ts";
import { judgeSignatures, signerRefusal, signerRefusalAtBank } from "../../src/domain/signature-verdict.ts";
import { whoCouldSign } from "../../src/domain/who-could-sign.ts";
import { RuleText } from "./signature-text.ts";

/** Small worlds, in which everything meets everything: few signers, amounts around the limits, two currencies. */
const signerIds = ["s0", "s1", "s2", "s3", "s4"] as SignerId[];
const groupIds = ["g0", "g1"] as SignerGroupId[];
const currency = fc.constantFrom("HUF", "EUR") as fc.Arbitrary<CurrencyCode>;
const amount = fc.integer({ min: 1, max: 6 }).map(BigInt);
const money: fc.Arbitrary<Money> = fc.record({ minor: amount, currency });
const onePerCurrency = { selector: (one: Money) => one.currency };
const limits = fc.oneof({ weight: 3, arbitrary: fc.constant<Money[]>([]) }, { weight: 1, arbitrary: fc.uniqueArray(money, { ...onePerCurrency, minLength: 1, maxLength: 2 }) });
const signerClass = fc.constantFrom("E", "A", "A", "B", "B", "T") as fc.Arbitrary<Signer["signatureClass"]>;
const someSigners = fc.uniqueArray(fc.constantFrom(...signerIds), { maxLength: 4 });
const party: fc.Arbitrary<SigningParty> = fc.constantFrom(...signerIds, ...groupIds);
const kinds = fc.constantFrom<OrderKind[]>(["credit-transfer"], ["direct-debit"], ["credit-transfer", "direct-debit"], ["recall"], ["recall", "unknown"]);

const points: fc.Arbitrary<PointsNeeded> = fc.record({
  points: fc.integer({ min: 1, max: 8 }),
  ofClass: fc.record({ E: fc.integer({ min: 0, max: 5 }), A: fc.integer({ min: 0, max: 4 }), B: fc.integer({ min: 0, max: 3 }) }, { requiredKeys: [] }),
  ofSigner: fc.uniqueArray(fc.tuple(fc.constantFrom(...signerIds), fc.integer({ min: 0, max: 5 })), { selector: ([id]) => id, maxLength: 3 }),
});
const rule: fc.Arbitrary<SignatureRule> = fc.record({
  id: fc.constantFrom("r1", "r2", "r3"), title: fc.constant("R"), accounts: fc.constantFrom<string[]>([], [], ["HU1"], ["HU1", "HU2"]), kinds: fc.option(fc.oneof(fc.constant([]), kinds), { nil: undefined }), upTo: limits,
  signaturesNeeded: fc.oneof<fc.Arbitrary<SignatureRule["signaturesNeeded"]>[]>(fc.constant(1), fc.constant(2), points, points), signers: fc.oneof(fc.constant([]), fc.uniqueArray(party, { maxLength: 4 })),
  exclusions: fc.array(fc.tuple(party, party), { maxLength: 2 }),
});
const policy: fc.Arbitrary<SigningPolicy> = fc.record({
  signers: fc.uniqueArray(
    fc.record({ id: fc.constantFrom(...signerIds), name: fc.constant("N"), operatorId: fc.option(fc.constantFrom("o1", "o2", "o3", "o4") as fc.Arbitrary<OperatorId>, { nil: undefined }), signatureClass: signerClass, perTransactionLimits: limits, perFileLimits: limits, perDayLimits: limits }),
    { selector: (one) => one.id, minLength: 1, maxLength: 5 },
  ),
  groups: fc.uniqueArray(fc.record({ id: fc.constantFrom(...groupIds), title: fc.constant("G"), members: someSigners, perFileLimits: limits, perDayLimits: limits }) as fc.Arbitrary<SignerGroup>, { selector: (one) => one.id, maxLength: 2 }),
  rules: fc.array(rule, { minLength: 1, maxLength: 3 }),
});
const facts: fc.Arbitrary<SignableFacts> = fc.oneof(
  { weight: 9, arbitrary: fc.record({ accounts: fc.constantFrom<string[]>(["HU1"], ["HU1", "HU2"], ["HU3"]), kinds: fc.option(kinds, { nil: undefined }), sums: fc.uniqueArray(money, { ...onePerCurrency, minLength: 1, maxLength: 2 }) }).map((one) => ({ ...one, largest: one.sums.map((sum) => ({ ...sum, minor: (sum.minor + 1n) / 2n })) })) },
  { weight: 1, arbitrary: fc.constantFrom<OrderKind>("unknown", "recall").map((kind): SignableFacts => ({ accounts: [], kinds: [kind], sums: [], largest: [], contentUnknown: true })) },
);
const today: fc.Arbitrary<SignedOrder[]> = fc.array(fc.record({ sums: fc.uniqueArray(money, { ...onePerCurrency, minLength: 1, maxLength: 2 }), signers: someSigners }), { maxLength: 3 });
const given: fc.Arbitrary<GivenSignature[]> = fc.array(fc.record({ signerId: fc.constantFrom(...signerIds), signatureClass: signerClass }), { maxLength: 3 });

const numRuns = 3000;

describe("the engine and the text of the rule", () => {
  it("agree on which rule counts, what is complete, and who may sign", () => {
    const seen = { complete: 0, named: 0, refusals: new Set<string>() };
    fc.assert(
      fc.property(policy, facts, given, today, (agreed, order, signed, ledger) => {
        const text = new RuleText(agreed, order, ledger);
        const verdict = judgeSignatures(agreed, signed, order, ledger);
        expect(verdict.rule).toBe(text.rule);
        expect(verdict.complete).toBe(text.complete(signed));
        const may = agreed.signers.filter((one) => text.maySign(signed, one)).map((one) => one.id);
        expect(verdict.whoCan).toEqual(may);
        for (const one of agreed.signers) {
          const refusal = signerRefusal(agreed, signed, order, one.id, ledger);
          expect(refusal === undefined).toBe(may.includes(one.id));
          if (refusal !== undefined) seen.refusals.add(refusal.code);
        }
        if (verdict.complete) seen.complete++;
        seen.named += may.length;
      }),
      { numRuns },
    );
    // It would be easy to agree on worlds in which nothing ever happens.
    expect(seen.complete).toBeGreaterThan(numRuns / 100);
    expect(seen.named).toBeGreaterThan(numRuns / 15);
    expect([...seen.refusals].sort()).toEqual([
      "already-signed", "content-unknown", "currency-without-limit", "excluded", "no-rule", "not-in-rule", "over-day-limit", "over-file-limit", "over-joint-limit", "over-transaction-limit", "transport-only", "would-not-count",
    ]);
  });

  it("agree on every way in which an order could be signed", () => {
    fc.assert(
      fc.property(policy, facts, today, (agreed, order, ledger) => {
        const text = new RuleText(agreed, order, ledger);
        const allowed = agreed.signers.filter((one) => text.maySign([], one));
        const sets = Array.from({ length: 2 ** allowed.length }, (_, bits) => allowed.filter((_, at) => (bits >> at) % 2 === 1));
        const complete = (set: readonly Signer[]): boolean => text.complete(set.map((one) => ({ signerId: one.id, signatureClass: one.signatureClass })));
        const ways = sets.filter((set) => complete(set) && set.every((spared) => !complete(set.filter((one) => one !== spared))));
        const key = (list: readonly (readonly Signer[])[]): string[] => list.map((set) => set.map((one) => one.id).sort().join()).sort();
        expect(key(whoCouldSign(agreed, order, ledger).ways)).toEqual(key(ways));
      }),
      { numRuns: numRuns / 3 },
    );
  });

  it("one more signature never makes a complete order incomplete, and the order of signing does not matter", () => {
    fc.assert(
      fc.property(policy, facts, given, given, today, (agreed, order, signed, more, ledger) => {
        const verdict = judgeSignatures(agreed, signed, order, ledger);
        expect(judgeSignatures(agreed, signed.toReversed(), order, ledger).complete).toBe(verdict.complete);
        if (verdict.complete) expect(judgeSignatures(agreed, [...signed, ...more], order, ledger).complete).toBe(true);
      }),
      { numRuns: numRuns / 3 },
    );
  });

  it("whoever follows the names arrives", () => {
    fc.assert(
      fc.property(policy, facts, fc.infiniteStream(fc.nat(9)), (agreed, order, choice) => {
        const signed: GivenSignature[] = [];
        for (;;) {
          const { complete, whoCan } = judgeSignatures(agreed, signed, order);
          if (complete || signed.length + whoCan.length === 0) return;
          const chosen = whoCan[(choice.next().value ?? 0) % whoCan.length];
          const next = agreed.signers.find((one) => one.id === chosen);
          if (next === undefined) throw new Error(`nobody can go on after ${signed.length} signatures that were allowed`);
          signed.push({ signerId: next.id, signatureClass: next.signatureClass });
        }
      }),
      { numRuns: numRuns / 3 },
    );
  });
});

describe("many signers", () => {
  const many = Array.from({ length: 30 }, (_, n): Signer => ({ id: `s${n}` as SignerId, name: `N${n}`, operatorId: undefined, signatureClass: n === 0 ? "A" : "B", perTransactionLimits: [], perFileLimits: [], perDayLimits: [] }));
  const order: SignableFacts = { accounts: ["HU1"], sums: [{ minor: 1n, currency: "HUF" as CurrencyCode }], largest: [] };
  const ask = (fields: Partial<SignatureRule>): number => judgeSignatures({ signers: many, groups: [], rules: [{ id: "r", title: "R", accounts: [], upTo: [], signaturesNeeded: 2, signers: [], exclusions: [], ...fields }] }, [], order).whoCan.length;
  it("are judged at once, also where a way is long or there is none", () => {
    const started = performance.now();
    expect(ask({})).toBe(30);
    expect(ask({ exclusions: many.slice(1).map((one) => [many[0]!.id, one.id] as const) })).toBe(0);
    expect(ask({ signaturesNeeded: { points: 20, ofClass: { A: 1, B: 1 }, ofSigner: [] } })).toBe(30);
    expect(ask({ signaturesNeeded: { points: 31, ofClass: { A: 1, B: 1 }, ofSigner: [] } })).toBe(0);
    expect(performance.now() - started).toBeLessThan(60_000); // exponential would not end at all
  });
});

describe("two groups that are not enough among themselves", () => {
  const person = (name: string, signatureClass: Signer["signatureClass"]): Signer => ({ id: name as SignerId, name, operatorId: undefined, signatureClass, perTransactionLimits: [], perFileLimits: [], perDayLimits: [] });
  const huf = (minor: bigint): Money => ({ minor, currency: "HUF" as CurrencyCode });
  const group = (id: string, ...members: string[]): SignerGroup => ({ id: id as SignerGroupId, title: id, members: members as SignerId[], perFileLimits: [huf(1n)], perDayLimits: [] });
  const agreed: SigningPolicy = {
    signers: [person("a", "A"), person("b", "B"), person("c", "B")], groups: [group("g0", "a", "b"), group("g1", "a", "c")],
    rules: [{ id: "r", title: "R", accounts: [], upTo: [], signaturesNeeded: 2, signers: [], exclusions: [["c" as SignerId, "nobody" as SignerId]] }],
  };
  const order: SignableFacts = { accounts: ["HU1"], sums: [huf(2n)], largest: [huf(2n)] };
  it("take somebody from outside each, three in all", () => {
    expect(whoCouldSign(agreed, order).ways.map((way) => way.map((one) => one.id))).toEqual([["b", "c", "a"]]);
    expect(new RuleText(agreed, order, []).maySign([], agreed.signers[0]!)).toBe(true);
  });
  it("and at a bank that counts the signatures itself only limits, class T, who is named and who is kept apart are asked", () => {
    const rules = [{ id: "r", title: "R", accounts: [], upTo: [], signaturesNeeded: 1 as const, signers: ["g0" as SignerGroupId], exclusions: [["g0", "g0"] as [SignerGroupId, SignerGroupId]] }];
    const at = (name: string, given: GivenSignature[]) => signerRefusalAtBank({ ...agreed, rules }, given, order, agreed.signers.find((one) => one.id === name)!, [])?.code;
    expect([at("a", []), at("b", []), at("c", [])]).toEqual([undefined, undefined, "not-in-rule"]);
    expect(at("b", [{ signerId: "a" as SignerId, signatureClass: "A" }])).toBe("excluded");
  });
});
