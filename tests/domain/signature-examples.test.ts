import { describe, expect, it } from "vitest";
import type { GivenSignature } from "../../src/domain/signature-rules.ts";
import { judgeSignatures, signerRefusal } from "../../src/domain/signature-verdict.ts";
import { type ExampleRow, type SignatureExample, signatureExamples } from "./signature-examples.ts";
import { RuleText } from "./signature-text.ts";

function givenIn({ policy }: SignatureExample, row: ExampleRow): GivenSignature[] {
  return policy.signers.concat(everyone).filter((one, at, all) => row.signed.includes(one.id) && all.findIndex((other) => other.id === one.id) === at).map((one) => ({ signerId: one.id, signatureClass: one.signatureClass }));
}
const everyone = signatureExamples.flatMap((example) => example.policy.signers);

describe.each(signatureExamples)("docs/signature-rules.md, $title", (example) => {
  it.each(example.rows)("$order, signed by $signed, asks $asks: $answer", (row) => {
    const given = givenIn(example, row);
    const text = new RuleText(example.policy, row.facts, row.today);
    if (row.asks === undefined) {
      const verdict = judgeSignatures(example.policy, given, row.facts, row.today);
      expect(verdict.complete ? "complete" : verdict.explanation).toBe(row.answer);
      expect(text.complete(given)).toBe(row.answer === "complete");
    } else {
      expect(signerRefusal(example.policy, given, row.facts, row.asks, row.today)?.message).toBe(row.answer);
      const signer = example.policy.signers.find((one) => one.id === row.asks);
      expect(signer !== undefined && text.maySign(given, signer)).toBe(false);
    }
  });
});
