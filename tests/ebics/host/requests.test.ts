import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { download, fetchBankKeys, hev, parseHostRequest, sendHia, sendIni, upload } from "../../../src/ebics/index.ts";
import { converse } from "../support/converse.ts";
import { LoopHost, signedBy } from "../support/loop-host.ts";
import { type Parties, makeParties } from "../support/parties.ts";

let parties: Parties;
/** One genuine request of each kind, by AdminOrderType and phase. */
const genuine = new Map<string, string>();

beforeAll(async () => {
  parties = await makeParties();
  const host = new LoopHost(parties);
  host.offer = Buffer.from("<x/>");
  const keep = async ({ bytes, step }: { bytes: Uint8Array; step: { order: string; phase: string } }): Promise<Uint8Array> => {
    genuine.set(`${step.order} ${step.phase}`, Buffer.from(bytes).toString("utf8"));
    return host.answer(bytes);
  };
  const orderData = Buffer.from("<Document/>");
  await converse(hev("PRACTICE"), keep);
  await converse(sendIni(parties.context, { version: "A006", certificateDer: parties.signature.certificateDer }), keep);
  await converse(sendHia(parties.context, { authentication: { certificateDer: parties.authentication.certificateDer }, encryption: { certificateDer: parties.encryption.certificateDer } }), keep);
  await converse(fetchBankKeys(parties.context), keep);
  const order = { service: { serviceName: "SCT", scope: "HU", serviceOption: "URG", container: "XML" as const, message: { name: "pain.001", variant: "001", version: "09", format: "XML" } }, fileName: "fizetés.xml", orderData, signatures: [await signedBy(parties, orderData)], signatureFlag: true, requestEds: true };
  await converse(upload({ ...parties.context, ids: { ...parties.context.ids, systemId: "SYS1" } }, order), keep);
  const { result } = await converse(download(parties.context, { order: "HAC", dateRange: { start: "2026-11-01", end: "2026-11-22" } }), keep);
  if (result.kind === "ok") await converse(result.value.receipt(true), keep);
});

const parse = (text: string) => parseHostRequest(Buffer.from(text));
function of(key: string): string {
  const text = genuine.get(key);
  if (text === undefined) throw new Error(`no request ${key}`);
  return text;
}

describe("a request as the host reads it", () => {
  it("is typed by its kind", () => {
    expect(parse(of("HEV key-management"))).toEqual({ kind: "hev", hostId: "PRACTICE" });
    expect(parse(of("INI key-management"))).toMatchObject({ kind: "unsecured", adminOrderType: "INI", ids: { partnerId: "DUNA0001", userId: "ANNA" } });
    expect(parse(of("HPB key-management"))).toMatchObject({ kind: "no-pub-key-digests", adminOrderType: "HPB", nonce: expect.stringMatching(/^[0-9A-F]{32}$/), timestamp: parties.clock.now() });
    expect(parse(of("BTU initialisation"))).toMatchObject({
      kind: "upload-initialisation", ids: { systemId: "SYS1" }, segments: 1, dataDigest: { signatureVersion: "A006" },
      params: { kind: "BTU", fileName: "fizetés.xml", signatureFlag: true, requestEds: true, service: { serviceName: "SCT", scope: "HU", serviceOption: "URG", container: "XML", message: { name: "pain.001", variant: "001", version: "09", format: "XML" } } },
    });
    expect(parse(of("BTU transfer"))).toMatchObject({ kind: "transfer", segment: 1, lastSegment: true });
    expect(parse(of("HAC initialisation"))).toMatchObject({ kind: "download-initialisation", adminOrderType: "HAC", params: { kind: "standard", dateRange: { start: "2026-11-01", end: "2026-11-22" } } });
    expect(parse(of("HAC receipt"))).toMatchObject({ kind: "receipt", positive: true });
  });

  it.each([
    ["BTU initialisation", "<NumSegments>1</NumSegments>", ""],
    ["BTU initialisation", "<NumSegments>1<", "<NumSegments>-1<"],
    ["BTU initialisation", "<PartnerID>DUNA0001<", "<PartnerID>DUNA 0001<"],
    ["BTU initialisation", "<UserID>", "<UserId>"],
    ["BTU initialisation", "<AdminOrderType>BTU<", "<AdminOrderType>BTD<"],
    ["BTU initialisation", "<SignatureFlag requestEDS=\"true\">", "<SignatureFlag requestEDS=\"yes\">"],
    ["BTU initialisation", "<SignatureFlag requestEDS=\"true\">", "<SignatureFlag>true"],
    ["BTU initialisation", 'containerType="XML"', 'containerType="RAR"'],
    ["BTU initialisation", 'version="09"', 'version="9"'],
    ["BTU initialisation", "<ServiceName>SCT</ServiceName><Scope>HU</Scope>", "<Scope>HU</Scope><ServiceName>SCT</ServiceName>"],
    ["BTU initialisation", 'Version="H005"', 'Version="H004"'],
    ["BTU initialisation", 'Version="E002"', 'Version="E2"'],
    ["BTU initialisation", "<SecurityMedium>0000</SecurityMedium>", ""],
    ["BTU initialisation", "</Timestamp>", "x</Timestamp>"],
    ["BTU initialisation", "<header ", '<header kind="x" '],
    ["BTU initialisation", "<static>", "<static>text"],
    ["BTU transfer", 'lastSegment="true"', 'lastSegment="maybe"'],
    ["BTU transfer", "<SegmentNumber lastSegment=\"true\">1<", "<SegmentNumber lastSegment=\"true\">0<"],
    ["BTU transfer", "<OrderData>", "<OrderData>*"],
    ["HAC receipt", "<ReceiptCode>0<", "<ReceiptCode>2<"],
    ["HAC receipt", "<TransactionPhase>Receipt<", "<TransactionPhase>Recovery<"],
  ])("%s: is refused as invalid XML when %s becomes %s", (key, from, to) => {
    expect(of(key)).toContain(from);
    expect(parse(of(key).replace(from, to))).toMatchObject({ kind: "malformed", returnCode: "091010", answer: "ebicsResponse" });
  });

  it("says in which message the sender expects the refusal", () => {
    expect(parse(of("HEV key-management").replace("<HostID>", "<Host>").replace("</HostID>", "</Host>"))).toMatchObject({ answer: "ebicsHEVResponse" });
    expect(parse(of("INI key-management").replace("<PartnerID>", "<PartnerID>*"))).toMatchObject({ answer: "ebicsKeyManagementResponse" });
    expect(parse("GET / HTTP/1.1")).toMatchObject({ answer: "ebicsResponse" });
  });

  it("is refused, never thrown at, whatever the bytes", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => parseHostRequest(bytes).kind === "malformed"), { numRuns: 300 });
  });

  it("is refused or read, never thrown at, when any byte is changed, cut or doubled", () => {
    fc.assert(
      fc.property(fc.constantFrom(...genuine.values()), fc.nat(8_000), fc.integer({ min: 0, max: 255 }), fc.constantFrom("flip", "cut", "double"), (text, position, value, how) => {
        const bytes = Buffer.from(text);
        const at = position % bytes.length;
        if (how === "flip") bytes[at] = value;
        const changed = how === "cut" ? bytes.subarray(0, at) : how === "double" ? Buffer.concat([bytes, bytes.subarray(at)]) : bytes;
        const parsed = parseHostRequest(changed);
        return how === "flip" ? parsed.kind.length > 0 : parsed.kind === "malformed";
      }),
      { numRuns: 500 },
    );
  });

  it("takes time in proportion to its size, however it is nested", () => {
    const wide = `<ebicsRequest xmlns="urn:org:ebics:H005">${'<a authenticate="true"/>'.repeat(1_900)}</ebicsRequest>`;
    const long = `<a>${"&amp;".repeat(700_000)}</a>`;
    const started = performance.now();
    for (const text of [wide, long, "<a ".repeat(300_000), "<".repeat(1_000_000), `<a b="${"&".repeat(1_000_000)}`]) expect(parse(text).kind).toBe("malformed");
    expect(performance.now() - started).toBeLessThan(60_000);
  });
});
