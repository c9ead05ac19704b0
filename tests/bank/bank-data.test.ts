import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BankDataOrder, type BankDataValues, hev, readBankData, readPtk } from "../../src/ebics/index.ts";
import { haveH005Schemas, validateH005 } from "../support/h005-schema.ts";
import { type BankFixture, startBankFixture } from "./support/bank-fixture.ts";
import { type Customer, statements } from "./support/customer.ts";
import { run } from "./support/post.ts";
import { elsewhere, money, orderFile } from "./support/orders.ts";

let fixture: BankFixture;
let anna: Customer;
beforeAll(async () => {
  fixture = await startBankFixture();
  anna = await fixture.user("ANNA", { signatureClass: "E" });
  fixture.bank.admin.addSubscriber({ partnerId: "KUND1", userId: "BELA", name: "Béla" });
});
afterAll(() => fixture.close());

async function fetched<Order extends BankDataOrder>(order: Order): Promise<BankDataValues[Order]> {
  const xml = await anna.fetch({ order });
  if (xml === undefined) throw new Error(`the bank has no ${order}`);
  if (haveH005Schemas) expect(validateH005(xml)).toEqual([]);
  return readBankData("H005", order, xml);
}

describe("what the practice bank says of itself and of its customer", () => {
  it("HEV: which versions the host speaks, and nothing about hosts that are not there [HEV H000 client bank]", async () => {
    expect(await run(hev("PRACTICE"), anna.post)).toMatchObject({ kind: "ok", value: { versions: expect.arrayContaining([{ protocolVersion: "H005", versionNumber: "03.00" }]) } });
    expect(await run(hev("ELSEWHERE"), anna.post)).toMatchObject({ kind: "rejected", technical: { code: "091011" } });
  });

  it("HPD: address, versions, and what the host can do [HPD H005 client bank]", async () => {
    const data = await fetched("HPD");
    expect(data).toMatchObject({ urls: [{ url: fixture.bank.url }], hostId: "PRACTICE", clientDataDownload: true, downloadableOrderData: true });
    expect(data.institute).toContain("PRACTICE");
    expect(data.versions.protocol).toContain("H005");
    expect(data.versions.signature).toEqual(["A005", "A006"]);
  });

  it("HTD: the user's own rights and the customer's accounts [HTD H005 client bank]", async () => {
    const { partner, user } = await fetched("HTD");
    expect(partner.accounts.map((account) => account.iban)).toEqual([fixture.account]);
    expect(user).toMatchObject({ userId: "ANNA", status: 1 });
    expect(user.permissions.find(({ service }) => service?.serviceName === "SCT")).toMatchObject({ adminOrderType: "BTU", authorisationLevel: "E" });
    expect(user.permissions.map(({ adminOrderType }) => adminOrderType)).toEqual(expect.arrayContaining(["HAA", "HAC", "HKD", "HPD", "HTD", "PTK"]));
  });

  it("HKD: all users of the customer, each with its state [HKD H005 client bank]", async () => {
    const { users } = await fetched("HKD");
    expect(users.map(({ userId, status, name }) => ({ userId, status, name }))).toEqual([{ userId: "ANNA", status: 1, name: "ANNA" }, { userId: "BELA", status: 2, name: "Béla" }]);
  });

  it("HAA: nothing, then what is new, then nothing again [HAA H005 client bank]", async () => {
    expect((await anna.download({ order: "HAA" })).kind).toBe("no-data");
    const order = await orderFile("HAA-1", [{ from: fixture.account, date: "2026-11-23", payments: [{ amount: money("12.50"), to: elsewhere[0], endToEndId: "E1" }] }]);
    expect((await anna.upload(order)).kind).toBe("ok");
    fixture.bank.admin.clock.nextBusinessDay();
    const services = (await fetched("HAA")).map(({ service }) => `${service?.serviceName}/${service?.scope ?? "-"}/${service?.message.name}`);
    expect(services).toEqual(expect.arrayContaining(["EOP/DE/camt.053", "REP/DE/pain.002"]));
    await anna.fetch(statements);
    expect((await fetched("HAA")).some(({ service }) => service?.serviceName === "EOP")).toBe(false);
  });

  it("PTK: the customer protocol as 80 columns of ISO-8859-1 [PTK H005 client bank]", async () => {
    const bytes = await anna.fetch({ order: "PTK" });
    const lines = readPtk(bytes ?? new Uint8Array());
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    const text = lines.join("\n");
    expect(text).toContain("KUND1");
    expect(text).toContain("FILE_UPLOAD");
    expect(text).toContain("The signature is correct.");
    expect(text).toContain("ANNA");
  });
});
