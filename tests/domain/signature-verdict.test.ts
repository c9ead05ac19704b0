import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CurrencyCode, SignerId } from "../../src/domain/ids.ts";
import type { Money } from "../../src/domain/money.ts";
import type { GivenSignature, SignableFacts, SignatureClass, SignatureRule, SignedOrder, Signer, SigningPolicy } from "../../src/domain/signature-rules.ts";
import { judgeSignatures, signerRefusal } from "../../src/domain/signature-verdict.ts";

const id = (text: string): SignerId => text as SignerId;
const money = (minor: number, currency = "HUF"): Money => ({ minor: BigInt(minor), currency: currency as CurrencyCode });
const signer = (name: string, signatureClass: SignatureClass, limits: Partial<Signer> = {}): Signer => ({
  id: id(name), name, operatorId: undefined, signatureClass, perTransactionLimits: [], perFileLimits: [], perDayLimits: [], ...limits,
});
const rule = (fields: Partial<SignatureRule> = {}): SignatureRule => ({
  id: "r", title: "All orders", accounts: [], upTo: [], signaturesNeeded: 2, signers: [], exclusions: [], ...fields,
});
const facts = (fields: Partial<SignableFacts> = {}): SignableFacts => ({ accounts: ["HU1"], sums: [money(1_000_00)], largest: [money(600_00)], ...fields });
const policy = (rules: readonly SignatureRule[], signers: readonly Signer[]): SigningPolicy => ({ rules, signers, groups: [] });
const by = (...signers: Signer[]): GivenSignature[] => signers.map((one) => ({ signerId: one.id, signatureClass: one.signatureClass }));

const e = signer("Tóth Éva", "E");
const a = signer("Kis Anna", "A");
const a2 = signer("Kovács Ágnes", "A");
const b = signer("Nagy Béla", "B");
const b2 = signer("Bíró Bence", "B");
const t = signer("Takács Tibor", "T");
const everyone = [e, a, a2, b, b2, t];

describe("which classes are enough", () => {
  // Every set of at most two signatures, and the threes that could fool a counter.
  const table: [signers: Signer[], one: boolean, two: boolean][] = [
    [[], false, false],
    [[e], true, true],
    [[a], false, false],
    [[b], false, false],
    [[t], false, false],
    [[e, a], true, true],
    [[e, b], true, true],
    [[e, t], true, true],
    [[a, a2], false, true],
    [[a, b], false, true],
    [[a, t], false, false],
    [[b, b2], false, false],
    [[b, t], false, false],
    [[t, signer("Other", "T")], false, false],
    [[b, b2, t], false, false],
    [[b, b2, a], false, true],
    [[t, a, b], false, true],
  ];
  it.each(table.map(([signers, one, two]) => ({ title: signers.map((s) => s.signatureClass).join("+") || "none", signers, one, two })))(
    "$title: one needed $one, two needed $two",
    ({ signers, one, two }) => {
      const all = [...everyone, ...signers.filter((s) => !everyone.includes(s))];
      expect(judgeSignatures(policy([rule({ signaturesNeeded: 1 })], all), by(...signers), facts()).complete).toBe(one);
      expect(judgeSignatures(policy([rule({ signaturesNeeded: 2 })], all), by(...signers), facts()).complete).toBe(two);
    },
  );

  it("counts the same signer once", () => {
    expect(judgeSignatures(policy([rule()], everyone), by(a, a), facts()).complete).toBe(false);
  });
  it("does not count who is no signer any more", () => {
    expect(judgeSignatures(policy([rule()], [a, b]), by(e), facts()).complete).toBe(false);
  });
  it("counts the class a signature was given with", () => {
    expect(judgeSignatures(policy([rule()], [signer("Kis Anna", "E"), b]), [{ signerId: a.id, signatureClass: "A" }], facts()).complete).toBe(false);
  });
});

describe("which rule", () => {
  const small = rule({ id: "small", signaturesNeeded: 1, upTo: [money(500_00)] });
  const wages = rule({ id: "wages", accounts: ["HU2"] });
  const rest = rule({ id: "rest" });
  it("is the first that fits account and sum", () => {
    const chosen = (f: Partial<SignableFacts>) => judgeSignatures(policy([small, wages, rest], everyone), [], facts(f)).rule?.id;
    expect(chosen({ sums: [money(500_00)] })).toBe("small");
    expect(chosen({ sums: [money(500_01)] })).toBe("rest");
    expect(chosen({ sums: [money(500_01)], accounts: ["HU2"] })).toBe("wages");
    expect(chosen({ sums: [money(500_01)], accounts: ["HU2", "HU1"] })).toBe("rest");
    expect(chosen({ sums: [money(1), money(1, "EUR")] })).toBe("rest");
  });
  it("none: nobody can, and the sentence names the order", () => {
    const verdict = judgeSignatures(policy([small], everyone), by(e), facts());
    expect(verdict).toMatchObject({ complete: false, rule: undefined, whoCan: [] });
    expect(verdict.explanation).toBe("No signing rule fits this order (HU1; 1,000.00 HUF): an administrator must add one.");
    expect(signerRefusal(policy([small], everyone), [], facts(), e.id, [])?.code).toBe("no-rule");
  });
});

describe("why not yet, and who can", () => {
  const say = (given: Signer[], signers = everyone, fields: Partial<SignatureRule> = {}) => judgeSignatures(policy([rule(fields)], signers), by(...given), facts()).explanation;
  it("names people", () => {
    expect(say([], [e, a, b])).toBe("Needs one signature of class E, or two of which one is of class A: Tóth Éva (E), Kis Anna (A) or Nagy Béla (B) can give it.");
    expect(say([a], [e, a, b])).toBe("Needs one more signature: Tóth Éva (E) or Nagy Béla (B) can give it.");
    expect(say([b], [e, a, b, b2])).toBe("Needs one more signature, of class A or E (two of class B are not enough): Tóth Éva (E) or Kis Anna (A) can give it.");
    expect(say([], [a, b], { signaturesNeeded: 1 })).toBe(
      'Needs one signature of class E, and nobody who could give it is left: an administrator must add a signer or change the rule "All orders".',
    );
    expect(say([t], [e, t], { signaturesNeeded: 1 })).toBe("Needs one signature of class E: Tóth Éva (E) can give it.");
    expect(say([e])).toBe("");
  });
  it("names nobody whose signature leads nowhere", () => {
    // A second B helps only when the A may not sign with the first one.
    expect(judgeSignatures(policy([rule()], [b, b2, e]), by(), facts()).whoCan).toEqual([e.id]);
  });
  it("filters hostile names", () => {
    expect(say([], [signer("Kis\u001b[2J\u202eAnna", "E")])).not.toMatch(/[\u001b\u202e]/);
  });
});

describe("why this signer may not", () => {
  const refuse = (who: Signer, options: { rule?: Partial<SignatureRule>; given?: Signer[]; facts?: Partial<SignableFacts>; today?: SignedOrder[]; signers?: Signer[] } = {}) =>
    signerRefusal(policy([rule(options.rule)], options.signers ?? [...everyone.filter((s) => s.id !== who.id), who]), by(...(options.given ?? [])), facts(options.facts), who.id, options.today ?? [])?.code;

  it("may, where nothing speaks against it", () => {
    for (const one of [e, a, b]) expect(refuse(one)).toBeUndefined();
  });
  it("gives each reason its code", () => {
    expect(refuse(a, { given: [a] })).toBe("already-signed");
    expect(refuse(t)).toBe("transport-only");
    expect(refuse(a, { rule: { signers: [e.id] } })).toBe("not-in-rule");
    expect(signerRefusal(policy([rule()], everyone), [], facts(), id("stranger"), [])?.code).toBe("not-in-rule");
    expect(refuse(a, { given: [b], rule: { exclusions: [[b.id, a.id]] } })).toBe("excluded");
    expect(refuse(b, { given: [a], rule: { exclusions: [[b.id, a.id]] } })).toBe("excluded");
    expect(refuse(b2, { given: [b] })).toBe("would-not-count");
    expect(refuse(a, { rule: { signaturesNeeded: 1 } })).toBe("would-not-count");
    expect(refuse(a, { given: [e] })).toBe("would-not-count");
  });
  it("keeps each limit to the unit, per currency", () => {
    expect(refuse({ ...a, perTransactionLimits: [money(600_00)] })).toBeUndefined();
    expect(refuse({ ...a, perTransactionLimits: [money(599_99)] })).toBe("over-transaction-limit");
    expect(refuse({ ...a, perFileLimits: [money(1_000_00)] })).toBeUndefined();
    expect(refuse({ ...a, perFileLimits: [money(999_99)] })).toBe("over-file-limit");
    const signed = (amounts: Money[], ...who: Signer[]): SignedOrder => ({ sums: amounts, signers: who.map((one) => one.id) });
    expect(refuse({ ...a, perDayLimits: [money(1_500_00)] }, { today: [signed([money(300_00), money(9_999_00, "EUR")], a), signed([money(200_00)], a, b), signed([money(900_00)], b)] })).toBeUndefined();
    expect(refuse({ ...a, perDayLimits: [money(1_500_00)] }, { today: [signed([money(300_00)], a), signed([money(200_01)], b, a)] })).toBe("over-day-limit");
  });
  it("who has a limit of some sort may sign nothing in a currency without one of that sort, and it says which", () => {
    for (const limits of [{ perTransactionLimits: [money(1, "EUR")] }, { perFileLimits: [money(1, "EUR")] }, { perDayLimits: [money(1, "EUR")] }]) expect(refuse({ ...a, ...limits })).toBe("currency-without-limit");
    expect(refuse({ ...a, perFileLimits: [money(1, "EUR"), money(1_000_00)] })).toBeUndefined();
    const poor = { ...a, perFileLimits: [money(1, "EUR")] };
    expect(signerRefusal(policy([rule()], [poor, b]), [], facts(), poor.id, [])?.message).toBe(
      "Kis Anna (A) may sign only up to a limit per order, and has none in HUF: so they may sign nothing in HUF until an administrator sets one.",
    );
  });
  it("says limits in amounts", () => {
    const poor = { ...a, perFileLimits: [money(999_99)] };
    expect(signerRefusal(policy([rule()], [poor, b]), [], facts(), poor.id, [])?.message).toBe(
      "The sum of the order, 1,000.00 HUF, is over the limit of Kis Anna (A): 999.99 HUF per order.",
    );
  });
  it("a signature over the signer's own limit does not count", () => {
    const poor = { ...e, perFileLimits: [money(1)] };
    expect(judgeSignatures(policy([rule()], [poor, a, b]), by(poor), facts()).complete).toBe(false);
  });
});

describe("whatever the people and rules", () => {
  const people = fc.uniqueArray(fc.record({ n: fc.integer({ min: 0, max: 7 }), c: fc.constantFrom<SignatureClass>("E", "A", "B", "T"), limit: fc.option(fc.integer({ min: 0, max: 200_000 })) }), { selector: (p) => p.n, maxLength: 6 })
    .map((list) => list.map((p) => signer(`s${p.n}`, p.c, p.limit === null ? {} : { perFileLimits: [money(p.limit)] })));
  const ids = fc.integer({ min: 0, max: 7 }).map((n) => id(`s${n}`));
  const rules = fc.array(
    fc.record({ signaturesNeeded: fc.constantFrom<1 | 2>(1, 2), signers: fc.array(ids, { maxLength: 4 }), exclusions: fc.array(fc.tuple(ids, ids), { maxLength: 3 }), upTo: fc.constantFrom([], [money(50_000)], [money(200_000)]) }).map((r) => rule(r)),
    { minLength: 1, maxLength: 3 },
  );

  it("one more signature never makes a complete order incomplete, and the order of signing does not matter", () => {
    fc.assert(
      fc.property(people, rules, fc.array(fc.nat(5), { maxLength: 5 }), (signers, list, picks) => {
        const given = picks.flatMap((n) => signers[n] ?? []).map((s) => ({ signerId: s.id, signatureClass: s.signatureClass }));
        const verdict = judgeSignatures(policy(list, signers), given, facts());
        expect(judgeSignatures(policy(list, signers), given.toReversed(), facts())).toEqual(verdict);
        if (!verdict.complete) return;
        for (const s of signers) expect(judgeSignatures(policy(list, signers), [...given, { signerId: s.id, signatureClass: s.signatureClass }], facts()).complete).toBe(true);
      }),
    );
  });

  it("who is named can sign; who follows the names arrives; when nobody is named nobody could have completed it", () => {
    fc.assert(
      fc.property(people, rules, (signers, list) => {
        const given: GivenSignature[] = [];
        for (;;) {
          const verdict = judgeSignatures(policy(list, signers), given, facts());
          if (verdict.complete) return;
          for (const one of verdict.whoCan) expect(signerRefusal(policy(list, signers), given, facts(), one, [])).toBeUndefined();
          const next = signers.find((s) => s.id === verdict.whoCan[0]);
          if (next === undefined) {
            for (const s of signers) {
              if (signerRefusal(policy(list, signers), given, facts(), s.id, [])?.code === "excluded") continue;
              expect(judgeSignatures(policy(list, signers), [...given, { signerId: s.id, signatureClass: s.signatureClass }], facts()).complete).toBe(false);
            }
            return;
          }
          given.push({ signerId: next.id, signatureClass: next.signatureClass });
          expect(given.length).toBeLessThanOrEqual(2);
        }
      }),
    );
  });
});
