import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PracticeBank, startPracticeBank } from "../../src/bank/index.ts";
import { readBankData } from "../../src/ebics/index.ts";
import { randomness } from "../bank/support/customer.ts";
import { elsewhere, money, orderFile } from "../bank/support/orders.ts";
import { validateEbics } from "../support/ebics-schema.ts";
import { expectAnswersGenuine, lastCodes } from "./answers.ts";
import { Aqebics, haveAqebics } from "./aqebics.ts";
import { bankAuthenticationKey } from "./bank-key.ts";
import { heard, overhearAnswers } from "./overheard.ts";

/** AqBanking's program, of which we share not a line, at a practice bank that listens: EBICS 2.4 from its own keys to a receipt. */
describe.skipIf(!haveAqebics)("aqebics-tool at the practice bank", () => {
  const peer = new Aqebics();
  let bank: PracticeBank;
  let account: string;
  let bankKey: Uint8Array;
  let answers: readonly Uint8Array[];
  beforeAll(async () => {
    const now = Date.now();
    bank = await startPracticeBank({ memory: true, clock: { now: () => Date.now() }, randomness });
    bankKey = await bankAuthenticationKey(bank, now);
    bank.admin.addPartner({ partnerId: "KUND1", name: "Test Kft." });
    bank.admin.addSubscriber({ partnerId: "KUND1", userId: "USER1", name: "Real Name" });
    account = bank.admin.openAccount({ currency: "EUR", owner: "Test Kft.", partnerId: "KUND1", opening: money("1000.00") }).number;
    await peer.setUp(bank, "KUND1", "USER1");
    expect((await peer.run("createkeys", "-u", "1")).code).toBe(0);
    answers = overhearAnswers();
  });
  afterAll(async () => {
    peer.close();
    await bank.close();
  });

  it("sends its keys, whose letters print the hashes that the bank has [INI HIA H003 bank]", async () => {
    expect((await peer.run("sendkeys", "-u", "1", "--ini")).err).toContain("INI/HIA request ok.");
    expect((await peer.run("sendkeys", "-u", "1", "--hia")).err).toContain("INI/HIA request ok.");
    const printed = [...(await peer.run("iniletter", "-u", "1")).out.matchAll(hashes), ...(await peer.run("hialetter", "-u", "1")).out.matchAll(hashes)].map((match) => (match[1] ?? "").replace(/\s/g, ""));
    expect(printed).toEqual(bank.admin.subscriberHashes("KUND1", "USER1").map((one) => one.publicKeyHash));
    const [signature = "", authentication = "", encryption = ""] = printed;
    bank.admin.activateSubscriber("KUND1", "USER1", { signature, authentication, encryption });
  });

  it("gets the bank's keys and prints their hashes [HPB H003 bank]", async () => {
    expect((await peer.run("getkeys", "-u", "1")).err).toContain("Key request ok.");
    const printed = (await peer.run("hialetter", "-u", "1", "--bankkey")).out.replace(/\s/g, "");
    expect(printed).toContain(bank.keyHashes.authentication.publicKeyHash);
    expect(printed).toContain(bank.keyHashes.encryption.publicKeyHash);
  });

  it("downloads, with a receipt and without [HTD HKD HPD H003 bank]", async () => {
    const got = await peer.run("download", "-u", "1", "-r", "HTD", "--receipt");
    expect(got.err).toContain("Download request ok.");
    expect(lastCodes(bank)).toEqual(["011000", "000000"]);
    const htd = Buffer.from(got.out, "latin1");
    expect(validateEbics(htd)).toEqual([]);
    expect(readBankData("H003", "HTD", htd).user).toMatchObject({ userId: "USER1", status: 1 });
    await peer.run("download", "-u", "1", "-r", "HTD");
    expect(lastCodes(bank)).toEqual(["011001", "000000"]);
    expect((await peer.run("getaccounts", "-u", "1")).code).toBe(0); // HPD, HKD, HTD
    expect(heard(bank)).toEqual(expect.arrayContaining(["HPD", "HKD", "HTD"].map((order) => `${order}, Initialisation segment 1: 000000 000000`)));
    expect((await peer.run("listaccounts")).out).toMatch(/^Account 0: /);
  });

  it("hears 091301 to its signatures, which are malformed", async () => {
    const file = path.join(peer.folder, "order.xml");
    writeFileSync(file, await orderFile("A1", [{ from: account, date: bank.admin.clock.state().date, payments: [{ amount: money("1.00"), to: elsewhere[0], endToEndId: "A1" }] }]));
    await peer.run("upload", "-u", "1", "-r", "CCT", "-f", file);
    expect(lastCodes(bank)).toEqual(["000000", "091301"]);
    expect(bank.admin.orders()).toEqual([]);
    const last = Buffer.from(answers.at(-1) ?? []).toString();
    expect(last).toContain('<ReturnCode authenticate="true">091301</ReturnCode>');
  });

  it("was answered validly and with right signatures throughout, as xmllint, openssl and the schemas have it", () => {
    expect(answers.length).toBeGreaterThan(14);
    expectAnswersGenuine(answers, bankKey, "http://www.ebics.org/H003");
  });
});

/** Two lines of sixteen pairs after the word Hash. */
const hashes = /Hash\s+((?:[0-9A-F]{2}\s+){32})/g;
