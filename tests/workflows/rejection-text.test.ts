import { describe, expect, it } from "vitest";
import { type Answer, returnCode } from "../../src/ebics/index.ts";
import { rejectionText } from "../../src/workflows/communication/line.ts";

const rejected = (code: string, reportText: string): Exclude<Answer<unknown>, { kind: "ok" }> => ({
  kind: "rejected", technical: returnCode("000000"), business: returnCode(code), decisive: returnCode(code), reportText, mayBeExecuting: false, step: { order: "BTU", phase: "initialisation" },
});

describe("the bank's no", () => {
  it("is told in the operator's words, with the bank's own beside them and what to do next", () => {
    const { text, next } = rejectionText(rejected("091302", "[EBICS_ACCOUNT_AUTHORISATION_FAILED] Konto gesperrt"));
    expect(text).toBe('A signer may not dispose of the account. The bank: "Konto gesperrt"');
    expect(next).toContain("Let somebody sign");
  });
  it("is not said twice when the bank has no words of its own", () => {
    expect(rejectionText(rejected("091302", "[EBICS_ACCOUNT_AUTHORISATION_FAILED]")).text).toBe("A signer may not dispose of the account.");
  });
  it("leaves everything open when its code is in no list", () => {
    expect(rejectionText(rejected("099999", "Wartung"))).toEqual({
      code: "099999", text: 'The bank answered with the code 099999, which is in no list. The bank: "Wartung"', next: "Ask the bank what it means, and whether it has the order, before anything is sent again.",
    });
  });
});
