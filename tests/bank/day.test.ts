import { unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PracticeBank, startPracticeBank } from "../../src/bank/index.ts";
import { SettableClock } from "../../src/domain/clock.ts";
import { amountText } from "../../src/domain/money.ts";
import { readHac } from "../../src/ebics/index.ts";
import { readStatements, readStatus } from "../../src/formats/collect.ts";
import { statementFormat } from "../support/statement-format.ts";
import { pain00200103, pain00200110 } from "../../src/formats/pain002/format.ts";
import { Customer, makeUserKeys, randomness, statements, statusReports } from "./support/customer.ts";
import { elsewhere, money, orderFile } from "./support/orders.ts";

/** A Monday morning. */
const monday = Date.parse("2026-11-23T08:00:00Z");

describe("a day at the practice bank", () => {
  const clock = new SettableClock(monday);
  let bank: PracticeBank;
  let customer: Customer;
  let current: string;
  let supplier: string;
  let closed: string;

  beforeAll(async () => {
    bank = await startPracticeBank({ memory: true, clock, randomness });
    bank.admin.addPartner({ partnerId: "KUND1", name: "Test Kft." });
    bank.admin.addSubscriber({ partnerId: "KUND1", userId: "KIS", name: "Kis Anna" });
    current = bank.admin.openAccount({ currency: "EUR", owner: "Test Kft.", partnerId: "KUND1", opening: money("10000.00") }).number;
    supplier = bank.admin.openAccount({ currency: "EUR", owner: "Supplier Kft." }).number;
    closed = bank.admin.openAccount({ currency: "EUR", owner: "Gone Kft.", state: "closed" }).number;
    customer = new Customer(bank, "KUND1", "KIS", await makeUserKeys("Kis Anna", monday), clock);
  });
  afterAll(async () => {
    customer.close();
    await bank.close();
  });

  it("initialises a user: INI, HIA, activation by the letters' hashes, HPB [INI HIA HPB H005 client bank]", async () => {
    expect((await customer.ini()).kind).toBe("ok");
    expect(bank.admin.subscribers()[0]?.state).toBe("partly-initialised");
    expect((await customer.hia()).kind).toBe("ok");
    expect(bank.admin.subscribers()[0]?.state).toBe("initialised");
    const early = await customer.fetchKeys();
    expect(early.kind === "rejected" && early.decisive.code).toBe("091002");
    const [signature, authentication, encryption] = bank.admin.subscriberHashes("KUND1", "KIS").map((sent) => sent.certificateHash);
    expect(() => bank.admin.activateSubscriber("KUND1", "KIS", { signature: "00", authentication: authentication!, encryption: encryption! })).toThrow(/signature key/);
    bank.admin.activateSubscriber("KUND1", "KIS", { signature: signature!.toLowerCase(), authentication: authentication!.replace(/(..)/g, "$1 "), encryption: encryption! });
    const answer = await customer.fetchKeys();
    expect(answer.kind === "ok" && answer.value.authentication.certificateHash).toBe(bank.keyHashes.authentication.certificateHash);
    const again = await customer.ini();
    expect(again.kind === "rejected" && again.decisive.code).toBe("091002");
  });

  it("has nothing to fetch yet", async () => {
    expect((await customer.download(statements)).kind).toBe("no-data");
    expect((await customer.download(statusReports)).kind).toBe("no-data");
  });

  it("takes an order, books what it can and refuses the rest with codes [BTU H005 client bank]", async () => {
    const file = await orderFile("M1", [{ from: current, date: "2026-11-23", batchBooking: false, payments: [
      { amount: money("100.00"), to: supplier, endToEndId: "E1" },
      { amount: money("200.50"), to: elsewhere[0], endToEndId: "E2" },
      { amount: money("1.00"), to: closed, endToEndId: "E3" },
      { amount: money("99999.00"), to: elsewhere[1], endToEndId: "E4" },
    ] }]);
    const answer = await customer.upload(file);
    expect(answer.kind === "ok" && answer.value.bankOrderId).toBe("N001");
    expect(bank.admin.accounts().map((one) => amountText({ minor: one.balanceMinor, currency: one.currency }))).toEqual(["9699.50", "100.00", "0.00"]);
    const zip = unzipSync((await customer.fetch(statusReports))!);
    const report = await readStatus(pain00200110, Object.values(zip)[0]!);
    expect(report.header?.groupStatus).toBe("PART");
    expect(report.transactions.map((one) => [one.originalEndToEndId, one.status, one.reasons[0]?.code])).toEqual([["E3", "RJCT", "AC04"], ["E4", "RJCT", "AM04"]]);
    expect(await customer.fetch(statusReports)).toBeUndefined();
  });

  it("tells the order's fate in the customer protocol [HAC H005 client bank]", async () => {
    const hac = await readStatus(pain00200103, (await customer.fetch({ order: "HAC" }))!);
    expect(readHac(hac.batches).map((event) => [event.action, event.orderId, event.reasonCode])).toEqual([
      ["FILE_UPLOAD", "N001", "TS01"], ["ES_VERIFICATION", "N001", "DS01"], ["ORDER_HAC_FINAL_POS", "N001", "DS05"],
    ]);
  });

  it("sends balanced statements once the day is over [BTD H005 client bank]", async () => {
    bank.admin.clock.nextBusinessDay();
    const files = unzipSync((await customer.fetch(statements))!);
    expect(Object.keys(files)).toEqual([`2026-11-23_${current}_1.xml`]);
    const { statements: [statement] } = await readStatements(statementFormat("camt.053.001.08"), Object.values(files)[0]!);
    expect(statement?.balanced).toBe(true);
    expect(statement?.header.ownerName).toContain("PRACTICE");
    expect(statement?.entries.map((entry) => [amountText(entry.amount), entry.details[0]?.endToEndId])).toEqual([["-100.00", "E1"], ["-200.50", "E2"]]);
  });
});
