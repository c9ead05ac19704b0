import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { Client, Orders } from "ebics-client";
import { unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PracticeBank, startPracticeBank } from "../../src/bank/index.ts";
import { readBankData, readHac, readPtk } from "../../src/ebics/index.ts";
import { readStatements, readStatus } from "../../src/formats/collect.ts";
import { pain00200103 } from "../../src/formats/pain002/format.ts";
import { randomness } from "../bank/support/customer.ts";
import { elsewhere, money, orderFile } from "../bank/support/orders.ts";
import { haveEbicsSchemas, validateEbics } from "../support/ebics-schema.ts";
import { statementFormat } from "../support/statement-format.ts";
import { expectAnswersGenuine } from "./answers.ts";
import { bankAuthenticationKey } from "./bank-key.ts";
import { overhearAnswers } from "./overheard.ts";

/** A client from npm, of which we share not a line, at a practice bank that listens: the whole of its EBICS 2.5. */
describe("npm ebics-client at the practice bank", () => {
  let bank: PracticeBank;
  let client: Client;
  let bankKey: Uint8Array;
  let answers: readonly Uint8Array[];
  const trusted = getCACertificates("default");
  beforeAll(async () => {
    const now = Date.now();
    bank = await startPracticeBank({ memory: true, clock: { now: () => Date.now() }, randomness });
    bankKey = await bankAuthenticationKey(bank, now);
    bank.admin.addPartner({ partnerId: "KUND1", name: "Test Kft." });
    bank.admin.addSubscriber({ partnerId: "KUND1", userId: "USER1", name: "Real Name" });
    setDefaultCACertificates([...trusted, bank.caPem]); // the client has no option for it
    let kept = "";
    const keyStorage = { write: async (data: string) => { kept = data; }, read: async () => { if (kept === "") throw new Error("no keys yet"); return kept; } };
    client = new Client({ url: bank.url, partnerId: "KUND1", userId: "USER1", hostId: bank.hostId, passphrase: "four quiet words", keyStorage });
    answers = overhearAnswers();
  });
  afterAll(async () => {
    setDefaultCACertificates(trusted);
    await bank.close();
  });

  const bytesOf = (result: { readonly orderData: Buffer | string }): Buffer => Buffer.from(result.orderData);
  const done = { technicalCode: "000000", businessCode: "000000" };

  it("initialises itself and gets the bank's keys [INI HIA HPB H004 bank]", async () => {
    expect(await client.send({ ...Orders.INI })).toMatchObject(done);
    expect(await client.send({ ...Orders.HIA })).toMatchObject(done);
    expect(await client.send({ ...Orders.HPB })).toMatchObject({ technicalCode: "091002" });
    bank.admin.activateSubscriber("KUND1", "USER1", "trust");
    const answer = await client.send({ ...Orders.HPB });
    expect(answer).toMatchObject(done);
    await client.setBankKeys(answer.bankKeys);
  });

  it("sends an order that is executed, and fetches its statement [upload download H004 bank]", async () => {
    const account = bank.admin.openAccount({ currency: "EUR", owner: "Test Kft.", partnerId: "KUND1", opening: money("1000.00") }).number;
    const file = await orderFile("N1", [{ from: account, date: bank.admin.clock.state().date, payments: [{ amount: money("12.34"), to: elsewhere[0], endToEndId: "N1" }] }]);
    await client.send(Orders.CCT(Buffer.from(file).toString()));
    expect(bank.admin.orders()).toMatchObject([{ userId: "USER1", service: "SCT/-/-/pain.001", messageId: "N1" }]);
    bank.admin.clock.nextBusinessDay();
    bank.admin.clock.nextBusinessDay();
    expect(bank.admin.orders()[0]?.status).toBe("executed");
    const [statement] = Object.values(unzipSync(bytesOf(await client.send(Orders.C53()))));
    const { statements } = await readStatements(statementFormat("camt.053.001.08"), statement ?? new Uint8Array());
    expect(statements.length).toBeGreaterThan(0);
    expect(await client.send(Orders.C53())).toMatchObject({ businessCode: "090005" });
  });

  it("fetches rights, parameters and both protocols [HTD HKD HPD HAC PTK H004 bank]", async () => {
    for (const order of ["HTD", "HKD", "HPD"] as const) {
      const data = bytesOf(await client.send({ ...Orders[order] }));
      if (haveEbicsSchemas) expect(validateEbics(data)).toEqual([]);
      expect(readBankData("H004", order, data)).toBeDefined();
    }
    const hac = readHac((await readStatus(pain00200103, bytesOf(await client.send(Orders.HAC())))).batches);
    expect(hac.map((event) => [event.action, event.adminOrderType])).toContainEqual(["ORDER_HAC_FINAL_POS", "CCT"]);
    expect(readPtk(bytesOf(await client.send(Orders.PTK()))).join("\n")).toContain("CCT ");
  });

  it("was answered validly and with right signatures throughout, as xmllint, openssl and the schemas have it", () => {
    expect(answers.length).toBeGreaterThan(18);
    expectAnswersGenuine(answers, bankKey, "urn:org:ebics:H004");
  });
});
