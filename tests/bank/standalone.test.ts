import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPracticeBankBooks } from "../../src/bank/index.ts";
import type { Clock } from "../../src/domain/clock.ts";
import { type ServedBank, serve, verb } from "./support/bank-process.ts";
import { Customer, makeUserKeys, randomness } from "./support/customer.ts";
import { elsewhere, money, orderFile } from "./support/orders.ts";
import { run } from "./support/post.ts";

const real: Clock = { now: () => Date.now() };
const marker = "Top secret remittance 4711";

describe("the practice bank as a process of its own", () => {
  const folder = mkdtempSync(join(tmpdir(), "kontor-bank-"));
  let served: ServedBank;
  let customer: Customer;
  let account: string;

  beforeAll(async () => {
    served = await serve(folder);
  });
  afterAll(async () => {
    customer.close();
    await served.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  it("says where it is, that it is practice, and its keys' hashes", () => {
    expect(served.output).toMatch(/PRACTICE/);
    expect(served.output).toMatch(/X002 +authentication\s+certificate [0-9A-F]{64}/);
    expect(served.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/ebics$/);
  });

  it("is administered by other processes while it runs", async () => {
    expect((await verb(folder, "partner", "add", "KUND1", "Test Kft.")).code).toBe(0);
    expect((await verb(folder, "subscriber", "add", "KUND1", "USER", "--name", "Kis Anna")).code).toBe(0);
    const opened = await verb(folder, "account", "open", "--currency", "EUR", "--owner", "Test Kft.", "--partner", "KUND1", "--opening", "100000.00", "--json");
    account = (JSON.parse(opened.out) as [{ number: string }])[0].number;
    customer = new Customer(served, "KUND1", "USER", await makeUserKeys("USER", real.now()), real);
    expect([(await customer.ini()).kind, (await customer.hia()).kind]).toEqual(["ok", "ok"]);

    const asked = await verb(folder, "subscriber", "activate", "KUND1", "USER");
    expect(asked.code).toBe(2);
    expect(asked.out).toContain("signature");
    const hashes = (JSON.parse((await verb(folder, "subscriber", "hashes", "KUND1", "USER", "--json")).out) as { certificateHash: string }[]).map((one) => one.certificateHash);
    expect((await verb(folder, "subscriber", "activate", "KUND1", "USER", "--hash", "00", ...hashes.slice(1))).code).toBe(1);
    expect((await verb(folder, "subscriber", "activate", "KUND1", "USER", "--hash", ...hashes)).code).toBe(0);
    expect((await customer.fetchKeys()).kind).toBe("ok");
  });

  it("answers with exit codes: 3 for what is not there, 2 for what was typed wrong, 1 for a refusal", async () => {
    expect(await verb(folder, "account", "close", "DE89370400440532013000")).toMatchObject({ code: 3, err: expect.stringContaining("no account") });
    expect((await verb(folder, "subscriber", "activate", "KUND1", "NOBODY", "--trust")).code).toBe(3);
    expect((await verb(folder, "clock", "move", "yesterday")).code).toBe(2);
    expect((await verb(folder, "clock", "move", "2001-01-01")).code).toBe(1);
    expect((await verb(folder, "partner", "add", "KUND1", "Again")).code).toBe(1);
  });

  it("keeps every order exactly once through kill -9 at any moment, and says in HAC which it has", async () => {
    const answered = new Set<string>();
    const sent = new Set<string>();
    for (const [round, requestsBeforeKill] of [2, 6, 9, 13, 16, 18].entries()) {
      const by = new Customer(served, "KUND1", "USER", customer.keys, real);
      await by.fetchKeys();
      let requests = 0;
      let killed: Promise<void> | undefined;
      const uploads = Array.from({ length: 4 }, async (_, i) => {
        const messageId = `K${round}-${i}`;
        const payments = Array.from({ length: 40 }, (_none, p) => ({ amount: money("1.00"), to: elsewhere[0], endToEndId: `${messageId}-${p}`, remittance: marker }));
        const file = await orderFile(messageId, [{ from: account, date: new Date(real.now()).toISOString().slice(0, 10), payments }]);
        const answer = await run(await by.uploadExchange(file, { segmentBytesMax: 800 }), by.post, ({ bytes, step }) => {
          if (step.last === true) sent.add(messageId);
          if (++requests === requestsBeforeKill) setTimeout(() => { killed = served.kill(); }, round); // in the middle of handling it
          return bytes;
        });
        if (answer.kind === "ok") answered.add(messageId);
      });
      await Promise.allSettled(uploads);
      await (killed ?? served.kill());
      by.close();
      served = await serve(folder);
    }
    const after = new Customer(served, "KUND1", "USER", customer.keys, real);
    await after.fetchKeys();
    const books = openPracticeBankBooks({ folder, clock: real, randomness });
    const orders = books.admin.orders();
    expect(orders.every((order) => order.status !== "received")).toBe(true);
    const messageIds = orders.map((order) => order.messageId);
    expect(new Set(messageIds).size).toBe(messageIds.length);
    for (const messageId of answered) expect(messageIds).toContain(messageId);
    expect(books.admin.bookings().reduce((sum, line) => sum + line.amount.minor, 0n)).toBe(0n);
    for (const messageId of messageIds) expect(sent).toContain(messageId);
    expect(answered.size).toBeGreaterThan(0);
    expect(answered.size).toBeLessThan(24);
    const hac = Buffer.from((await after.fetch({ order: "HAC" }))!).toString();
    for (const order of orders) expect(hac).toContain(`<Id>${order.orderId}</Id>`);
    books.close();
    customer.close();
    customer = after;
  });

  it("moves its clock from another process and gives the statements", async () => {
    await verb(folder, "account", "credit", account, "12.00", "--from", "Buyer");
    // Twice: on a weekend the first move only opens the day that the credit is booked on.
    const move = async (): Promise<string> => (await verb(folder, "clock", "move", "--next-business-day")).out;
    const moves = [await move(), await move()];
    expect(moves.join("")).toMatch(/made [1-9]\d* statements?/);
    const orders = JSON.parse((await verb(folder, "orders", "--json")).out) as { status: string }[];
    expect(orders.every((order) => order.status === "executed")).toBe(true);
    expect((await customer.fetch({ order: "BTD", service: { serviceName: "EOP", container: "ZIP", message: { name: "camt.053" } } }))?.length).toBeGreaterThan(100);
    expect((await verb(folder, "trace", "--last", "3")).out).toMatch(/BTD EOP/);
    expect((await verb(folder, "trace", "--last", "1", "--xml")).out).toContain("<ebicsResponse");
  });

  it("keeps no payment in clear on the disk, and its key to itself", () => {
    const files = readdirSync(folder);
    expect(files).toEqual(expect.arrayContaining(["bank.db", "bank.key", "ca.pem"]));
    for (const file of files) {
      const bytes = readFileSync(join(folder, file));
      expect(bytes.includes(marker)).toBe(false);
      expect(bytes.includes(account)).toBe(false);
    }
    for (const file of files.filter((one) => one !== "ca.pem")) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
  });

  it("stops cleanly on SIGTERM and is the same bank when it starts again", async () => {
    const keys = /certificate ([0-9A-F]{64})/.exec(served.output)?.[1];
    expect(await served.stop()).toBe(0);
    served = await serve(folder);
    expect(/certificate ([0-9A-F]{64})/.exec(served.output)?.[1]).toBe(keys);
    const again = new Customer(served, "KUND1", "USER", customer.keys, real);
    expect((await again.fetchKeys()).kind).toBe("ok");
    again.close();
  });

  it("tells a key that does not fit in one sentence", async () => {
    const copy = mkdtempSync(join(tmpdir(), "kontor-bank-"));
    expect((await verb(copy, "partner", "list")).out).toContain("no partners");
    rmSync(join(copy, "bank.key"));
    expect(await verb(copy, "partner", "list")).toMatchObject({ code: 1, err: expect.stringContaining("cannot be read") });
    rmSync(copy, { recursive: true, force: true });
  });
});
