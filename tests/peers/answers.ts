import { expect } from "vitest";
import type { PracticeBank } from "../../src/bank/index.ts";
import { haveEbicsSchemas, validateEbics } from "../support/ebics-schema.ts";
import { haveIndependentTools, verifyWithOpenssl } from "../support/independent-verify.ts";

/** Each answer: of the version that was asked in, valid, and signed by the bank. @param bankKey certificate or SubjectPublicKeyInfo, DER */
export function expectAnswersGenuine(answers: readonly Uint8Array[], bankKey: Uint8Array, namespace: string): void {
  for (const answer of answers) {
    const text = Buffer.from(answer).toString();
    expect(text).toContain(`xmlns="${namespace}"`);
    if (haveEbicsSchemas) expect(validateEbics(answer), text.slice(0, 400)).toEqual([]);
    // Answers of key management alone are unsigned.
    expect(text.includes("<AuthSignature>")).toBe(!text.includes("<ebicsKeyManagementResponse"));
    if (haveIndependentTools && text.includes("<AuthSignature>")) expect(verifyWithOpenssl(answer, bankKey), text.slice(0, 400)).toBe(true);
  }
}

/** Code of the last answer: header and body. */
export function lastCodes(bank: PracticeBank): readonly [technical: string, business: string] {
  const [last] = bank.admin.trace(1);
  return [last?.technical ?? "", last?.business ?? ""];
}
