import { request } from "node:https";
import { connect, type TLSSocket } from "node:tls";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { FaultMoment } from "../../src/bank/index.ts";
import { type BankFixture, startBankFixture } from "./support/bank-fixture.ts";
import { type Customer, statusReports } from "./support/customer.ts";
import { elsewhere, money, orderFile } from "./support/orders.ts";
import { run } from "./support/post.ts";

const hev = `<?xml version="1.0"?><ebicsHEVRequest xmlns="http://www.ebics.org/H000"><HostID>PRACTICE</HostID></ebicsHEVRequest>`;

describe("the practice bank's HTTPS side", () => {
  let fixture: BankFixture;
  let url: URL;
  let cut: FaultMoment | undefined;
  /** Counts exchanges while a cut is wanted; the n-th one is cut. */
  let countdown = 0;

  beforeAll(async () => {
    fixture = await startBankFixture({
      segmentBytesMax: 1000,
      faults: (moment) => (moment === cut && --countdown === 0 ? "drop" : "go-on"),
    });
    url = new URL(fixture.bank.url);
  });
  afterAll(() => fixture.close());
  afterEach(() => {
    cut = undefined;
  });

  const raw = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket: TLSSocket = connect({ host: url.hostname, port: Number(url.port), ca: fixture.bank.caPem }, () => socket.write(text));
      let answer = "";
      socket.on("data", (chunk) => { answer += chunk.toString(); });
      socket.on("end", () => resolve(answer));
      socket.on("error", reject);
    });
  const asked = (method: string, path: string, body?: Uint8Array): Promise<{ readonly status: number; readonly headers: NodeJS.Dict<string | string[]> }> =>
    new Promise((resolve, reject) => {
      const sent = request(new URL(path, url), { method, ca: fixture.bank.caPem, agent: false }, (response) => {
        response.resume();
        response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers }));
      });
      sent.on("error", reject);
      sent.end(body);
    });

  it("speaks HTTP/1.0 with a Content-Length and closes", async () => {
    const answer = await raw(`POST /ebics HTTP/1.0\r\nContent-Type: text/xml\r\nContent-Length: ${hev.length}\r\n\r\n${hev}`);
    expect(answer).toMatch(/^HTTP\/1\.1 200/);
    expect(answer).toMatch(/\r\nContent-Length: \d+\r\n/);
    expect(answer).not.toMatch(/Transfer-Encoding/i);
    expect(answer).toMatch(/ProtocolVersion="H005"[^>]*>03\.00</);
  });

  it("takes only POST at its one address, and no more than it can hold", async () => {
    expect(await asked("GET", "/ebics")).toMatchObject({ status: 405, headers: { allow: "POST" } });
    expect((await asked("POST", "/")).status).toBe(404);
    const tooLarge = await asked("POST", "/ebics", Buffer.alloc(5 * 1024 * 1024)).catch((error: unknown) => error);
    expect(tooLarge instanceof Error || (tooLarge as { status: number }).status === 413).toBe(true);
  });

  it("is trusted by its own CA only and refuses TLS below 1.2", async () => {
    await expect(new Promise((resolve, reject) => { request(url, { agent: false }).on("error", reject).on("response", resolve).end(); })).rejects.toThrow(/certificate/);
    await expect(new Promise((resolve, reject) => {
      connect({ host: url.hostname, port: Number(url.port), ca: fixture.bank.caPem, maxVersion: "TLSv1.1", minVersion: "TLSv1", ciphers: "DEFAULT@SECLEVEL=0" }, () => resolve(undefined)).on("error", reject);
    })).rejects.toThrow();
  });

  it("serves two customers' programs at once, downloads in several segments", async () => {
    const { bank } = fixture;
    bank.admin.addPartner({ partnerId: "KUND2", name: "Second Kft." });
    const second = bank.admin.openAccount({ currency: "EUR", owner: "Second Kft.", partnerId: "KUND2", opening: money("10000.00") }).number;
    const customers = [[await fixture.user("ONE"), fixture.account], [await fixture.user("TWO", { keys: 1, partnerId: "KUND2" }), second]] as const;
    const day = async (customer: Customer, account: string, name: string): Promise<void> => {
      for (let i = 0; i < 5; i++) {
        const payments = Array.from({ length: 30 }, (_, p) => ({ amount: money("1.00"), to: elsewhere[p % 3]!, endToEndId: `${name}-${i}-${p}`, name: `Payee ${Math.sin(p * i)}` }));
        expect((await customer.upload(await orderFile(`${name}-${i}`, [{ from: account, date: "2026-11-23", payments }]), { segmentBytesMax: 600 })).kind).toBe("ok");
      }
      const reports = await customer.download(statusReports);
      if (reports.kind !== "ok") throw new Error("reports are there");
      await run(reports.value.receipt(true), customer.post);
    };
    await Promise.all(customers.flatMap(([customer, account]) => [day(customer, account, `${customer.ids.userId}A`), day(customer, account, `${customer.ids.userId}B`)]));
    const orders = bank.admin.orders();
    expect(orders).toHaveLength(20);
    expect(orders.every((order) => order.status === "executed")).toBe(true);
    for (const partnerId of ["KUND1", "KUND2"]) expect(new Set(orders.filter((order) => order.partnerId === partnerId).map((order) => order.orderId)).size).toBe(10);
    expect(bank.admin.accounts().filter((one) => one.partnerId !== undefined).map((one) => one.balanceMinor)).toEqual([970000n, 970000n]);
  });

  it("has each order once or not at all wherever the line is cut, and gives reports until their receipt was heard", async () => {
    const customer = await fixture.user("CUT");
    const before = fixture.bank.admin.orders().length;
    let taken = 0;
    for (const moment of ["before-reading", "before-handling", "before-answering", "within-answer"] as const) {
      for (const exchange of [1, 2, 3]) {
        const file = await orderFile(`CUT-${moment}-${exchange}`, [{ from: fixture.account, date: "2026-11-23", payments: [{ amount: money("1.00"), to: elsewhere[0], endToEndId: `C-${moment}-${exchange}` }] }]);
        const upload = await customer.uploadExchange(file, { segmentBytesMax: 480 });
        [cut, countdown] = [moment, exchange];
        await expect(run(upload, customer.post)).rejects.toThrow();
        cut = undefined;
        // Three exchanges: initialisation and two segments. Only what was handled in the third is an order.
        if (exchange === 3 && (moment === "before-answering" || moment === "within-answer")) taken++;
        expect(fixture.bank.admin.orders().length - before).toBe(taken);
      }
    }
    const offered = await customer.download(statusReports);
    if (offered.kind !== "ok") throw new Error("reports are there");
    [cut, countdown] = ["before-handling", 1];
    await expect(run(offered.value.receipt(true), customer.post)).rejects.toThrow();
    cut = undefined;
    expect(Buffer.compare((await customer.fetch(statusReports))!, offered.value.data)).toBe(0);
    expect(await customer.fetch(statusReports)).toBeUndefined();
  });
});
