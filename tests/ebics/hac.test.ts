import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BatchStatus } from "../../src/domain/status-report.ts";
import { type HacEvent, buildHac, hacActions, hacReasonSentence, hacVerdict, readHac } from "../../src/ebics/index.ts";
import { pain00200103 } from "../../src/formats/pain002/format.ts";

const id = fc.string({ unit: fc.constantFrom("A", "9", "=", "z"), minLength: 1, maxLength: 8 });
const optionalId = fc.option(id, { nil: undefined });
const events: fc.Arbitrary<HacEvent[]> = fc.array(
  fc.record({
    action: fc.constantFrom<string>(...hacActions, "BANK_SPECIFIC"),
    timestamp: fc.constantFrom("2026-11-23T09:00:00Z", "2026-11-23T09:00:00.123+01:00"),
    partnerId: optionalId, userId: optionalId, orderId: optionalId, adminOrderType: optionalId, serviceName: optionalId, scope: optionalId, serviceOption: optionalId,
    containerType: optionalId, messageName: optionalId,
    reasonCode: fc.constantFrom("TS01", "DS01", "DS0B", "TD03"),
    text: fc.array(fc.constantFrom("Fájl: átvéve", "<&>"), { maxLength: 2 }),
  }),
  { minLength: 1, maxLength: 5 },
);

describe("HAC", () => {
  it("comes out of a pain.002 document as it went in", async () => {
    await fc.assert(
      fc.asyncProperty(events, async (written) => {
        const { header, batches } = buildHac({ messageId: "HAC1", createdAt: "2026-11-23T10:00:00Z" }, written);
        const read: BatchStatus[] = [];
        const findings: unknown[] = [];
        await pain00200103.read(pain00200103.write(header, batches, []), { header: () => {}, batchStatus: (status) => read.push(status), transactionStatus: () => {}, finding: (finding) => findings.push(finding) });
        expect(findings).toEqual([]);
        expect(readHac(read)).toEqual(written);
      }),
      { numRuns: 40 },
    );
  });

  it("reads an event that says nothing", () => {
    expect(readHac([{ originalPaymentInformationId: "ADDITIONAL", reasons: [] }])).toEqual([{ action: "ADDITIONAL", timestamp: "", reasonCode: undefined, text: [] }]);
  });

  it.each([
    ["FILE_UPLOAD", "TS01", "received"],
    ["FILE_UPLOAD", "TD03", "information"],
    ["ES_VERIFICATION", "DS01", "signature-verified"],
    ["ES_VERIFICATION", "DS0B", "signature-refused"],
    ["ES_VERIFICATION", undefined, "information"],
    ["VEU_FORWARDING", "DS06", "waiting-for-signatures"],
    ["VEU_CANCEL_ORDER", "DS02", "refused"],
    ["VEU_CANCEL_ORDER", "DS03", "information"],
    ["ORDER_HAC_FINAL_POS", "DS05", "accepted"],
    ["ORDER_HAC_FINAL_NEG", "DS04", "refused"],
    ["FILE_DOWNLOAD", "TS01", "information"],
    ["SOMETHING_NEW", "TS01", "information"],
  ] as const)("%s with %s means %s", (action, reasonCode, verdict) => {
    expect(hacVerdict({ action, reasonCode, timestamp: "", text: [] })).toBe(verdict);
  });

  it("has a sentence for the usual reasons, none for the unknown", () => {
    for (const code of ["TS01", "DS01", "TD03", "DS0B", "DS0C", "DS0E", "DS0G", "DS14", "DS16", "DS19", "DS26", "DS27", "DS08", "DS09"]) expect(hacReasonSentence(code)).toMatch(/\.$/);
    expect(hacReasonSentence("XX99")).toBeUndefined();
    expect(hacReasonSentence("toString")).toBeUndefined();
  });
});
