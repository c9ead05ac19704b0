import { describe, expect, it } from "vitest";
import type { CurrencyCode, SignerId } from "../../src/domain/ids.ts";
import { parseCurrency } from "../../src/domain/money.ts";
import type { SignableFacts, SignatureRule, Signer } from "../../src/domain/signature-rules.ts";
import { judgeSignatures, signerRefusal } from "../../src/domain/signature-verdict.ts";

const euro = parseCurrency("EUR") as CurrencyCode; // a currency of the list
const signer = (id: string, limited: boolean): Signer => ({
  id: id as SignerId, name: id, operatorId: undefined, signatureClass: "E", perTransactionLimits: [], perFileLimits: limited ? [{ minor: 100n, currency: euro }] : [], perDayLimits: [],
});
const signers = [signer("free", false), signer("limited", true)];
const rule = (change: Partial<SignatureRule>): SignatureRule => ({ id: "r", title: "R", accounts: [], upTo: [], signaturesNeeded: 1, signers: [], exclusions: [], ...change });
const unknown: SignableFacts = { accounts: [], sums: [], largest: [], contentUnknown: true };
const given = (id: string) => [{ signerId: id as SignerId, signatureClass: "E" as const }];

describe("a file whose content is not known", () => {
  it("fits no rule that is for some accounts or up to a sum, though it names neither", () => {
    for (const narrow of [rule({ accounts: ["HU1"] }), rule({ upTo: [{ minor: 1_000_000n, currency: euro }] })]) {
      expect(judgeSignatures({ rules: [narrow], signers, groups: [] }, given("free"), unknown)).toMatchObject({ complete: false, rule: undefined, explanation: expect.stringContaining("content is not known") });
      // The same facts of a file that was read fit.
      expect(judgeSignatures({ rules: [narrow], signers, groups: [] }, given("free"), { ...unknown, contentUnknown: undefined }).complete).toBe(true);
    }
    expect(judgeSignatures({ rules: [rule({ accounts: ["HU1"] }), rule({})], signers, groups: [] }, given("free"), unknown).complete).toBe(true);
  });

  it("is not signed by anybody with a limit, and such a signature does not count", () => {
    expect(signerRefusal({ rules: [rule({})], signers, groups: [] }, [], unknown, "limited" as SignerId, [])).toMatchObject({ code: "content-unknown" });
    expect(signerRefusal({ rules: [rule({})], signers, groups: [] }, [], unknown, "free" as SignerId, [])).toBeUndefined();
    expect(judgeSignatures({ rules: [rule({})], signers, groups: [] }, given("limited"), unknown).complete).toBe(false);
  });
});
