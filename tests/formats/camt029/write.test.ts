import { describe, expect, test } from "vitest";
import type { BatchStatus, StatusReportHeader, TransactionStatus } from "../../../src/domain/status-report.ts";
import { writeResolution } from "../../../src/formats/camt029/write.ts";
import { readStatus } from "../../../src/formats/collect.ts";
import { detectFormat } from "../../../src/formats/detect.ts";
import { haveIso20022Schemas, validateIso20022 } from "../../support/iso20022-schema.ts";
import { bytesOf } from "../arbitraries.ts";

const header: StatusReportHeader = { messageId: "A1", createdAt: "2026-11-24T10:00:00Z", originalMessageId: "M1", originalMessageName: "pain.001.001.09", caseId: "R1", confirmation: "PECR", groupStatus: "PACR", reasons: [{ text: ["<some> & others"] }] };
const batches: readonly BatchStatus[] = [{ originalPaymentInformationId: "B1", status: "RJCR", reasons: [{ code: "AGNT", text: ["Executed already."] }] }];
const transactions: readonly TransactionStatus[] = [
  { originalPaymentInformationId: "B2", originalInstructionId: "I1", originalEndToEndId: "E1", status: "ACCR", reasons: [] },
  { originalPaymentInformationId: "B2", originalEndToEndId: "E2", status: "RJCR", reasons: [{ code: "CUST", text: [] }] },
];
const written = (of: Partial<StatusReportHeader> = {}) => bytesOf(writeResolution({ bank: { bic: "PRACHUH0" }, customer: { name: "Duna Kft" } }, { ...header, ...of }, batches, transactions));

test("an answer is written as the schema wants it and read back equal", async () => {
  const bytes = await written();
  if (haveIso20022Schemas) expect(validateIso20022("camt.029.001.09", bytes)).toEqual([]);
  const format = detectFormat(bytes);
  if (format?.kind !== "status") throw new Error("a status format");
  expect([format.id, await readStatus(format, bytes)]).toEqual(["camt.029.001.09", { header, batches, transactions, findings: [] }]);
});

describe("is not written", () => {
  test.each<[string, Partial<StatusReportHeader>]>([["without a word on the whole", { confirmation: undefined }], ["with a status of payments", { groupStatus: "ACSC" }], ["with an id that is too long", { messageId: "x".repeat(36) }], ["on no day", { createdAt: "yesterday" }]])("%s", async (_, wrong) => {
    await expect(written(wrong)).rejects.toMatchObject({ area: "format" });
  });
});
