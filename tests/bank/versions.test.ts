import { unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PracticeBank, startPracticeBank } from "../../src/bank/index.ts";
import { SettableClock } from "../../src/domain/clock.ts";
import {
  type Answer, download, ebicsResponse, inForm, type KeyForm, keyChangeOrderData, type OrderSignature, parseHostRequest, type ProtocolVersion, protocols, readBankData, readHac, readPtk, sendKeyChange, sendSuspension, suspensionOrderData,
} from "../../src/ebics/index.ts";
import { parseXml } from "../../src/ebics/xml/parse.ts";
import { readStatements, readStatus } from "../../src/formats/collect.ts";
import { pain00200103, pain00200110 } from "../../src/formats/pain002/format.ts";
import { haveEbicsSchemas, validateEbics } from "../support/ebics-schema.ts";
import { haveIndependentTools, verifyWithOpenssl } from "../support/independent-verify.ts";
import { signAgain } from "../support/sign-again.ts";
import { statementFormat } from "../support/statement-format.ts";
import { Customer, makeUserKeys, randomness, type UserKeys } from "./support/customer.ts";
import { elsewhere, money, orderFile } from "./support/orders.ts";
import { run } from "./support/post.ts";

/** A Monday morning. */
const monday = Date.parse("2026-11-23T08:00:00Z");
const clock = new SettableClock(monday);
let bank: PracticeBank;
let account: string;
let keys: UserKeys;
let fresh: UserKeys;
beforeAll(async () => {
  [bank, keys, fresh] = await Promise.all([startPracticeBank({ memory: true, clock, randomness, segmentBytesMax: 2_000 }), makeUserKeys("Kis Anna", monday), makeUserKeys("Kis Anna", monday)]);
});
afterAll(() => bank.close());

const codeOf = (answer: Answer<unknown>): string => (answer.kind === "rejected" ? answer.decisive.code : answer.kind);
let files = 0;
/** Each group of tests is a partner of its own. */
function makePartner(partnerId: string): void {
  bank.admin.addPartner({ partnerId, name: "Test Kft." });
  account = bank.admin.openAccount({ currency: "EUR", owner: "Test Kft.", partnerId, opening: money("10000.00") }).number;
}
const payments = (amount = "10.00") => orderFile(`V${++files}`, [{ from: account, date: bank.admin.clock.state().date, payments: [{ amount: money(amount), to: elsewhere[0], endToEndId: `E${files}` }] }]);

/** Every message of both sides against its schema, and what is signed against openssl. */
function expectGenuine({ wire, keys: own, context }: Customer, alsoBy: readonly UserKeys[] = []): void {
  const bankKey = context.bank.authentication.certificateDer ?? context.bank.authentication.publicKeyDer;
  if (haveEbicsSchemas) for (const message of [...wire.requests, ...wire.answers]) expect(validateEbics(message), Buffer.from(message).toString().slice(0, 400)).toEqual([]);
  if (!haveIndependentTools) return;
  const third = (_: unknown, index: number): boolean => index % 3 === 0; // openssl takes a third of a second for each
  const isSigned = (message: Uint8Array): boolean => Buffer.from(message).includes("AuthSignature");
  for (const message of wire.answers.filter(isSigned).filter(third)) expect(verifyWithOpenssl(message, bankKey)).toBe(true);
  for (const message of wire.requests.filter(isSigned).filter(third)) expect([own, ...alsoBy].some((one) => verifyWithOpenssl(message, one.authentication.certificateDer))).toBe(true);
}

describe.each<[ProtocolVersion, KeyForm]>([["H003", "plain"], ["H003", "certificate"], ["H004", "plain"], ["H004", "certificate"]])("EBICS %s with keys as %s", (protocol, form) => {
  const partnerId = `${protocol}${form.toUpperCase()}`;
  const userId = "ANNA";
  let customer: Customer;
  beforeAll(() => {
    makePartner(partnerId);
    bank.admin.addSubscriber({ partnerId, userId, name: "Kis Anna" });
    customer = new Customer(bank, partnerId, userId, keys, clock, { protocol, form });
  });
  afterAll(() => customer.close());

  it("initialises a user, whose keys are kept as they were sent, and gives the bank's keys in the same form [INI HIA HPB H003 H004 client bank]", async () => {
    expect(codeOf(await customer.ini())).toBe("ok");
    expect(codeOf(await customer.hia())).toBe("ok");
    expect(codeOf(await customer.fetchKeys())).toBe("091002");
    const kept = bank.admin.subscribers().find((one) => one.partnerId === partnerId);
    expect(kept?.signature).toMatchObject(form === "plain" ? { version: "A006", publicKeyDer: expect.anything() } : { version: "A006", certificateDer: expect.anything() });
    const hashes = bank.admin.subscriberHashes(partnerId, userId);
    expect(hashes.map((one) => one.certificateHash === undefined)).toEqual(Array(3).fill(form === "plain"));
    const [signature = "", authentication = "", encryption = ""] = hashes.map((one) => one.publicKeyHash);
    bank.admin.activateSubscriber(partnerId, userId, { signature, authentication, encryption });
    const answer = await customer.fetchKeys();
    if (answer.kind !== "ok") throw new Error(codeOf(answer));
    expect(answer.value.authentication.publicKeyHash).toBe(bank.keyHashes.authentication.publicKeyHash);
    expect(answer.value.encryption.certificateHash).toBe(form === "plain" ? undefined : bank.keyHashes.encryption.certificateHash);
  });

  it("takes files by order type, in segments, and tells their fate in the customer protocol by that name [upload HAC H003 H004 client bank]", async () => {
    const answer = await customer.upload(await payments(), { name: { orderType: "CCT" }, segmentBytesMax: 400, orderId: "B101" });
    if (answer.kind !== "ok") throw new Error(codeOf(answer));
    expect(answer.value.segments).toBeGreaterThan(1);
    expect(answer.value.bankOrderId).toMatch(protocol === "H003" ? /^B101$/ : /^N/);
    expect(bank.admin.orders().at(-1)).toMatchObject({ orderId: answer.value.bankOrderId, userId, status: "executed" });
    const events = readHac((await readStatus(pain00200103, (await customer.fetch({ order: "HAC" })) ?? new Uint8Array())).batches).filter((event) => event.orderId === answer.value.bankOrderId);
    expect(events.map((event) => [event.action, event.adminOrderType, event.serviceName])).toEqual([["FILE_UPLOAD", "CCT", undefined], ["ES_VERIFICATION", "CCT", undefined], ["ORDER_HAC_FINAL_POS", "CCT", undefined]]);
  });

  it("gives statements and status reports by order type [download H003 H004 client bank]", async () => {
    const reports = unzipSync((await customer.fetch({ order: "classic", orderType: "CRZ" })) ?? new Uint8Array());
    expect((await readStatus(pain00200110, Object.values(reports)[0] ?? new Uint8Array())).header?.groupStatus).toBe("ACSC");
    expect(codeOf(await customer.download({ order: "classic", orderType: "CRZ" }))).toBe("no-data");
    const week = { start: "2026-11-16", end: "2026-11-20" };
    expect(codeOf(await customer.download({ order: "classic", orderType: "C53", dateRange: week }))).toBe("no-data");
    bank.admin.clock.nextBusinessDay();
    const statements = unzipSync((await customer.fetch({ order: "classic", orderType: "C53" })) ?? new Uint8Array());
    const { statements: [statement] } = await readStatements(statementFormat("camt.053.001.08"), Object.values(statements)[0] ?? new Uint8Array());
    expect(statement?.entries.length).toBeGreaterThan(0);
  });

  it("takes and gives files by file format, released by signing at the bank where they are for transport [FUL FDL H003 H004 client bank]", async () => {
    const fileFormat = { name: "pain.001.001.09.sct", countryCode: "FR" };
    expect(codeOf(await customer.upload(await payments("11.00"), { name: { fileFormat } }))).toBe("ok");
    expect(bank.admin.orders().at(-1)?.status).toBe("executed");
    expect(codeOf(await customer.upload(await payments("12.00"), { name: { fileFormat }, signatureFlag: false }))).toBe("ok");
    expect(bank.admin.orders().at(-1)?.status).toBe("to-sign");
    expect(codeOf(await customer.upload(await payments(), { name: { fileFormat: { name: "pain.008.001.02.sdd" } } }))).toBe("091005");
    expect(Object.keys(unzipSync((await customer.fetch({ order: "FDL", fileFormat: { name: "pain.002.ack", countryCode: "FR" } })) ?? new Uint8Array())).length).toBeGreaterThan(0);
  });

  it("gives access to real-time notifications [WSS H003 H004 client bank]", async () => {
    const access: unknown = JSON.parse(Buffer.from((await customer.fetch({ order: "classic", orderType: "WSS" })) ?? []).toString());
    expect(access).toMatchObject({ URL: expect.stringMatching(/^wss:/), PARTNERID: partnerId });
  });

  it("names what it grants by order types [HTD HKD HPD HAA PTK H003 H004 client bank]", async () => {
    const htd = readBankData(protocol, "HTD", (await customer.fetch({ order: "HTD" })) ?? new Uint8Array());
    expect(htd.user).toMatchObject({ userId, status: 1 });
    const names = htd.partner.orders.map((one) => `${one.transfer} ${one.adminOrderType}`);
    for (const name of ["Upload CCT", "Upload CIP", "Upload CCU", "Upload AXZ", "Upload XE2", "Upload FUL", "Download C53", "Download Z53", "Download CRZ", "Download FDL", "Download HAC"]) expect(names).toContain(name);
    expect(names.join(" ")).not.toMatch(/BT[UD]/);
    expect(names.some((name) => /HV[UZDTES]/.test(name))).toBe(protocol === "H004");
    expect(readBankData(protocol, "HKD", (await customer.fetch({ order: "HKD" })) ?? new Uint8Array()).users.map((one) => one.userId)).toContain(userId);
    expect(readBankData(protocol, "HPD", (await customer.fetch({ order: "HPD" })) ?? new Uint8Array()).versions.protocol).toEqual(["H003", "H004", "H005"]);
    await customer.upload(await payments("13.00"), { name: { orderType: "CCT" } });
    expect(readBankData(protocol, "HAA", (await customer.fetch({ order: "HAA" })) ?? new Uint8Array()).map((one) => one.adminOrderType)).toContain("CRZ");
    expect(readPtk((await customer.fetch({ order: "PTK" })) ?? new Uint8Array()).join("\n")).toContain(`CCT ${bank.admin.orders().at(-1)?.orderId}`);
  });

  it("refuses what the version does not know, on both sides", async () => {
    await expect(customer.upload(await payments(), { service: { serviceName: "SCT", message: { name: "pain.001" } } })).rejects.toMatchObject({ code: "bad-order" });
    await expect(customer.download({ order: "BTD", service: { serviceName: "EOP", message: { name: "camt.053" } } })).rejects.toMatchObject({ code: "bad-order" });
    expect(codeOf(await customer.upload(await payments(), { name: { orderType: "XYZ" } }))).toBe("091006");
    expect(codeOf(await customer.upload(await payments(), { name: { orderType: "C53" } }))).toBe("091005");
    expect(codeOf(await customer.download({ order: "classic", orderType: "CCT" }))).toBe("091005");
  });

  it("takes new keys, and a user's own suspension [PUB HCA HCS SPR H003 H004 client bank]", async () => {
    const signedBy = async (own: UserKeys, data: Uint8Array): Promise<OrderSignature> => new Customer(bank, partnerId, userId, own, clock, { protocol, form }).sign(data);
    const change = async (order: "PUB" | "HCS" | "HCA", own: UserKeys, next: UserKeys) => {
      const [signature, authentication, encryption] = [{ version: "A006", ...inForm(form, next.signature.certificateDer) }, { version: "X002", ...inForm(form, next.authentication.certificateDer) }, { version: "E002", ...inForm(form, next.encryption.certificateDer) }];
      const wanted = order === "PUB" ? { order, signature } : order === "HCA" ? { order, authentication, encryption } : { order, signature, authentication, encryption };
      const data = keyChangeOrderData(customer.context, wanted);
      if (haveEbicsSchemas) expect(validateEbics(data)).toEqual([]);
      return run(sendKeyChange(customer.context, order, data, await signedBy(own, data)), customer.post);
    };
    expect(codeOf(await change("PUB", keys, fresh))).toBe("ok");
    expect(codeOf(await change("PUB", keys, fresh))).toBe("091301");
    const mixed = { ...keys, signature: fresh.signature };
    expect(codeOf(await change("HCA", mixed, fresh))).toBe("ok");
    const renewed = new Customer(bank, partnerId, userId, fresh, clock, { protocol, form });
    expect(codeOf(await renewed.fetchKeys())).toBe("ok");
    expect(codeOf(await renewed.download({ order: "HTD" }))).toBe("ok");
    const data = keyChangeOrderData(renewed.context, { order: "HCS", signature: { version: "A006", ...inForm(form, keys.signature.certificateDer) }, authentication: { version: "X002", ...inForm(form, keys.authentication.certificateDer) }, encryption: { version: "E002", ...inForm(form, keys.encryption.certificateDer) } });
    expect(codeOf(await run(sendKeyChange(renewed.context, "HCS", data, await signedBy(fresh, data)), renewed.post))).toBe("ok");
    expect(codeOf(await run(sendSuspension(customer.context, await signedBy(keys, suspensionOrderData)), customer.post))).toBe("ok");
    expect(codeOf(await customer.download({ order: "HTD" }))).not.toBe("ok");
    expectGenuine(renewed);
    renewed.close();
  });

  it("says nothing that the schemas do not allow, and signs as xmllint and openssl verify it", () => {
    expect(customer.wire.requests.length).toBeGreaterThan(30);
    expectGenuine(customer);
  });
});

describe("between the versions", () => {
  it("an order attribute that does not fit its order is refused: 091121", async () => {
    const customer = await ready("ATTR", "H004");
    for (const attribute of ["DZHNN", "UZHNN"]) {
      const answer = await resigned(customer, await customer.uploadExchange(await payments(), { name: { orderType: "CCT" } }), (text) => text.replace("OZHNN", attribute));
      // Without the attribute O the signatures only carry the order: it waits.
      expect(codeOf(answer), attribute).toBe(attribute === "DZHNN" ? "ok" : "091121");
    }
    expect(codeOf(await resigned(customer, download(customer.context, { order: "HTD" }), (text) => text.replace("DZHNN", "OZHNN")))).toBe("091121");
    customer.close();
  });

  it("an order id of a client of 2.4 counts once, is wanted, and is never given by the bank again", async () => {
    const customer = await ready("IDS", "H003");
    expect(codeOf(await customer.upload(await payments(), { name: { orderType: "CCT" }, orderId: "N0ZZ" }))).toBe("ok");
    expect(codeOf(await customer.upload(await payments(), { name: { orderType: "CCT" }, orderId: "N0ZZ" }))).toBe("091115");
    const without = await resigned(customer, await customer.uploadExchange(await payments(), { name: { orderType: "CCT" }, orderId: "M001" }), (text) => text.replace("<OrderID>M001</OrderID>", ""));
    expect(codeOf(without)).toBe("091112");
    customer.close();
  });

  it("a transmission begun in one version is unknown in another", async () => {
    const customer = await ready("MIX", "H004");
    const other = new Customer(bank, "MIX", "MIX", keys, clock);
    expect(codeOf(await other.fetchKeys())).toBe("ok");
    const exchange = await customer.uploadExchange(await payments(), { name: { orderType: "CCT" } });
    const first = await exchange.next();
    if (first.done === true) throw new Error("it has requests");
    const second = await exchange.next(await customer.post(first.value.bytes));
    if (second.done === true) throw new Error("it has segments");
    const transfer = parseHostRequest(second.value.bytes);
    if (transfer.kind !== "transfer" || transfer.orderData === undefined) throw new Error("it is a segment");
    const inOther = await protocols.H005.transferRequest({ hostId: bank.hostId, transactionId: transfer.transactionId, segment: { number: 1, last: true }, orderData: transfer.orderData }, other.context.authentication);
    expect(protocols.H005.readResponse(parseXml(await other.post(inOther)))).toMatchObject({ technical: "091101" });
    const last = await exchange.next(await customer.post(second.value.bytes));
    expect(last.done === true && codeOf(last.value)).toBe("ok");
    const got = await customer.download({ order: "HTD" });
    if (got.kind !== "ok") throw new Error(codeOf(got));
    const receipt = await protocols.H005.receiptRequest({ hostId: bank.hostId, transactionId: got.value.transactionId, positive: true }, other.context.authentication);
    expect(protocols.H005.readResponse(parseXml(await other.post(receipt)))).toMatchObject({ technical: "091101" });
    expect(codeOf(await run(got.value.receipt(true), customer.post))).toBe("ok");
    customer.close();
    other.close();
  });

  it.each([
    ["the namespace of another version", (text: string) => text.replaceAll("urn:org:ebics:H004", "urn:org:ebics:H005")],
    ["the number of another version", (text: string) => text.replace('Version="H004"', 'Version="H003"')],
    ["a namespace that nobody has", (text: string) => text.replaceAll("urn:org:ebics:H004", "http://www.ebics.org/H004")],
    ["an element of another version", (text: string) => text.replace(/<OrderType>([A-Z]{3})<\/OrderType>/, "<AdminOrderType>$1</AdminOrderType>")],
  ])("%s is refused as invalid XML", async (_, spoil) => {
    const customer = await ready("SPOIL", "H004");
    customer.wire.requests.length = 0;
    await customer.download({ order: "HTD" });
    const [request] = customer.wire.requests;
    const answer = Buffer.from(await customer.post(Buffer.from(spoil(Buffer.from(request ?? []).toString())))).toString();
    expect(answer).toContain("<ReturnCode>091010</ReturnCode>");
    if (haveEbicsSchemas) expect(validateEbics(Buffer.from(answer))).toEqual([]);
    customer.close();
  });

  it("an answer in another version than the question's is refused by the client", async () => {
    const customer = await ready("DOWN", "H004");
    const exchange = download(customer.context, { order: "HTD" });
    await exchange.next();
    const older = await ebicsResponse("H003", { phase: "Initialisation", technical: "000000", business: "090005" }, customer.context.authentication);
    await expect(exchange.next(older)).rejects.toMatchObject({ area: "ebics", code: "unexpected-answer" });
    customer.close();
  });

  /** The only user of a partner of that name: no two users of one may have the same keys. */
  async function ready(userId: string, protocol: ProtocolVersion): Promise<Customer> {
    if (!bank.admin.subscribers().some((one) => one.userId === userId)) {
      makePartner(userId);
      bank.admin.addSubscriber({ partnerId: userId, userId, name: userId });
    }
    const customer = new Customer(bank, userId, userId, keys, clock, { protocol, form: "plain" });
    if (bank.admin.subscribers().find((one) => one.userId === userId)?.state !== "ready") {
      await customer.ini();
      await customer.hia();
      bank.admin.activateSubscriber(userId, userId, "trust");
    }
    expect(codeOf(await customer.fetchKeys())).toBe("ok");
    return customer;
  }

  /** Runs an exchange whose first request is changed and signed anew by the same user. */
  async function resigned<T>(customer: Customer, exchange: Parameters<typeof run<T>>[0], change: (text: string) => string): Promise<T> {
    let first = true;
    return run(exchange, customer.post, async ({ bytes }) => {
      if (!first) return bytes;
      first = false;
      return signAgain(change(Buffer.from(bytes).toString()), customer.context.authentication);
    });
  }
});
