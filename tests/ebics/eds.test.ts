import { beforeAll, describe, expect, it } from "vitest";
import { type BtfService, type EdsListEntry, type EdsState, type OrderName, download, edsDetails, edsList, edsState, orderDataDigest, parseHostRequest, signAtBank, wholeOrderAtBank, writeEdsDetails, writeEdsList, writeEdsState } from "../../src/ebics/index.ts";
import { h005Eds } from "../../src/ebics/h005/eds.ts";
import { haveH005Schemas, validateH005 } from "../support/h005-schema.ts";
import { converse } from "./support/converse.ts";
import { LoopHost, signedBy } from "./support/loop-host.ts";
import { type Parties, makeParties } from "./support/parties.ts";

const dialect = h005Eds;
const service = { serviceName: "SCT", scope: "DE", serviceOption: "VOI", container: "XML", message: { name: "pain.001", version: "09" } } as const;
const plain = { serviceName: "SCT", message: { name: "pain.001" } };
const named = (one: BtfService): OrderName => ({ adminOrderType: "BTU", service: one });
const ref = { partnerId: "DUNA0001", name: named(plain), orderId: "N0A1" };
const digest = new Uint8Array(32).fill(7);
const anna = { partnerId: "DUNA0001", userId: "ANNA", name: "Kis Anna", timestamp: Date.parse("2026-11-23T08:00:00Z"), authorisationLevel: "A" } as const;
const { authorisationLevel: _level, ...annaAsOriginator } = anna;
const bare: EdsListEntry = {
  name: named(plain), orderId: "N0A1", sizeBytes: 1234, readyToBeSigned: true, signaturesRequired: 2, signaturesDone: 0, signers: [],
  originator: { partnerId: "DUNA0001", userId: "TOMI", timestamp: anna.timestamp },
};
const full: EdsListEntry = {
  ...bare, name: named(service), signaturesDone: 1, readyToBeSigned: false, signers: [anna, { ...anna, userId: "BELA", name: undefined, authorisationLevel: "B" }], originator: annaAsOriginator,
  additionalInfo: "to be deleted on 2026-12-07",
  overview: {
    dataDigest: { signatureVersion: "A006", digest }, orderDataAvailable: true, orderDetailsAvailable: true, transactions: 3, totalAmount: "1200.50", currency: "EUR",
    firstParty: "Duna Kereskedőház Kft.", firstAccount: "DE89370400440532013000",
  },
};
const state: EdsState = { dataDigest: { signatureVersion: "A005", digest }, displayFile: Buffer.from("Begleitzettel\n3 payments"), orderDataAvailable: false, sizeBytes: 9, orderDetailsAvailable: true, signers: [anna] };
const payments = [
  {
    originator: { account: "HU42117730161111101800000000", holder: "Duna" }, recipient: { account: "DE89370400440532013000", bic: "COBADEFFXXX", holder: "Payee <1>" }, executionDate: "2026-11-24",
    amount: "12.34", currency: "EUR", purpose: ["Invoice 1", "Invoice 2"],
  },
  { originator: { account: "12345678-12345678" }, recipient: { account: "000 111 222" }, amount: "1", currency: "HUF", purpose: [] },
];

describe.skipIf(!haveH005Schemas)("what is said of orders that wait for signatures", () => {
  let parties: Parties;
  beforeAll(async () => {
    parties = await makeParties();
  });
  /** Every message of both sides is checked against the schemas. */
  const checked = (host: LoopHost) => async ({ bytes }: { bytes: Uint8Array }): Promise<Uint8Array> => {
    expect(validateH005(bytes)).toEqual([]);
    const answer = await host.answer(bytes);
    expect(validateH005(answer)).toEqual([]);
    return answer;
  };
  const offering = (data: Uint8Array): LoopHost => {
    const host = new LoopHost(parties);
    host.offer = data;
    return host;
  };

  it.each([["HVU", [bare, { ...full, overview: undefined }]], ["HVZ", [{ ...full, name: named(plain) }, full]]] as const)("%s gives the list as the bank wrote it [HVU HVZ H005 client]", async (kind, entries) => {
    const data = writeEdsList(dialect, kind, entries);
    expect(validateH005(data)).toEqual([]);
    const host = offering(data);
    const { result, requests } = await converse(edsList(parties.context, kind), checked(host));
    expect(result).toMatchObject({ kind: "ok", value: JSON.parse(JSON.stringify(entries, (_key, value: unknown) => (value instanceof Uint8Array ? undefined : value))) as unknown });
    expect(result.kind === "ok" && result.value.map((entry) => entry.overview?.dataDigest.digest.length)).toEqual(entries.map((entry) => entry.overview && 32));
    expect(requests.map(({ step }) => `${step.order} ${step.phase}`)).toEqual([`${kind} initialisation`, `${kind} receipt`]);
    expect(host.receipts).toEqual([true]);
  });

  it("HVD gives the digest, the note and who signed [HVD H005 client]", async () => {
    const data = writeEdsState(dialect, state);
    expect(validateH005(data)).toEqual([]);
    const { result } = await converse(edsState(parties.context, ref), checked(offering(data)));
    expect(result).toMatchObject({ kind: "ok", value: { signers: [anna], orderDataAvailable: false, orderDetailsAvailable: true } });
    expect(result.kind === "ok" && Buffer.from(result.value.displayFile).toString()).toBe("Begleitzettel\n3 payments");
    expect(result.kind === "ok" && Buffer.from(result.value.dataDigest.digest)).toEqual(Buffer.from(digest));
  });

  it("HVT gives payments a page at a time, or the whole file, whose receipt is left to the caller [HVT H005 client]", async () => {
    const data = writeEdsDetails(dialect, { total: 7, payments });
    expect(validateH005(data)).toEqual([]);
    const { result } = await converse(edsDetails(parties.context, ref, { limit: 2, offset: 4 }), checked(offering(data)));
    expect(result).toMatchObject({ kind: "ok", value: { total: 7, payments } });
    const host = offering(Buffer.from("<Document/>"));
    const { result: file } = await converse(download(parties.context, wholeOrderAtBank(ref)), checked(host));
    expect(file.kind === "ok" && Buffer.from(file.value.data).toString()).toBe("<Document/>");
    expect(host.receipts).toEqual([]);
  });

  it("refuses an answer of another order, and tells the bank", async () => {
    const host = offering(writeEdsState(dialect, state));
    await expect(converse(edsList(parties.context, "HVU"), checked(host))).rejects.toMatchObject({ code: "unexpected-answer" });
    expect(host.receipts).toEqual([false]);
  });

  it.each(["HVE", "HVS"] as const)("%s is one request with the signature and without order data, which the host reads as it was meant [HVE HVS H005 client]", async (kind) => {
    const signature = await signedBy(parties, Buffer.from("<Document/>"), "A006");
    const orderDigest = await orderDataDigest(Buffer.from("<Document/>"));
    const { requests } = await converse(signAtBank(parties.context, kind, { ...ref, name: named(service) }, orderDigest, signature), checked(new LoopHost(parties)));
    expect(requests).toHaveLength(1);
    expect(requests[0]?.step).toMatchObject({ last: true, bankOrderId: "N0A1" });
    const read = parseHostRequest(requests[0]?.bytes ?? new Uint8Array());
    expect(read).toMatchObject({ kind: "upload-initialisation", adminOrderType: kind, segments: 0, params: { kind, order: { ...ref, name: named(service) } } });
    expect(read.kind === "upload-initialisation" && Buffer.from(read.dataDigest?.digest ?? "").equals(orderDigest)).toBe(true);
  });

  it("reads back what it asks for, page and all", async () => {
    const { requests } = await converse(edsDetails(parties.context, { ...ref, name: named(service) }, { limit: 20, offset: 40 }), checked(offering(writeEdsDetails(dialect, { total: 0, payments }))));
    expect(parseHostRequest(requests[0]?.bytes ?? new Uint8Array())).toMatchObject({ params: { kind: "HVT", order: { ...ref, name: named(service) }, completeOrderData: false, fetchLimit: 20, fetchOffset: 40 } });
  });
});
