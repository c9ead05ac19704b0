import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPrivateKey } from "node:crypto";
import type { SignatureClass } from "../../src/domain/signature-rules.ts";
import { type Answer, download, edsDetails, edsList, edsState, type HacEvent, orderDataDigest, readHac, signOrderDataDigest, wholeOrderAtBank } from "../../src/ebics/index.ts";
import type { BatchStatus } from "../../src/domain/status-report.ts";
import { pain00200103 } from "../../src/formats/pain002/format.ts";
import { haveEbicsSchemas, validateEbics } from "../support/ebics-schema.ts";
import { type BankFixture, startBankFixture } from "./support/bank-fixture.ts";
import type { Customer } from "./support/customer.ts";
import { elsewhere, money, orderFile } from "./support/orders.ts";

/** Signing at the bank as EBICS 3.0 §3.14 and §8.3 want it, over HTTPS. */

let fixture: BankFixture;
let users: Record<"e" | "a" | "a2" | "b" | "b2" | "t", Customer>;
let orders = 0;
beforeAll(async () => {
  fixture = await startBankFixture();
  const user = (userId: string, signatureClass: SignatureClass): Promise<Customer> => fixture.user(userId, { signatureClass });
  users = { e: await user("ERIKA", "E"), a: await user("ANNA", "A"), a2: await user("ARON", "A"), b: await user("BELA", "B"), b2: await user("BORI", "B"), t: await user("TOMI", "T") };
});
afterAll(() => fixture.close());

const codeOf = (answer: Answer<unknown>): string => (answer.kind === "rejected" ? answer.decisive.code : answer.kind);

const order = (): Promise<Uint8Array> =>
  orderFile(`EDS-${++orders}`, [{ from: fixture.account, date: "2026-11-23", payments: [{ amount: money(`1.${String(orders).padStart(2, "0")}`), to: elsewhere[0], endToEndId: `E${orders}` }, { amount: money("2.00"), to: elsewhere[1], endToEndId: `F${orders}`, remittance: "Second <line>" }] }]);

interface Waiting {
  readonly file: Uint8Array;
  readonly orderId: string;
  readonly digest: Uint8Array;
}

/** An order that was uploaded by one user with the signatures of some. */
async function sent(by: Customer, signers: readonly Customer[], how: { signatureFlag?: boolean } = {}): Promise<Waiting> {
  const file = await order();
  const signatures = await Promise.all((signers.length === 0 ? [by] : signers).map((signer) => signer.sign(file)));
  const answer = await by.upload(file, { signatures, requestEds: how.signatureFlag !== false, ...how });
  if (answer.kind !== "ok") throw new Error(`the bank did not take it: ${JSON.stringify(answer)}`);
  return { file, orderId: answer.value.bankOrderId ?? "", digest: await orderDataDigest(file) };
}

const status = (orderId: string): string | undefined => fixture.bank.admin.orders().find((one) => one.orderId === orderId)?.status;

async function events(orderId: string, by = users.e): Promise<readonly HacEvent[]> {
  const batches: BatchStatus[] = [];
  const data = await by.fetch({ order: "HAC" });
  if (data === undefined) return [];
  await pain00200103.read((async function* () { yield data; })(), { header: () => undefined, batchStatus: (one) => batches.push(one), transactionStatus: () => undefined, finding: () => undefined });
  return readHac(batches).filter((event) => event.orderId === orderId);
}
const lines = (all: readonly HacEvent[]): string[] => all.map((event) => [event.action, event.reasonCode, event.userId].filter((part) => part !== undefined).join(" "));

describe("an order with too few signatures", () => {
  it("waits at the bank when that was asked for, and is executed when the second signature comes [HVE H005 client bank]", async () => {
    const { orderId, digest } = await sent(users.t, [users.a]);
    expect(status(orderId)).toBe("to-sign");
    expect(fixture.bank.admin.bookings(fixture.account).filter((line) => line.text.includes(orderId))).toEqual([]);
    expect(codeOf(await users.b.signAtBank("HVE", orderId, digest))).toBe("ok");
    expect(status(orderId)).toBe("executed");
    expect(lines(await events(orderId))).toEqual([
      "FILE_UPLOAD TS01 TOMI", "ES_VERIFICATION DS01 ANNA", "VEU_FORWARDING DS06 TOMI", "ES_UPLOAD TS01 BELA", "VEU_VERIFICATION DS01 BELA", "VEU_VERIFICATION_END DS05", "ORDER_HAC_FINAL_POS DS05",
    ]);
  });

  it("B+B is not enough, A then makes it so", async () => {
    const { orderId, digest } = await sent(users.t, [users.b]);
    expect(codeOf(await users.b2.signAtBank("HVE", orderId, digest))).toBe("ok");
    expect(status(orderId)).toBe("to-sign");
    expect(codeOf(await users.a.signAtBank("HVE", orderId, digest))).toBe("ok");
    expect(status(orderId)).toBe("executed");
  });

  it("T alone is not enough, and may not sign there; one E is", async () => {
    const { orderId, digest } = await sent(users.t, [users.t]);
    expect(status(orderId)).toBe("to-sign");
    expect(codeOf(await users.t.signAtBank("HVE", orderId, digest))).toBe("090003");
    expect(codeOf(await users.t.signAtBank("HVS", orderId, digest))).toBe("090003");
    expect(codeOf(await users.e.signAtBank("HVE", orderId, digest))).toBe("ok");
    expect(status(orderId)).toBe("executed");
  });

  it("sent for transport only waits whatever its signature is worth", async () => {
    const { orderId, digest } = await sent(users.e, [users.e], { signatureFlag: false });
    expect(status(orderId)).toBe("to-sign");
    expect(codeOf(await users.e.signAtBank("HVE", orderId, digest))).toBe("ok");
    expect(status(orderId)).toBe("executed");
  });

  it("needs as many as the partner or the account wants", async () => {
    fixture.bank.admin.eds.accountSignatures(fixture.account, 2);
    try {
      const { orderId, digest } = await sent(users.e, [users.e]);
      expect(status(orderId)).toBe("to-sign");
      expect(codeOf(await users.b.signAtBank("HVE", orderId, digest))).toBe("ok");
      expect(status(orderId)).toBe("executed");
      const file = await order();
      expect(codeOf(await users.e.upload(file))).toBe("090003"); // nobody asked that it wait
    } finally {
      fixture.bank.admin.eds.accountSignatures(fixture.account, 1);
    }
  });

  it("is refused where nothing is agreed about waiting", async () => {
    fixture.bank.admin.eds.agree("KUND1", { eds: false });
    try {
      const file = await order();
      expect(codeOf(await users.a.upload(file, { requestEds: true }))).toBe("090003");
    } finally {
      fixture.bank.admin.eds.agree("KUND1", { eds: true });
    }
  });

  it("that holds the payments of one executed meanwhile is a duplicate", async () => {
    const file = await order();
    const first = await users.a.upload(file, { requestEds: true });
    const orderId = first.kind === "ok" ? (first.value.bankOrderId ?? "") : "";
    expect(codeOf(await users.e.upload(file))).toBe("ok");
    expect(codeOf(await users.b.signAtBank("HVE", orderId, await orderDataDigest(file)))).toBe("ok");
    expect(status(orderId)).toBe("refused");
  });
});

describe("signing at the bank is refused", () => {
  let waiting: Waiting;
  beforeAll(async () => {
    waiting = await sent(users.t, [users.b]);
  });

  it("the same signer a second time: 091306", async () => {
    expect(codeOf(await users.b.signAtBank("HVE", waiting.orderId, waiting.digest))).toBe("091306");
  });
  it("an order that the bank does not know, or that waits no more, or is of another kind: 091114", async () => {
    expect(codeOf(await users.b2.signAtBank("HVE", "N9Z9", waiting.digest))).toBe("091114");
    expect(codeOf(await users.b2.signAtBank("HVE", waiting.orderId, waiting.digest, { service: { serviceName: "SCI", message: { name: "pain.001" } } }))).toBe("091114");
    expect(codeOf(await users.b2.ask(edsState(users.b2.context, users.b2.orderRef("N9Z9"))))).toBe("091114");
  });
  it("a signature over anything else: 091301, and the order waits on", async () => {
    expect(codeOf(await users.b2.signAtBank("HVE", waiting.orderId, new Uint8Array(32).fill(1)))).toBe("091301");
    const key = createPrivateKey({ key: Buffer.from(users.b2.keys.signature.privateKeyPkcs8), format: "der", type: "pkcs8" });
    const other = signOrderDataDigest("A006", new Uint8Array(32).fill(2), key);
    expect(codeOf(await users.b2.signAtBank("HVE", waiting.orderId, waiting.digest, { by: { value: other } }))).toBe("091301");
    expect(status(waiting.orderId)).toBe("to-sign");
  });
  it("somebody else's signature: 091304; somebody else's order: 091120 and 091007", async () => {
    expect(codeOf(await users.b2.signAtBank("HVE", waiting.orderId, waiting.digest, { by: { userId: "ANNA" } }))).toBe("091304");
    expect(codeOf(await users.b2.signAtBank("HVE", waiting.orderId, waiting.digest, { partnerId: "KUND2" }))).toBe("091120");
    expect(codeOf(await users.b2.ask(edsState(users.b2.context, users.b2.orderRef(waiting.orderId, { partnerId: "KUND2" }))))).toBe("091007");
  });
  it("a user without the right to this kind of order sees nothing of it: 090005, 091007, 090003", async () => {
    const other = await fixture.user("OTHER", { signatureClass: "A", orderTypes: ["BTU SCI/-/-/pain.001", "HVU", "HVD", "HVT", "HVE", "HVS"] });
    expect(codeOf(await other.ask(edsList(other.context, "HVU")))).toBe("no-data");
    expect(codeOf(await other.ask(edsState(other.context, other.orderRef(waiting.orderId))))).toBe("091007");
    expect(codeOf(await other.ask(download(other.context, wholeOrderAtBank(other.orderRef(waiting.orderId)))))).toBe("091007");
    expect(codeOf(await other.signAtBank("HVE", waiting.orderId, waiting.digest))).toBe("090003");
    const none = await fixture.user("NONE", { signatureClass: "A", orderTypes: ["BTU SCT/-/-/pain.001"] });
    expect(codeOf(await none.ask(edsList(none.context, "HVU")))).toBe("090003");
    expect(codeOf(await none.signAtBank("HVE", waiting.orderId, waiting.digest))).toBe("090003");
  });
  it("a signer who may not dispose of the account: 091302", async () => {
    const poor = await fixture.user("POOR", { signatureClass: "A", accounts: ["HU00"] });
    expect(codeOf(await poor.signAtBank("HVE", waiting.orderId, waiting.digest))).toBe("091302");
  });
});

describe("the orders that wait", () => {
  it("are listed with who signed, the sum and the digest, and shown whole or a page at a time [HVU HVZ HVD HVT H005 client bank]", async () => {
    const { file, orderId, digest } = await sent(users.t, [users.b]);
    const find = async (kind: "HVU" | "HVZ", by: Customer) => {
      const answer = await by.ask(edsList(by.context, kind));
      return answer.kind === "ok" ? answer.value.find((one) => one.orderId === orderId) : undefined;
    };
    expect(await find("HVU", users.a)).toMatchObject({ readyToBeSigned: true, signaturesRequired: 1, signaturesDone: 1, overview: undefined, originator: { userId: "TOMI" }, signers: [{ userId: "BELA", authorisationLevel: "B" }] });
    expect(await find("HVU", users.b)).toMatchObject({ readyToBeSigned: false }); // signed already
    const detailed = await find("HVZ", users.a);
    expect(detailed?.overview).toMatchObject({ orderDataAvailable: true, orderDetailsAvailable: true, transactions: 2, currency: "EUR", firstParty: "Test Kft.", firstAccount: fixture.account });
    expect(Buffer.from(detailed?.overview?.dataDigest.digest ?? [])).toEqual(Buffer.from(digest));
    const state = await users.a.ask(edsState(users.a.context, users.a.orderRef(orderId)));
    expect(state.kind === "ok" && Buffer.from(state.value.displayFile).toString()).toContain("2 payments");
    const whole = await users.a.ask(download(users.a.context, wholeOrderAtBank(users.a.orderRef(orderId))));
    expect(whole.kind === "ok" && Buffer.from(whole.value.data).equals(file)).toBe(true);
    const page = await users.a.ask(edsDetails(users.a.context, users.a.orderRef(orderId), { limit: 1, offset: 1 }));
    expect(page).toMatchObject({ kind: "ok", value: { total: 2, payments: [{ amount: "2.00", currency: "EUR", recipient: { account: elsewhere[1] }, purpose: ["Second <line>"] }] } });
    expect(codeOf(await users.a.ask(edsDetails(users.a.context, users.a.orderRef(orderId), { limit: 1, offset: 2 })))).toBe("no-data");
  });

  it("are given without their data where the bank keeps those back", async () => {
    fixture.bank.admin.eds.set({ givesOrderData: false });
    try {
      const { orderId } = await sent(users.t, [users.b]);
      expect(await users.a.ask(edsState(users.a.context, users.a.orderRef(orderId)))).toMatchObject({ value: { orderDataAvailable: false } });
      expect(codeOf(await users.a.ask(download(users.a.context, wholeOrderAtBank(users.a.orderRef(orderId)))))).toBe("090006");
    } finally {
      fixture.bank.admin.eds.set({ givesOrderData: true });
    }
  });

  it("are cancelled by a signer, and everybody of the partner reads by whom [HVS H005 client bank]", async () => {
    const { orderId, digest } = await sent(users.t, [users.b]);
    expect(codeOf(await users.a.signAtBank("HVS", orderId, digest))).toBe("ok");
    expect(status(orderId)).toBe("cancelled");
    expect(lines(await events(orderId, users.t)).slice(-2)).toEqual(["VEU_CANCEL_ORDER DS02 ANNA", "ORDER_HAC_FINAL_NEG DS02"]);
    expect(codeOf(await users.a2.signAtBank("HVE", orderId, digest))).toBe("091114");
  });

  it.skipIf(!haveEbicsSchemas)("travel in messages that the schemas allow", () => {
    for (const { wire } of Object.values(users)) {
      for (const message of [...wire.requests, ...wire.answers]) expect(validateEbics(message)).toEqual([]);
    }
  });

  it("are spoken of by order type in 2.5, and wait there without being asked to: T alone and B+B are not enough, twice the same is 091306 [HVU HVZ HVD HVT HVE HVS H004 client bank]", async () => {
    const old = { version: { protocol: "H004", form: "plain" } } as const;
    const [a, b, b2, t] = [
      await fixture.user("OLDA", { signatureClass: "A", ...old }), await fixture.user("OLDB", { signatureClass: "B", ...old }), await fixture.user("OLDB2", { signatureClass: "B", ...old }), await fixture.user("OLDT", { signatureClass: "T", ...old }),
    ] as const;
    const cct = { name: { orderType: "CCT" } } as const;
    const sendBy = async (by: Customer, how: { signatureFlag?: boolean } = {}): Promise<Waiting> => {
      const file = await order();
      const answer = await by.upload(file, { ...cct, ...how });
      if (answer.kind !== "ok") throw new Error(`the bank did not take it: ${JSON.stringify(answer)}`);
      return { file, orderId: answer.value.bankOrderId ?? "", digest: await orderDataDigest(file) };
    };
    const { orderId, digest, file } = await sendBy(t);
    expect(status(orderId)).toBe("to-sign");
    for (const kind of ["HVU", "HVZ"] as const) {
      const list = await a.ask(edsList(a.context, kind));
      expect(list.kind === "ok" && list.value.find((one) => one.orderId === orderId)).toMatchObject({ name: { adminOrderType: "CCT" }, readyToBeSigned: true });
    }
    expect(codeOf(await t.signAtBank("HVE", orderId, digest))).toBe("090003");
    const state = await a.ask(edsState(a.context, a.orderRef(orderId)));
    expect(state.kind === "ok" && Buffer.from(state.value.dataDigest.digest).equals(digest)).toBe(true);
    const whole = await a.ask(download(a.context, wholeOrderAtBank(a.orderRef(orderId))));
    expect(whole.kind === "ok" && Buffer.from(whole.value.data).equals(file)).toBe(true);
    expect(await a.ask(edsDetails(a.context, a.orderRef(orderId), { limit: 1, offset: 0 }))).toMatchObject({ kind: "ok", value: { total: 2 } });
    expect(codeOf(await b.signAtBank("HVE", orderId, digest))).toBe("ok");
    expect(codeOf(await b.signAtBank("HVE", orderId, digest))).toBe("091306");
    expect(codeOf(await b2.signAtBank("HVE", orderId, digest))).toBe("ok");
    expect(status(orderId)).toBe("to-sign");
    expect(codeOf(await a.signAtBank("HVE", orderId, digest))).toBe("ok");
    expect(status(orderId)).toBe("executed");
    const cancelled = await sendBy(a, { signatureFlag: false });
    expect(status(cancelled.orderId)).toBe("to-sign");
    expect(codeOf(await b.signAtBank("HVS", cancelled.orderId, cancelled.digest))).toBe("ok");
    expect(status(cancelled.orderId)).toBe("cancelled");
    // Both versions see the same orders.
    const mixed = await sendBy(b);
    expect(codeOf(await users.a.signAtBank("HVE", mixed.orderId, mixed.digest))).toBe("ok");
    expect(status(mixed.orderId)).toBe("executed");
    if (haveEbicsSchemas) for (const message of [a, b, b2, t].flatMap(({ wire }) => [...wire.requests, ...wire.answers])) expect(validateEbics(message)).toEqual([]);
  });

  it("are deleted when nobody releases them in time, and the customer protocol says so", async () => {
    const { orderId, digest } = await sent(users.t, [users.b]);
    fixture.bank.admin.clock.moveTo(fixture.clock.now() + 15 * 86_400_000);
    expect(status(orderId)).toBe("expired");
    expect(lines(await events(orderId)).slice(-2)).toEqual(["VEU_VERIFICATION_END DS24", "ORDER_HAC_FINAL_NEG DS24"]);
    expect(codeOf(await users.a.signAtBank("HVE", orderId, digest))).toBe("091114");
  });
});
