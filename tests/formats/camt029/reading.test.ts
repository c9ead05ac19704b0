import { describe, expect, test } from "vitest";
import { readStatus } from "../../../src/formats/collect.ts";
import { detectFormat } from "../../../src/formats/detect.ts";
import { haveIso20022Schemas, validateIso20022 } from "../../support/iso20022-schema.ts";
import { answer } from "./answer.ts";

const format = detectFormat(Buffer.from(answer("09")));
async function read(text: string) {
  if (format?.kind !== "status") throw new Error("a status format");
  return readStatus(format, Buffer.from(text));
}

test("an answer is read as what the bank says of the recall", async () => {
  expect(format?.id).toBe("camt.029.001.09");
  expect(await read(answer("09"))).toEqual({
    header: { messageId: "A1", createdAt: "2026-11-24T10:00:00Z", originalMessageId: "M1", originalMessageName: "pain.001.001.09", confirmation: "RJCR", reasons: [] },
    batches: [{ originalPaymentInformationId: "B1", status: "RJCR", reasons: [] }],
    transactions: [
      { originalPaymentInformationId: "B1", originalEndToEndId: "E1", status: "RJCR", reasons: [{ code: "CUST", text: ["The payee refuses"] }] },
      { originalPaymentInformationId: "B1", originalEndToEndId: "E2", status: "PDCR", reasons: [] },
    ],
    findings: [],
  });
});

test.skipIf(!haveIso20022Schemas)("the answer of this test is valid by its schema", () => {
  expect(validateIso20022("camt.029.001.09", Buffer.from(answer("09")))).toEqual([]);
});

describe("what is missing is told", () => {
  test.each([
    ["the order", "<OrgnlGrpInfAndSts><OrgnlMsgId>M1</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId></OrgnlGrpInfAndSts>", "error field-missing"],
    ["a status", "<TxCxlSts>PDCR</TxCxlSts>", "warning field-missing"],
  ])("%s", async (_, cut, expected) => {
    const { findings } = await read(answer("09").replace(cut, ""));
    expect(findings.map((each) => `${each.severity} ${each.code}`)).toEqual([expected]);
  });

  test("a DOCTYPE, a cut and any changed byte give a finding, never an exception", async () => {
    const whole = answer("09");
    expect((await read(whole.replace("<Document", '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><Document'))).findings.map((each) => each.code)).toEqual(["xml-doctype"]);
    for (let at = 0; at < whole.length; at += 3) {
      expect((await read(whole.slice(0, at))).findings.length).toBeGreaterThan(0);
      for (const finding of (await read(`${whole.slice(0, at)}<${whole.slice(at + 1)}`)).findings) expect(finding.message.length).toBeGreaterThan(10);
    }
  });
});
