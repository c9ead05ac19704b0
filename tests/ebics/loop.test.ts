import { randomBytes } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { download, fetchBankKeys, hev, sendHia, sendIni, upload } from "../../src/ebics/index.ts";
import { haveH005Schemas, validateH005 } from "../support/h005-schema.ts";
import { haveIndependentTools, verifyWithOpenssl } from "../support/independent-verify.ts";
import { converse } from "./support/converse.ts";
import { LoopHost, signedBy } from "./support/loop-host.ts";
import { type Parties, makeParties } from "./support/parties.ts";

const service = { serviceName: "SCT", message: { name: "pain.001" } };
const statements = { serviceName: "EOP", scope: "DE", container: "ZIP", message: { name: "camt.053", version: "08" } } as const;

describe.skipIf(!haveH005Schemas || !haveIndependentTools)("client and host, in memory", () => {
  let parties: Parties;
  beforeAll(async () => {
    parties = await makeParties();
  });

  /** Both directions are checked against the schemas, and every signed message by openssl. */
  function checked(host: LoopHost): (request: { bytes: Uint8Array }) => Promise<Uint8Array> {
    return async ({ bytes }) => {
      const answer = await host.answer(bytes);
      for (const [message, key] of [[bytes, parties.authentication.certificateDer], [answer, parties.bank.authentication.certificateDer]] as const) {
        expect(validateH005(message)).toEqual([]);
        if (Buffer.from(message).includes("AuthSignature")) expect(verifyWithOpenssl(message, key)).toBe(true);
      }
      return answer;
    };
  }

  it("asks the versions", async () => {
    const { result } = await converse(hev("PRACTICE"), checked(new LoopHost(parties)));
    expect(result).toMatchObject({ kind: "ok", value: { versions: [{ protocolVersion: "H005", versionNumber: "03.00" }] } });
  });

  it("sends INI and HIA", async () => {
    const host = new LoopHost(parties);
    const { result: ini } = await converse(sendIni(parties.context, { version: "A006", certificateDer: parties.signature.certificateDer }), checked(host));
    expect(ini).toMatchObject({ kind: "ok", value: { bankOrderId: "A001" } });
    expect(host.ini?.certificateDer).toEqual(Buffer.from(parties.signature.certificateDer));
    const keys = { authentication: { certificateDer: parties.authentication.certificateDer }, encryption: { certificateDer: parties.encryption.certificateDer } };
    const { result: hia } = await converse(sendHia(parties.context, keys), checked(host));
    expect(hia.kind).toBe("ok");
  });

  it("fetches the bank's keys", async () => {
    const { result } = await converse(fetchBankKeys(parties.context), checked(new LoopHost(parties)));
    expect(result.kind === "ok" && Buffer.from(result.value.keys.encryption.certificateDer ?? "").equals(parties.bank.encryption.certificateDer)).toBe(true);
  });

  it.each([["A006", 1], ["A006", 3], ["A005", 1]] as const)("uploads with %s in %i segment(s)", async (version, segments) => {
    const host = new LoopHost(parties);
    const orderData = Buffer.concat([Buffer.from("<Document>\r\n"), randomBytes(segments === 1 ? 200 : 2_300)]);
    const order = { service, orderData, signatures: [await signedBy(parties, orderData, version)], signatureFlag: true, requestEds: false, segmentBytesMax: 1_200 };
    const { result, requests } = await converse(upload(parties.context, order), checked(host));
    expect(result).toMatchObject({ kind: "ok", value: { bankOrderId: "N001", segments } });
    expect(host.received).toEqual([orderData]);
    expect(requests.map(({ step }) => step.last ?? false)).toEqual([...Array<boolean>(segments).fill(false), true]);
    expect(requests.slice(1).every(({ step }) => step.transactionId !== undefined && step.bankOrderId === "N001")).toBe(true);
  });

  it("uploads with signatures of both versions by several signers", async () => {
    const host = new LoopHost(parties);
    const orderData = Buffer.from("<Document/>");
    const signatures = [await signedBy(parties, orderData, "A005"), { ...(await signedBy(parties, orderData, "A006")), userId: "BELA" }];
    const { result } = await converse(upload(parties.context, { service, orderData, signatures, signatureFlag: true, requestEds: true }), checked(host));
    expect(result.kind).toBe("ok");
    expect(host.received.length).toBe(1);
  });

  it("downloads in three segments, and the receipt is a step of its own", async () => {
    const host = new LoopHost(parties, 1_200);
    host.offer = randomBytes(2_300);
    const { result, requests } = await converse(download(parties.context, { order: "BTD", service: statements, dateRange: { start: "2026-11-01", end: "2026-11-22" } }), checked(host));
    expect(requests.map(({ step }) => [step.phase, step.segment])).toEqual([["initialisation", undefined], ["transfer", 2], ["transfer", 3]]);
    if (result.kind !== "ok") throw new Error(result.kind);
    expect(result.value.data).toEqual(host.offer);
    expect(host.receipts).toEqual([]);
    const { result: receipt } = await converse(result.value.receipt(true), checked(host));
    expect(receipt).toMatchObject({ kind: "ok", technical: { code: "011000" } });
    const { result: negative } = await converse(result.value.receipt(false), checked(host));
    expect(negative).toMatchObject({ kind: "ok", technical: { code: "011001" } });
    expect(host.receipts).toEqual([true, false]);
  });

  it("says when there is nothing to fetch", async () => {
    const { result } = await converse(download(parties.context, { order: "HAC" }), checked(new LoopHost(parties)));
    expect(result).toMatchObject({ kind: "no-data", business: { code: "090005" } });
  });
});
