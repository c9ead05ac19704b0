import { createHash, createPrivateKey } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Answer, OrderContext } from "../../src/ebics/index.ts";
import { download, fetchBankKeys, sendHia, sendIni, signOrderDataDigest } from "../../src/ebics/index.ts";
import { freshness } from "../../src/ebics/client/freshness.ts";
import { requireSpoken } from "../../src/ebics/client/spoken.ts";
import { bankPubKeyDigests } from "../../src/ebics/key-digest.ts";
import { protocols } from "../../src/ebics/protocol.ts";
import { haveH005Schemas, validateH005 } from "../support/h005-schema.ts";
import { haveIndependentTools, verifyWithOpenssl } from "../support/independent-verify.ts";
import { type BankFixture, startBankFixture } from "./support/bank-fixture.ts";
import { Customer, statements } from "./support/customer.ts";
import { elsewhere, money, orderFile } from "./support/orders.ts";
import { run } from "./support/post.ts";

const hour = 3_600_000;
let orders = 0;

describe("what the practice bank's host refuses", () => {
  let fixture: BankFixture;
  let single: Customer;
  let other: Customer;

  beforeAll(async () => {
    fixture = await startBankFixture({ limits: { orderBytesMax: 200_000, segmentsMax: 500 } });
    single = await fixture.user("SINGLE");
    other = await fixture.user("OTHER", { keys: 1 });
  });
  afterAll(() => fixture.close());

  const order = (): Promise<Uint8Array> =>
    orderFile(`R${++orders}`, [{ from: fixture.account, date: "2026-11-23", payments: [{ amount: money("1.00"), to: elsewhere[0], endToEndId: `R${orders}` }] }]);
  const codeOf = (answer: Answer<unknown>): string => (answer.kind === "rejected" ? answer.decisive.code : answer.kind);

  it("a replayed message: 091103", async () => {
    let sent: Uint8Array | undefined;
    await run(download(single.context, statements), single.post, ({ bytes }) => (sent = bytes));
    expect(Buffer.from(await single.post(sent!)).toString()).toContain("<ReturnCode>091103</ReturnCode>");
  });

  it.each([-2 * hour, 2 * hour])("a timestamp %d ms off: 091103", async (offset) => {
    const context: OrderContext = { ...single.context, clock: { now: () => fixture.clock.now() + offset } };
    expect(codeOf(await run(download(context, statements), single.post))).toBe("091103");
  });

  it("digests of keys that are not the bank's: 091008", async () => {
    const stranger = fixture.keys[1];
    const bank = { ...single.context.bank, encryption: { version: "E002", certificateDer: stranger.encryption.certificateDer } } as const;
    expect(codeOf(await run(download({ ...single.context, bank }, statements), single.post))).toBe("091008");
  });

  it("a message changed on the way: 061001", async () => {
    const answer = await run(download(single.context, statements), single.post, ({ bytes }) => Buffer.from(Buffer.from(bytes).toString().replace("<Scope>DE", "<Scope>CH")));
    expect(codeOf(answer)).toBe("061001");
  });

  it("an unknown user, partner and host: 091002, 091002, 091011", async () => {
    for (const [ids, code] of [[{ userId: "NOBODY" }, "091002"], [{ partnerId: "NOBODY" }, "091002"], [{ hostId: "OTHERBANK" }, "091011"]] as const) {
      expect(codeOf(await run(download({ ...single.context, ids: { ...single.ids, ...ids } }, statements), single.post))).toBe(code);
      expect(codeOf(await run(sendIni({ ...single.subscriberContext, ids: { ...single.ids, ...ids } }, { version: "A006", certificateDer: fixture.keys[0].signature.certificateDer }), single.post))).toBe(code);
    }
  });

  it("a suspended user, for every order: 091002; after a reset they initialise again", async () => {
    const gone = await fixture.user("GONE");
    fixture.bank.admin.suspendSubscriber("KUND1", "GONE");
    expect(codeOf(await gone.download(statements))).toBe("091002");
    expect(codeOf(await gone.upload(await order()))).toBe("091002");
    expect(codeOf(await run(fetchBankKeys(gone.subscriberContext), gone.post))).toBe("091002");
    expect(codeOf(await gone.ini())).toBe("091002");
    fixture.bank.admin.resetSubscriber("KUND1", "GONE");
    expect(codeOf(await gone.ini())).toBe("ok");
  });

  it("keys sent twice: 091002; the signature key as authentication key: 091218", async () => {
    fixture.bank.admin.addSubscriber({ partnerId: "KUND1", userId: "TWICE", name: "Twice" });
    const twice = new Customer(fixture.bank, "KUND1", "TWICE", fixture.keys[0], fixture.clock);
    expect(codeOf(await twice.ini())).toBe("ok");
    expect(codeOf(await twice.ini())).toBe("091002");
    const signatureDer = fixture.keys[0].signature.certificateDer;
    const same = await run(sendHia(twice.subscriberContext, { authentication: { certificateDer: signatureDer }, encryption: { certificateDer: fixture.keys[0].encryption.certificateDer } }), twice.post);
    expect(["091218", "091210"]).toContain(codeOf(same));
    expect(codeOf(await twice.hia())).toBe("ok");
    twice.close();
  });

  it("an unknown business transaction: 091005, upload and download", async () => {
    const service = { serviceName: "XXX", message: { name: "pain.001" } };
    expect(codeOf(await single.upload(await order(), { service }))).toBe("091005");
    expect(codeOf(await single.download({ order: "BTD", service }))).toBe("091005");
  });

  it("an order type that is in no list: 091006; our own client does not even send it", async () => {
    const { context } = single;
    const message = { ids: single.ids, adminOrderType: "XYZ", params: { kind: "standard" as const }, ...freshness(context), bankPubKeyDigests: bankPubKeyDigests(context.bank, "certificate") };
    const answer = await single.post(await protocols.H005.initialisationRequest(message, context.authentication));
    expect(Buffer.from(answer).toString()).toContain("<ReturnCode>091006</ReturnCode>");
    expect(() => requireSpoken("H005", "XYZ", "from the bank")).toThrow(expect.objectContaining({ area: "ebics", code: "bad-order" }));
  });

  it("an order type the user may not use: 090003", async () => {
    const reader = await fixture.user("READER", { orderTypes: ["BTD EOP/DE/-/camt.053/ZIP"] });
    expect(codeOf(await reader.download(statements))).toBe("no-data");
    expect(codeOf(await reader.download({ order: "HAC" }))).toBe("090003");
    expect(codeOf(await reader.upload(await order()))).toBe("090003");
  });

  it("an order without the signature flag, where orders may not wait for signatures: 091113", async () => {
    fixture.bank.admin.eds.agree("KUND1", { eds: false });
    expect(codeOf(await single.upload(await order(), { signatureFlag: false }))).toBe("091113");
  });

  it("a date range that ends before it begins: 091112", async () => {
    expect(codeOf(await single.download({ order: "HAC", dateRange: { start: "2026-11-23", end: "2026-11-20" } }))).toBe("091112");
  });

  describe("signatures", () => {
    it("over something else: 091301, and the customer protocol says so", async () => {
      const answer = await single.upload(await order(), { signatures: [await single.sign(Buffer.from("something else"))] });
      expect(codeOf(answer)).toBe("091301");
      expect(answer.kind === "rejected" && answer.mayBeExecuting).toBe(false);
      expect(fixture.bank.admin.orders()).toHaveLength(0);
      expect(Buffer.from((await single.fetch({ order: "HAC" }))!).toString()).toMatch(/DS0B[\s\S]*ORDER_HAC_FINAL_NEG/);
    });

    it("under a data digest of something else, which nothing signs on the way: 091301", async () => {
      const other = createHash("sha256").update("something else").digest("base64");
      const answer = await run(await single.uploadExchange(await order()), single.post, ({ bytes }) => Buffer.from(Buffer.from(bytes).toString().replace(/(<DataDigest[^>]*>)[^<]*/, `$1${other}`)));
      expect(codeOf(answer)).toBe("091301");
      expect(fixture.bank.admin.orders()).toHaveLength(0);
    });

    it("over the bytes with their line ends, as some programs make it: taken, and the customer protocol says so", async () => {
      const file = Buffer.from((await order()).toString().replace("><", ">\r\n<"));
      const key = createPrivateKey({ key: Buffer.from(fixture.keys[0].signature.privateKeyPkcs8), format: "der", type: "pkcs8" });
      const value = signOrderDataDigest("A006", createHash("sha256").update(file).digest(), key);
      expect(codeOf(await single.upload(file, { signatures: [{ ...(await single.sign(file)), value }] }))).toBe("ok");
      expect(Buffer.from((await single.fetch({ order: "HAC" }))!).toString()).toContain("line ends");
    });

    it("of an unknown signer 091304, of a suspended one 091305, twice the same 091306, of another partner 091120", async () => {
      const file = await order();
      const own = await single.sign(file);
      fixture.bank.admin.addPartner({ partnerId: "KUND2", name: "Other" });
      const locked = await fixture.user("LOCKED");
      fixture.bank.admin.suspendSubscriber("KUND1", "LOCKED");
      expect(codeOf(await single.upload(file, { signatures: [{ ...own, userId: "NOBODY" }] }))).toBe("091304");
      expect(codeOf(await single.upload(file, { signatures: [own, await locked.sign(file)] }))).toBe("091305");
      expect(codeOf(await single.upload(file, { signatures: [own, own] }))).toBe("091306");
      expect(codeOf(await single.upload(file, { signatures: [{ ...own, partnerId: "KUND2" }] }))).toBe("091120");
    });

    it("that are not enough (A, B, T, B+B, A+T): 090003; A+B and A+A release", async () => {
      const [a, a2, b, b2, t] = [
        await fixture.user("FIRST1", { signatureClass: "A" }), await fixture.user("FIRST2", { signatureClass: "A" }), await fixture.user("SECOND1", { signatureClass: "B" }),
        await fixture.user("SECOND2", { signatureClass: "B" }), await fixture.user("TRANSPORT", { signatureClass: "T" }),
      ] as const;
      const by = async (...signers: readonly Customer[]): Promise<string> => {
        const file = await order();
        return codeOf(await t.upload(file, { signatures: await Promise.all(signers.map((signer) => signer.sign(file))) }));
      };
      for (const signers of [[a], [b], [t], [b, b2], [a, t], [b, t]]) expect(await by(...signers)).toBe("090003");
      expect(await by(a, b)).toBe("ok");
      expect(await by(a, a2)).toBe("ok");
      expect(await by(single, t)).toBe("ok");
    });
  });

  it("a file that is no pain.001: 090004; one that inflates too far: 091117", async () => {
    expect(codeOf(await single.upload(Buffer.from("<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.08'/>")))).toBe("090004");
    expect(codeOf(await single.upload(Buffer.alloc(300_000, 0x20)))).toBe("091117");
  });

  describe("segments", () => {
    const transfer = (by: Customer, transactionId: string, number: number, last: boolean, orderData: Uint8Array): Promise<Uint8Array> =>
      protocols.H005.transferRequest({ hostId: single.ids.hostId, transactionId, segment: { number, last }, orderData }, by.subscriberContext.authentication);

    /** Runs an upload of three segments; what leaves as the first transfer is made by the test. */
    const instead = async (make: (transactionId: string, bytes: Uint8Array) => Promise<Uint8Array>): Promise<string> => {
      const exchange = await single.uploadExchange(await order(), { segmentBytesMax: 400 });
      return codeOf(await run(exchange, single.post, ({ bytes, step }) => (step.segment === 1 && step.phase === "transfer" ? make(step.transactionId!, bytes) : bytes)));
    };

    it("of a transaction nobody knows: 091101", async () => {
      const answer = await single.post(await transfer(single, "00".repeat(16), 1, false, new Uint8Array(16)));
      expect(Buffer.from(answer).toString()).toContain("<ReturnCode>091101</ReturnCode>");
    });
    it("of somebody else's transaction: 091101; signed by nobody known: 061001", async () => {
      expect(await instead((id) => transfer(other, id, 1, false, new Uint8Array(16)))).toBe("091101");
      expect(await instead(async (_id, bytes) => Buffer.from(Buffer.from(bytes).toString().replace(/<ds:SignatureValue>..../, "<ds:SignatureValue>AAAA")))).toBe("061001");
    });
    it("out of turn: 061101 with the place to go on; too often: 091102", async () => {
      expect(await instead((id) => transfer(single, id, 2, false, new Uint8Array(16)))).toBe("061101");
      let last = "";
      await instead(async (id, bytes) => {
        for (let i = 0; i < 11; i++) last = Buffer.from(await single.post(await transfer(single, id, 2, false, new Uint8Array(16)))).toString();
        return bytes;
      });
      expect(last).toContain("<ReturnCode>091102</ReturnCode>");
    });
    it("sent again: 061101 names the last one that arrived, and the upload goes on to its end", async () => {
      let repeated = "";
      const exchange = await single.uploadExchange(await order(), { segmentBytesMax: 400 });
      const answer = await run(exchange, single.post, async ({ bytes, step }) => {
        if (step.segment === 2) repeated = Buffer.from(await single.post(await transfer(single, step.transactionId!, 1, false, new Uint8Array(16)))).toString();
        return bytes;
      });
      expect(repeated).toContain("061101");
      expect(repeated).toMatch(/<SegmentNumber lastSegment="false">1</);
      expect(codeOf(answer)).toBe("ok");
    });
    it("beyond the number announced: 091104; last before the last: 091113; too large: 091009", async () => {
      expect(await instead((id) => transfer(single, id, 99, false, new Uint8Array(16)))).toBe("091104");
      expect(await instead((id) => transfer(single, id, 1, true, new Uint8Array(16)))).toBe("091113");
      expect(await instead((id) => transfer(single, id, 1, false, new Uint8Array(800_000)))).toBe("091009");
    });
    it("of a download beyond its end: 091104; after the receipt: 091101", async () => {
      const answer = await single.download({ order: "HTD" });
      if (answer.kind !== "ok") throw new Error("HTD is always there");
      const { transactionId } = answer.value;
      const ask = async (number: number): Promise<string> => Buffer.from(await single.post(
        await protocols.H005.transferRequest({ hostId: single.ids.hostId, transactionId, segment: { number, last: true } }, single.subscriberContext.authentication),
      )).toString();
      expect(await ask(2)).toContain("<ReturnCode>091104</ReturnCode>");
      expect(await ask(1)).toContain("<ReturnCode>000000</ReturnCode>");
      expect((await run(answer.value.receipt(true), single.post)).kind).toBe("ok");
      expect(await ask(1)).toContain("<ReturnCode>091101</ReturnCode>");
    });
  });

  it("what is not EBICS: 091010", async () => {
    for (const bytes of ["", "hello", "<a/>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "\0\0\0", `<ebicsRequest xmlns="urn:org:ebics:H005" Version="H005"/>`]) {
      expect(Buffer.from(await single.post(Buffer.from(bytes))).toString()).toMatch(/091010/);
    }
  });

  it("says PRACTICE in every report text", () => {
    for (const answer of single.wire.answers) expect(Buffer.from(answer).toString()).toMatch(/ReportText>[^<]*PRACTICE/);
  });

  it.skipIf(!haveH005Schemas)("answers only what is valid against the official schemas", () => {
    for (const answer of [...single.wire.answers, ...other.wire.answers]) expect(validateH005(answer)).toEqual([]);
  });

  it.skipIf(!haveIndependentTools)("signs every answer as xmllint and openssl understand it", () => {
    const certificateDer = single.context.bank.authentication.certificateDer ?? new Uint8Array();
    const signed = single.wire.answers.filter((answer) => Buffer.from(answer).includes("<ebicsResponse"));
    expect(signed.length).toBeGreaterThan(20);
    for (const answer of signed.filter((_, index) => index % 4 === 0)) expect(verifyWithOpenssl(answer, certificateDer)).toBe(true);
  });
});
