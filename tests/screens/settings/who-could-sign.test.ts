import { describe, expect, it } from "vitest";
import type { CurrencyCode, SignerId } from "../../../src/domain/ids.ts";
import type { SignatureRule, Signer } from "../../../src/domain/signature-rules.ts";
import { whoCouldSign } from "../../../src/screens/settings/who-could-sign.ts";

const eur = (minor: bigint) => ({ minor, currency: "EUR" as CurrencyCode });
const signer = (id: string, signatureClass: Signer["signatureClass"], limit?: bigint): Signer => ({ id: id as SignerId, name: id, operatorId: undefined, signatureClass, perTransactionLimits: limit === undefined ? [] : [eur(limit)], perFileLimits: [], perDayLimits: [] });
const signers = [signer("Eva", "E", 100_000n), signer("Anna", "A"), signer("Bela", "B"), signer("Cili", "B"), signer("Tomi", "T")];
const rule = (more: Partial<SignatureRule>): SignatureRule => ({ id: "r", title: "All", accounts: [], upTo: [], signaturesNeeded: 2, signers: [], exclusions: [], ...more });
const ask = (rules: readonly SignatureRule[], minor: bigint) => whoCouldSign(rules, signers, "ACC", eur(minor), "en");

describe("who could sign", () => {
  it("lists everyone who can alone and every pair that can together, each pair once", () => {
    expect(ask([rule({})], 5_000n).ways).toEqual(["Eva (E) alone", "Anna (A) with Bela (B)", "Anna (A) with Cili (B)"]);
  });
  it("keeps limits and exclusions, and says why the others cannot", () => {
    const answer = ask([rule({ exclusions: [["Anna" as SignerId, "Bela" as SignerId]] })], 200_000n);
    expect(answer.ways).toEqual(["Anna (A) with Cili (B)"]);
    expect(answer.others.map((one) => one.name)).toEqual(expect.arrayContaining(["Eva (E)", "Tomi (T)"]));
    expect(answer.others.find((one) => one.name === "Eva (E)")?.why).toContain("over the limit");
  });
  it("says that nobody can where no rule fits", () => {
    expect(ask([rule({ upTo: [eur(1_000n)] })], 5_000n)).toMatchObject({ ways: [], rule: expect.stringContaining("No rule fits 50.00 EUR") });
  });
});
