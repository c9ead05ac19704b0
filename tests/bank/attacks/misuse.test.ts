import { deflateSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Answer, type DataEncryptionInfo, type SignatureVersion, bankDigestsMatch, download, fetchBankKeys, newTransactionKey, parseHostRequest, sendHia, sendIni } from "../../../src/ebics/index.ts";
import { bankPubKeyDigests } from "../../../src/ebics/key-digest.ts";
import { protocols } from "../../../src/ebics/protocol.ts";
import { type BankFixture, startBankFixture } from "../support/bank-fixture.ts";
import { Customer, makeUserKeys, randomness } from "../support/customer.ts";
import { elsewhere, money, orderFile } from "../support/orders.ts";
import { run } from "../support/post.ts";

const codeOf = (answer: Answer<unknown>): string => (answer.kind === "rejected" ? answer.decisive.code : answer.kind);
const codeIn = (answer: Uint8Array): string => [...Buffer.from(answer).toString("utf8").matchAll(/ReturnCode[^>]*>(\d{6})</g)].map((match) => match[1] ?? "").find((code) => code !== "000000") ?? "000000";

describe("a customer who misuses what they may do", () => {
  let fixture: BankFixture;
  let single: Customer;
  let orders = 0;
  beforeAll(async () => {
    fixture = await startBankFixture({ limits: { noncesMax: 400, openDownloadsMax: 3, openUploadsMax: 4, orderBytesMax: 2_000_000 } });
    single = await fixture.user("SINGLE");
  });
  afterAll(() => fixture.close());
  const order = (): Promise<Uint8Array> => orderFile(`M${++orders}`, [{ from: fixture.account, date: "2026-11-23", payments: [{ amount: money("1.00"), to: elsewhere[0], endToEndId: `M${orders}` }] }]);

  /** BTU with whatever announcement. */
  const announce = async (signatureData: Uint8Array, encryption: Partial<DataEncryptionInfo> = {}): Promise<string> => {
    using key = newTransactionKey(single.context.bank.encryption, randomness);
    const bytes = await protocols.H005.initialisationRequest(
      {
        ids: single.ids, adminOrderType: "BTU", nonce: Buffer.from(randomness.bytes(16)).toString("hex").toUpperCase(), timestamp: fixture.clock.now(),
        params: { kind: "BTU", service: { serviceName: "SCT", message: { name: "pain.001" } }, signatureFlag: true, requestEds: false }, bankPubKeyDigests: bankPubKeyDigests(single.context.bank, "certificate"),
        upload: { segments: 1, encryption: { ...key.encryption, ...encryption }, signatureData: await key.encrypt(signatureData), dataDigest: { signatureVersion: "A006", digest: new Uint8Array(32) } },
      },
      single.context.authentication,
    );
    return codeIn(await fixture.bank.answer(bytes));
  };

  it("signatures that inflate beyond every measure: 091117; that are no XML, or encrypted for nobody: 091111", async () => {
    expect(await announce(Buffer.alloc(64 * 1024 * 1024))).toBe("091117");
    expect(await announce(Buffer.from("<!DOCTYPE a><UserSignatureData/>"))).toBe("091111");
    expect(await announce(Buffer.from("hello"))).toBe("091111");
    expect(await announce(Buffer.from("hello"), { transactionKey: randomness.bytes(256) })).toBe("091111");
    expect(await announce(Buffer.from("hello"), { transactionKey: new Uint8Array(3) })).toBe("091111");
  });

  it("order data that inflate beyond the limit, or two hundred and more times: 091117", async () => {
    expect(codeOf(await single.upload(Buffer.alloc(2_100_000, 0x20)))).toBe("091117");
    expect(fixture.bank.admin.orders()).toEqual([]);
    const patient = await startBankFixture(); // takes what is larger by far, but nothing that grows so
    try {
      const sender = await patient.user("SENDER");
      expect(codeOf(await sender.upload(Buffer.alloc(90 * 1024 * 1024, 0x20)))).toBe("091117");
      expect(patient.bank.admin.orders()).toEqual([]);
    } finally {
      await patient.close();
    }
  });

  it("encrypted for a key that is not the bank's, under the right digests of its keys: 091008", async () => {
    expect(await announce(Buffer.from("hello"), { encryptionPubKeyDigest: { version: "E002", digest: new Uint8Array(32) } })).toBe("091008");
  });

  it("an order that others may bring and have signed, brought by a user without the right: 090003", async () => {
    const bringer = await fixture.user("BRINGER", { keys: 1, orderTypes: ["BTU SCI/-/-/pain.001"] });
    const file = await order();
    expect(codeOf(await bringer.upload(file, { signatures: [await single.sign(file)] }))).toBe("090003");
  });

  it("keys that inflate beyond every measure: 091117; keys that are damaged: 090004", async () => {
    fixture.bank.admin.addSubscriber({ partnerId: "KUND1", userId: "BOMB", name: "Bomb" });
    const ids = { ...single.ids, userId: "BOMB" };
    for (const adminOrderType of ["INI", "HIA"]) {
      const send = async (orderData: Uint8Array): Promise<string> => codeIn(await fixture.bank.answer(protocols.H005.unsecuredRequest({ ids, adminOrderType, orderData })));
      expect(await send(deflateSync(Buffer.alloc(64 * 1024 * 1024)))).toBe("091117");
      expect(await send(Buffer.from("hello"))).toBe("090004");
      expect(await send(deflateSync(Buffer.from("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")))).toBe("090004");
    }
  });

  it("another user's signature key under one's own name: 091218, for one person would sign twice", async () => {
    const strict = await startBankFixture({ sharedKeys: undefined });
    try {
      await strict.user("OWNER");
      strict.bank.admin.addSubscriber({ partnerId: "KUND1", userId: "THIEF", name: "Thief" });
      const thief = new Customer(strict.bank, "KUND1", "THIEF", strict.keys[0], strict.clock);
      expect(codeOf(await thief.ini())).toBe("091218");
      strict.bank.admin.addPartner({ partnerId: "KUND2", name: "Elsewhere" });
      strict.bank.admin.addSubscriber({ partnerId: "KUND2", userId: "OWNER", name: "The same person at another customer" });
      const elsewhereToo = new Customer(strict.bank, "KUND2", "OWNER", strict.keys[0], strict.clock);
      expect(codeOf(await elsewhereToo.ini())).toBe("ok");
      thief.close();
      elsewhereToo.close();
    } finally {
      await strict.close();
    }
  });

  it("two INI at the same moment: one is kept, the other answered 091002", async () => {
    const third = await makeUserKeys("Third", fixture.clock.now());
    fixture.bank.admin.addSubscriber({ partnerId: "KUND1", userId: "RACE", name: "Race" });
    const context = { ...single.subscriberContext, ids: { ...single.ids, userId: "RACE" } };
    const send = (certificateDer: Uint8Array, version: SignatureVersion = "A006") => run(sendIni(context, { version, certificateDer }), (bytes) => fixture.bank.answer(bytes));
    const answers = await Promise.all([send(fixture.keys[0].signature.certificateDer), send(third.signature.certificateDer), send(fixture.keys[1].signature.certificateDer)]);
    expect(answers.map(codeOf).sort()).toEqual(["091002", "091002", "ok"]);
    const hia = () => run(sendHia(context, { authentication: { certificateDer: third.authentication.certificateDer }, encryption: { certificateDer: third.encryption.certificateDer } }), (bytes) => fixture.bank.answer(bytes));
    expect((await Promise.all([hia(), hia()])).map(codeOf).sort()).toEqual(["091002", "ok"]);
  });

  it("a signer suspended between the first message and the last: 091305, and nothing is executed", async () => {
    const signer = await fixture.user("SIGNER", { keys: 1 });
    const file = await order();
    const exchange = await single.uploadExchange(file, { signatures: [await signer.sign(file)] });
    const answer = await run(exchange, single.post, ({ bytes, step }) => {
      if (step.last === true) fixture.bank.admin.suspendSubscriber("KUND1", "SIGNER");
      return bytes;
    });
    expect(codeOf(answer)).toBe("091305");
    expect(fixture.bank.admin.orders().filter((one) => one.status !== "refused")).toEqual([]);
  });

  it("the sender suspended between two segments: 091002 or 091101", async () => {
    const gone = await fixture.user("GONE2", { keys: 1 });
    const exchange = await gone.uploadExchange(await order(), { segmentBytesMax: 400 });
    const answer = await run(exchange, gone.post, ({ bytes, step }) => {
      if (step.phase === "transfer" && step.segment === 1) fixture.bank.admin.suspendSubscriber("KUND1", "GONE2");
      return bytes;
    });
    expect(["091002", "091101"]).toContain(codeOf(answer));
  });

  it("a user suspended in the middle of a download: 091002, and what was not taken over waits on", async () => {
    const gone = await fixture.user("GONE3", { keys: 1 });
    const answer = await gone.download({ order: "HAC" });
    if (answer.kind !== "ok") throw new Error("the protocol is there");
    fixture.bank.admin.suspendSubscriber("KUND1", "GONE3");
    expect(codeOf(await run(answer.value.receipt(true), gone.post))).toBe("091002");
    const segment = await protocols.H005.transferRequest({ hostId: gone.ids.hostId, transactionId: answer.value.transactionId, segment: { number: 1, last: true } }, gone.context.authentication);
    expect(codeIn(await fixture.bank.answer(segment))).toBe("091002");
    expect(await single.fetch({ order: "HAC" })).toBeDefined();
  });

  it("order data sent into a download: 091113; a receipt for an upload: 091113", async () => {
    const answer = await single.download({ order: "HTD" });
    if (answer.kind !== "ok") throw new Error("HTD is always there");
    const { transactionId } = answer.value;
    const into = await protocols.H005.transferRequest({ hostId: single.ids.hostId, transactionId, segment: { number: 1, last: true }, orderData: new Uint8Array(16) }, single.context.authentication);
    expect(codeIn(await fixture.bank.answer(into))).toBe("091113");
    let receipt = "";
    await run(await single.uploadExchange(await order(), { segmentBytesMax: 400 }), single.post, async ({ bytes, step }) => {
      if (step.segment === 2) receipt = codeIn(await fixture.bank.answer(await protocols.H005.receiptRequest({ hostId: single.ids.hostId, transactionId: step.transactionId ?? "", positive: true }, single.context.authentication)));
      return bytes;
    });
    expect(receipt).toBe("091113");
  });

  it("too many uploads left open: 091119; the next day there is room again", async () => {
    const begin = async (): Promise<string> => {
      const next = await (await single.uploadExchange(await order())).next();
      return next.done === true ? "" : codeIn(await fixture.bank.answer(next.value.bytes));
    };
    const codes = [];
    for (let i = 0; i < 6; i++) codes.push(await begin());
    expect(codes.slice(-2)).toEqual(["091119", "091119"]);
    fixture.clock.advance(25 * 3_600_000);
    expect(await begin()).toBe("000000");
  });

  it("too many downloads left open: the own oldest is forgotten, nobody else's", async () => {
    fixture.bank.admin.addPartner({ partnerId: "KUND3", name: "Neighbour" });
    const neighbour = await fixture.user("NEIGHBOUR", { partnerId: "KUND3" });
    const theirs = await neighbour.download({ order: "HTD" });
    const [first, ...later] = [await single.download({ order: "HTD" }), await single.download({ order: "HTD" }), await single.download({ order: "HTD" }), await single.download({ order: "HTD" })];
    if (theirs.kind !== "ok" || first?.kind !== "ok" || later.some((one) => one.kind !== "ok")) throw new Error("HTD is always there");
    expect(codeOf(await run(first.value.receipt(true), single.post))).toBe("091101");
    expect(codeOf(await run(theirs.value.receipt(true), neighbour.post))).toBe("ok");
  });

  it("more messages than nonces are kept for: 091119; two hours later there is room again, and what was sent before is too old", async () => {
    let old: Uint8Array | undefined;
    const ask = (): Promise<Answer<unknown>> => run(fetchBankKeys(single.subscriberContext), (bytes) => {
      old = bytes;
      return fixture.bank.answer(bytes);
    });
    let code = "";
    for (let i = 0; i < 401 && code !== "091119"; i++) code = codeOf(await ask());
    expect(code).toBe("091119");
    fixture.clock.advance(2 * 3_600_000 + 1);
    expect(codeIn(await fixture.bank.answer(old ?? new Uint8Array()))).toBe("091103");
    expect(codeOf(await ask())).toBe("ok");
  });

  it("a message from the future, as far ahead as is allowed, cannot come again when its nonce is forgotten", async () => {
    let bytes: Uint8Array | undefined;
    const ahead = { ...single.subscriberContext, clock: { now: () => fixture.clock.now() + 3_600_000 } };
    expect(codeOf(await run(fetchBankKeys(ahead), (sent) => {
      bytes = sent;
      return fixture.bank.answer(sent);
    }))).toBe("ok");
    for (const minutes of [0, 60, 60, 1]) {
      fixture.clock.advance(minutes * 60_000);
      expect(codeIn(await fixture.bank.answer(bytes ?? new Uint8Array()))).toBe("091103");
    }
  });

  it("rights of one order type under the parameters of another: 091010", async () => {
    const reader = await fixture.user("READER", { orderTypes: ["HTD"] });
    const next = await download(reader.context, { order: "HVT", params: { kind: "HVT", order: reader.orderRef("N001"), completeOrderData: true, fetchLimit: 0, fetchOffset: 0 } }).next();
    if (next.done === true) throw new Error("a conversation begins with a request");
    const request = parseHostRequest(Buffer.from(Buffer.from(next.value.bytes).toString("utf8").replace("<AdminOrderType>HVT<", "<AdminOrderType>HTD<")));
    expect(request).toMatchObject({ kind: "malformed", returnCode: "091010" });
    expect(codeIn(await fixture.bank.answer(next.value.bytes))).toBe("090003");
    expect(bankDigestsMatch(bankPubKeyDigests(reader.context.bank, "certificate"), reader.context.bank)).toBe(true);
  });
});
