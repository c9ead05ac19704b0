import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { type EbicsResponse, ebicsResponse, hevResponse, hpbOrderData, keyManagementResponse } from "../../../src/ebics/index.ts";
import { h005 } from "../../../src/ebics/h005/protocol.ts";
import { readHevResponse } from "../../../src/ebics/hev-messages.ts";
import { parseXml } from "../../../src/ebics/xml/parse.ts";
import { haveH005Schemas, validateH005 } from "../../support/h005-schema.ts";
import { type Parties, makeParties } from "../support/parties.ts";

let parties: Parties;
beforeAll(async () => {
  parties = await makeParties();
});

const orUndefined = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });
const bytes = fc.uint8Array({ maxLength: 60 }).map((array) => Buffer.from(array));
const encryption = fc.record({ encryptionPubKeyDigest: fc.record({ version: fc.constant("E002"), digest: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((array) => Buffer.from(array)) }), transactionKey: bytes });
const code = fc.constantFrom("000000", "011000", "061001", "091301");
const outcome = {
  technical: code,
  business: code,
  reportText: fc.constantFrom("[EBICS_OK] OK", "ő <&> \"'", ""),
  orderId: orUndefined(fc.constantFrom("N001", "ZZZZ")),
  timestampBankParameter: orUndefined(fc.constant(Date.parse("2026-11-23T08:00:00Z"))),
};
const responses: fc.Arbitrary<EbicsResponse> = fc.record({
  ...outcome,
  phase: fc.constantFrom("Initialisation" as const, "Transfer" as const, "Receipt" as const),
  transactionId: orUndefined(fc.constant("00112233445566778899AABBCCDDEEFF")),
  segments: orUndefined(fc.integer({ min: 1, max: 9_999 })),
  segment: orUndefined(fc.record({ number: fc.integer({ min: 1, max: 9_999 }), last: fc.boolean() })),
  data: orUndefined(fc.record({ encryption: orUndefined(encryption), orderData: bytes })),
});

describe.skipIf(!haveH005Schemas)("what a host answers", () => {
  it("is valid, and is read as it was written", async () => {
    await fc.assert(
      fc.asyncProperty(responses, async (response) => {
        const message = await ebicsResponse("H005", response, parties.bankAuthentication);
        expect(validateH005(message)).toEqual([]);
        expect(h005.readResponse(parseXml(message))).toEqual(response);
      }),
      { numRuns: 100 },
    );
  });
  it("is valid in key management too", () => {
    fc.assert(
      fc.property(fc.record({ ...outcome, data: orUndefined(fc.record({ encryption, orderData: bytes })) }), (response) => {
        const message = keyManagementResponse("H005", response);
        expect(validateH005(message)).toEqual([]);
        expect(h005.readKeyManagementResponse(parseXml(message))).toEqual(Object.fromEntries(Object.entries(response).filter(([key, value]) => key !== "data" || value !== undefined)));
      }),
      { numRuns: 100 },
    );
  });
  it("has a report text of its own where none is given", async () => {
    expect(Buffer.from(keyManagementResponse("H005", { technical: "091002", business: "000000" })).toString()).toContain("<ReportText>[EBICS_INVALID_USER_OR_USER_STATE] ");
    const long = await ebicsResponse("H005", { phase: "Receipt", technical: "000000", business: "000000", reportText: "x".repeat(400) }, parties.bankAuthentication);
    expect(validateH005(long)).toEqual([]);
  });
  it("is valid for HEV and as HPB order data", () => {
    const hev = hevResponse({ returnCode: "091011", versions: [{ protocolVersion: "H004", versionNumber: "02.50" }, { protocolVersion: "H005", versionNumber: "03.00" }] });
    expect(validateH005(hev)).toEqual([]);
    expect(readHevResponse(parseXml(hev)).versions.length).toBe(2);
    expect(validateH005(hpbOrderData("H005", "PRACTICE", parties.bank))).toEqual([]);
  });
});
