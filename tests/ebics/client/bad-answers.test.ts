import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { AppError } from "../../../src/domain/errors.ts";
import {
  type Answer, type DataEncryptionInfo, type Download, type EbicsResponse, type Exchange, type OrderContext, type UploadReceipt, decryptionKey, download, ebicsResponse, encryptFor, fetchBankKeys, hev,
  hpbOrderData, keyChangeOrderData, keyManagementResponse, sendIni, sendKeyChange, sendSuspension, signAtBank, suspensionOrderData, upload,
} from "../../../src/ebics/index.ts";
import { newTransactionKey } from "../../../src/ebics/order-data.ts";
import { converse } from "../support/converse.ts";
import { LoopHost, signedBy } from "../support/loop-host.ts";
import { type Parties, makeParties } from "../support/parties.ts";

let parties: Parties;
let orderData: Buffer;
const transactionId = "00112233445566778899AABBCCDDEEFF";
const ok = { technical: "000000", business: "000000" };

beforeAll(async () => {
  parties = await makeParties();
  orderData = Buffer.from(parties.randomness.bytes(1_000)); // does not compress: three segments of at most 375 bytes
});

async function threeSegments(context: OrderContext = parties.context): Promise<Exchange<Answer<UploadReceipt>>> {
  return upload(context, { service: { serviceName: "SCT", message: { name: "pain.001" } }, orderData, signatures: [await signedBy(parties, orderData)], signatureFlag: true, requestEds: false, segmentBytesMax: 500 });
}
const answer = (response: EbicsResponse, key = parties.bankAuthentication) => ebicsResponse("H005", response, key);

/** Runs until the n-th answer, which is this one. */
async function withAnswer<T>(exchange: Exchange<T>, n: number, bad: (genuine: Buffer) => Promise<Uint8Array> | Uint8Array): Promise<T> {
  const host = new LoopHost(parties, 500);
  host.offer = orderData;
  let count = 0;
  const { result } = await converse(exchange, async ({ bytes }) => {
    const genuine = await host.answer(bytes);
    return ++count === n ? bad(Buffer.from(genuine)) : genuine;
  });
  return result;
}
/** A genuine answer of the bank to somebody who fetches. */
const beginsDownload = () => answer({
  phase: "Initialisation", transactionId, segments: 1, segment: { number: 1, last: true }, ...ok,
  data: { encryption: { encryptionPubKeyDigest: { version: "E002", digest: new Uint8Array(32) }, transactionKey: new Uint8Array(256) }, orderData: new Uint8Array(16) },
});
/** As if it were encrypted for another key. */
const otherDigest = (encryption: DataEncryptionInfo): DataEncryptionInfo => ({ ...encryption, encryptionPubKeyDigest: { ...encryption.encryptionPubKeyDigest, digest: new Uint8Array(32) } });
const failure = (run: Promise<unknown>): Promise<AppError> =>
  run.then(
    () => { throw new Error("it was believed"); },
    (error: unknown) => { if (error instanceof AppError) return error; throw error; },
  );

describe("an upload's answer that cannot be believed", () => {
  it("tells the two sides of the last segment apart", async () => {
    const tampered = (genuine: Buffer) => Buffer.from(genuine.toString("utf8").replace("<ReturnCode>000000", "<ReturnCode>000001"));
    const early = await failure(withAnswer(await threeSegments(), 2, tampered));
    expect(early).toMatchObject({ area: "ebics", code: "bad-response-signature", meaning: expect.stringContaining("will not be executed") });
    expect(early.context).toMatchObject({ phase: "transfer", segment: 1, transactionId });
    const late = await failure(withAnswer(await threeSegments(), 4, tampered));
    expect(late).toMatchObject({ code: "bad-response-signature", meaning: expect.stringContaining("may be executed"), context: { last: true, bankOrderId: "N001" } });
  });

  it("refuses an answer signed by somebody else", async () => {
    const stranger = await makeParties();
    expect(await failure(withAnswer(await threeSegments(), 1, () => answer({ phase: "Initialisation", transactionId, ...ok }, stranger.bankAuthentication)))).toMatchObject({ code: "bad-response-signature" });
  });

  it("notices new keys of the bank in an answer it cannot verify", async () => {
    const stranger = await makeParties();
    const changed = () => answer({ phase: "Initialisation", technical: "091008", business: "000000" }, stranger.bankAuthentication);
    expect(await failure(withAnswer(await threeSegments(), 1, changed))).toMatchObject({ code: "bank-keys-changed", meaning: expect.stringContaining("will not be executed") });
  });

  it.each([
    ["another transmission", 2, () => answer({ phase: "Transfer", transactionId: "FF112233445566778899AABBCCDDEEFF", segment: { number: 1, last: false }, ...ok })],
    ["no transmission", 2, () => answer({ phase: "Transfer", segment: { number: 1, last: false }, ...ok })],
    ["another phase", 2, () => answer({ phase: "Initialisation", transactionId, ...ok })],
    ["another segment", 3, () => answer({ phase: "Transfer", transactionId, segment: { number: 1, last: false }, ...ok })],
    ["what begins a download", 1, beginsDownload],
    ["a segment that comes down", 2, () => answer({ phase: "Transfer", transactionId, segment: { number: 1, last: false }, data: { encryption: undefined, orderData: new Uint8Array(16) }, ...ok })],
    ["another order", 3, () => answer({ phase: "Transfer", transactionId, orderId: "N999", segment: { number: 2, last: false }, ...ok })],
    ["no transaction id", 1, () => answer({ phase: "Initialisation", ...ok })],
    ["a key management response", 1, () => keyManagementResponse("H005", ok)],
    ["the request itself", 1, () => Buffer.from("<ebicsRequest/>")],
    ["nothing", 1, () => new Uint8Array()],
    ["a page of a proxy", 4, () => Buffer.from("<!DOCTYPE html><html><body>Bad gateway</body></html>")],
  ] as const)("refuses %s", async (_, n, bad) => {
    expect(await failure(withAnswer(await threeSegments(), n, bad))).toMatchObject({ area: "ebics", code: "unexpected-answer" });
  });

  it("never believes bytes that are not the genuine answer", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(10_000), fc.integer({ min: 1, max: 255 }), async (position, mask) => {
        let genuine = "";
        const bad = (bytes: Buffer): Buffer => {
          genuine = bytes.toString("utf8");
          const flipped = Buffer.from(bytes);
          const at = position % flipped.length;
          flipped[at] = (flipped[at] ?? 0) ^ mask;
          return flipped;
        };
        const outcome = await withAnswer(await threeSegments(), 1, bad).catch((error: unknown) => error);
        // A flip outside of what is authenticated (white space, the quotes) may be harmless; what is read must then be the same.
        if (outcome instanceof AppError) return outcome.area === "ebics";
        return genuine !== "" && (outcome as Answer<UploadReceipt>).kind === "ok";
      }),
      { numRuns: 60 },
    );
  });
});

describe("an order that is done with few messages", () => {
  it("is not believed to be done by what begins a download: new keys, a suspension, a signature at the bank and a cancellation", async () => {
    const { certificateDer } = parties.signature;
    const data = keyChangeOrderData(parties.context, { order: "PUB", signature: { version: "A006", certificateDer } });
    const orders: readonly Exchange<unknown>[] = [
      sendKeyChange(parties.context, "PUB", data, await signedBy(parties, data)), sendSuspension(parties.context, await signedBy(parties, suspensionOrderData)),
      ...await Promise.all((["HVE", "HVS"] as const).map(async (kind) => signAtBank(parties.context, kind, { partnerId: "KUND1", name: { adminOrderType: "BTU", service: { serviceName: "SCT", message: { name: "pain.001" } } }, orderId: "N001" }, new Uint8Array(32), await signedBy(parties, orderData)))),
    ];
    for (const order of orders) expect(await failure(withAnswer(order, 1, beginsDownload))).toMatchObject({ area: "ebics", code: "unexpected-answer" });
  });
});

describe("any bytes for an answer", () => {
  it("are refused with an error of this area, in every kind of exchange", async () => {
    const { certificateDer } = parties.signature;
    const exchanges: (() => Exchange<unknown>)[] = [
      () => hev("PRACTICE"),
      () => sendIni(parties.context, { version: "A006", certificateDer }),
      () => fetchBankKeys(parties.context),
      () => download(parties.context, { order: "HTD" }),
    ];
    const shells = ["ebicsHEVResponse xmlns='http://www.ebics.org/H000'", "ebicsKeyManagementResponse xmlns='urn:org:ebics:H005' Version='H005'", "ebicsResponse xmlns='urn:org:ebics:H005' Version='H005'"];
    const text = fc.string({ unit: fc.constantFrom("<", ">", "/", "header", "body", "static", "mutable", " ", "ReturnCode", "authenticate='true'", "000000", "&amp;"), maxLength: 30 });
    const wrapped = fc.tuple(fc.constantFrom(...shells), text).map(([shell, content]) => Buffer.from(`<${shell}>${content}</${shell.split(" ")[0]}>`));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...exchanges), fc.oneof(fc.uint8Array({ maxLength: 100 }), wrapped), async (exchange, bytes) => {
        expect(await failure(converse(exchange(), () => bytes))).toMatchObject({ area: "ebics", code: "unexpected-answer", meaning: expect.any(String), next: expect.any(String) });
      }),
      { numRuns: 150 },
    );
  });
});

describe("an upload that the bank refuses", () => {
  it("is certain not to be executed before the last segment", async () => {
    const result = await withAnswer(await threeSegments(), 2, () => answer({ phase: "Transfer", transactionId, technical: "061099", business: "000000" }));
    expect(result).toMatchObject({ kind: "rejected", mayBeExecuting: false, decisive: { code: "061099" }, step: { phase: "transfer", segment: 1 } });
  });
  it.each([["091301", false], ["090004", false], ["061099", true], ["999999", true], ["091116", true]] as const)("with %s to the last segment: may be executing is %s", async (code, mayBeExecuting) => {
    const codes = code === "061099" ? { technical: code, business: "000000" } : { technical: "000000", business: code };
    const result = await withAnswer(await threeSegments(), 4, () => answer({ phase: "Transfer", transactionId, segment: { number: 3, last: true }, ...codes }));
    expect(result).toMatchObject({ kind: "rejected", mayBeExecuting, decisive: { code } });
  });
  it("keeps both codes", async () => {
    const result = await withAnswer(await threeSegments(), 1, () => answer({ phase: "Initialisation", technical: "000000", business: "090003", reportText: "[EBICS_OK] nem" }));
    expect(result).toMatchObject({ kind: "rejected", technical: { code: "000000" }, business: { code: "090003" }, reportText: "[EBICS_OK] nem", mayBeExecuting: false });
  });
});

describe("an order that does not fit", () => {
  const service = { serviceName: "SCT", message: { name: "pain.001" } };
  it("is refused before anything is sent", async () => {
    const signature = await signedBy(parties, orderData);
    const good = { service, orderData, signatures: [signature], signatureFlag: true, requestEds: false };
    for (const bad of [
      { ...good, signatures: [] },
      { ...good, orderDataDigest: new Uint8Array(32) },
      { ...good, service: { ...service, serviceName: "SCTX" } },
      { ...good, service: { ...service, message: { name: "PAIN" } } },
      { ...good, service: { ...service, scope: "d" } },
      { ...good, fileName: "" },
      { ...good, fileName: "a\u0001b" },
      { ...good, segmentBytesMax: 3 },
      { ...good, segmentBytesMax: 2_000_000 },
      { ...good, signatureFlag: false, requestEds: true },
    ]) {
      const error = await failure(upload(parties.context, bad).next());
      expect(error).toMatchObject({ code: "bad-order", meaning: "Nothing was sent." });
    }
    const ids = { ...parties.context, ids: { ...parties.context.ids, userId: "A B" } };
    expect(await failure(upload(ids, good).next())).toMatchObject({ code: "bad-order" });
  });
  it("reports a source that breaks while it is read", async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from("<Doc");
      throw new AppError("store", "damaged", "The file is damaged.");
    }
    const order = { service, orderData: broken(), signatures: [await signedBy(parties, orderData)], signatureFlag: true, requestEds: false };
    expect(await failure(upload(parties.context, order).next())).toMatchObject({ area: "store", code: "damaged" });
  });
});

describe("a download's answer that cannot be used", () => {
  const fetch = (context: OrderContext = parties.context, inflatedBytesMax?: number): Exchange<Answer<Download>> => download(context, { order: "HTD", inflatedBytesMax });
  const first = async (data: Uint8Array, segments = 1, certificateDer = parties.encryption.certificateDer): Promise<Uint8Array> => {
    const encrypted = await encryptFor({ certificateDer }, data, parties.context);
    return answer({ phase: "Initialisation", transactionId, segments, segment: { number: 1, last: segments === 1 }, ...ok, data: { encryption: encrypted.encryption, orderData: Buffer.concat(encrypted.segments) } });
  };

  it("refuses what is encrypted for another key", async () => {
    expect(await failure(withAnswer(fetch(), 1, () => first(orderData, 1, parties.bank.encryption.certificateDer)))).toMatchObject({ code: "undecryptable-answer", meaning: expect.stringContaining("still holds") });
  });
  it("refuses what opens with our key and says that it is for another one", async () => {
    const encrypted = await encryptFor(parties.encryption, orderData, parties.context);
    const bad = () => answer({ phase: "Initialisation", transactionId, segments: 1, segment: { number: 1, last: true }, ...ok, data: { encryption: otherDigest(encrypted.encryption), orderData: Buffer.concat(encrypted.segments) } });
    expect(await failure(withAnswer(fetch(), 1, bad))).toMatchObject({ code: "undecryptable-answer", meaning: expect.stringContaining("still holds") });
  });
  it("refuses what another private key cannot open, whatever padding its random bytes have", async () => {
    const other = await makeParties();
    const wrong = { certificateDer: parties.encryption.certificateDer, decryptTransactionKey: decryptionKey(other.encryption.privateKeyPkcs8, other.encryption.certificateDer).decryptTransactionKey };
    expect(await failure(withAnswer(fetch({ ...parties.context, encryption: wrong }), 1, () => first(orderData)))).toMatchObject({ code: "undecryptable-answer" });
  });
  it("refuses flipped ciphertext", async () => {
    const encrypted = await encryptFor(parties.encryption, orderData, parties.context);
    const ciphertext = Buffer.concat(encrypted.segments);
    for (const at of [0, 17, ciphertext.length - 40, ciphertext.length - 20]) {
      const flipped = Buffer.from(ciphertext);
      flipped[at] = (flipped[at] ?? 0) ^ 0x10;
      const bad = () => answer({ phase: "Initialisation", transactionId, segments: 1, segment: { number: 1, last: true }, ...ok, data: { encryption: encrypted.encryption, orderData: flipped } });
      expect(await failure(withAnswer(fetch(), 1, bad))).toMatchObject({ code: "undecryptable-answer" });
    }
  });
  it("stops a zip bomb", async () => {
    expect(await failure(withAnswer(fetch(parties.context, 100_000), 1, () => first(new Uint8Array(50_000_000))))).toMatchObject({ code: "answer-too-large" });
  });
  it("stops an endless row of segments", async () => {
    const endless = async (): Promise<unknown> => {
      const encrypted = await encryptFor(parties.encryption, orderData, parties.context);
      const data = { encryption: encrypted.encryption, orderData: Buffer.alloc(60_000) };
      let number = 0;
      return (await converse(fetch(parties.context, 200_000), async () => {
        number++;
        return answer({ phase: number === 1 ? "Initialisation" : "Transfer", transactionId, segments: number === 1 ? 9_999_999_999 : undefined, segment: { number, last: false }, ...ok, data: number === 1 ? data : { orderData: data.orderData } });
      })).result;
    };
    expect(await failure(endless())).toMatchObject({ code: "answer-too-large" });
  });
  it.each([
    ["another segment", (): EbicsResponse => ({ phase: "Transfer", transactionId, segment: { number: 3, last: true }, ...ok, data: { orderData: new Uint8Array(16) } })],
    ["an early end", (): EbicsResponse => ({ phase: "Transfer", transactionId, segment: { number: 2, last: true }, ...ok, data: { orderData: new Uint8Array(16) } })],
    ["no data", (): EbicsResponse => ({ phase: "Transfer", transactionId, segment: { number: 2, last: false }, ...ok })],
  ])("refuses %s", async (_, response) => {
    expect(await failure(withAnswer(fetch(), 2, () => answer(response())))).toMatchObject({ code: "unexpected-answer" });
  });
  it("hands on a refusal in the middle", async () => {
    expect(await withAnswer(fetch(), 2, () => answer({ phase: "Transfer", technical: "091101", business: "000000" }))).toMatchObject({ kind: "rejected", step: { segment: 2 }, mayBeExecuting: false });
  });
  it("knows 090005 in either place", async () => {
    for (const codes of [{ technical: "000000", business: "090005" }, { technical: "090005", business: "000000" }, { technical: "090005", business: "090005" }]) {
      expect(await withAnswer(fetch(), 1, () => answer({ phase: "Initialisation", ...codes }))).toMatchObject({ kind: "no-data" });
    }
  });
});

describe("the bank's keys", () => {
  const hpb = async (hostId: string, bank = parties.bank, change = (encryption: DataEncryptionInfo) => encryption): Promise<Uint8Array> => {
    const { encryption, segments } = await encryptFor(parties.encryption, hpbOrderData("H005", hostId, bank), parties.context);
    return keyManagementResponse("H005", { ...ok, data: { encryption: change(encryption), orderData: Buffer.concat(segments) } });
  };
  const fetchKeys = (bad: () => Promise<Uint8Array> | Uint8Array) => converse(fetchBankKeys(parties.context), bad);

  it("are refused for another host, damaged, missing, or no certificates", async () => {
    expect(await failure(fetchKeys(() => hpb("OTHER")))).toMatchObject({ code: "unexpected-answer" });
    expect(await failure(fetchKeys(() => hpb("PRACTICE", parties.bank, otherDigest)))).toMatchObject({ code: "undecryptable-answer" });
    expect(await failure(fetchKeys(() => keyManagementResponse("H005", ok)))).toMatchObject({ code: "unexpected-answer" });
    const noCertificate = { ...parties.bank, encryption: { version: "E002" as const, certificateDer: Buffer.from("no certificate") } };
    expect(await failure(fetchKeys(() => hpb("PRACTICE", noCertificate)))).toMatchObject({ code: "bad-certificate" });
    const key = newTransactionKey(parties.encryption, parties.randomness);
    const noXml = await key.encrypt(Buffer.from("no xml"));
    expect(await failure(fetchKeys(() => keyManagementResponse("H005", { ...ok, data: { encryption: key.encryption, orderData: noXml } })))).toMatchObject({ code: "unexpected-answer" });
    const notCompressed = { encryption: key.encryption, orderData: deflateSync("x") };
    expect(await failure(fetchKeys(() => keyManagementResponse("H005", { ...ok, data: notCompressed })))).toMatchObject({ code: "undecryptable-answer" });
  });
  it("are rejected until the subscriber is activated", async () => {
    const { result } = await fetchKeys(() => keyManagementResponse("H005", { technical: "061001", business: "000000" }));
    expect(result).toMatchObject({ kind: "rejected", decisive: { code: "061001" }, mayBeExecuting: false });
  });
});
