import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { startPracticeBank } from "../../src/bank/index.ts";
import { openBankDatabase } from "../../src/bank/storage/bank-database.ts";
import { startBankFixture } from "./support/bank-fixture.ts";
import { Customer, randomness, statusReports } from "./support/customer.ts";
import { elsewhere, money, orderFile } from "./support/orders.ts";
import { run } from "./support/post.ts";

describe("the practice bank started again", () => {
  const folder = mkdtempSync(join(tmpdir(), "kontor-bank-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("goes on with a half-sent upload, still knows nonces and unfetched reports, and judges what it had only taken", async () => {
    const fixture = await startBankFixture({ folder });
    const { clock, keys } = fixture;
    const customer = await fixture.user("USER");
    const later = await orderFile("LATER", [{ from: fixture.account, date: "2026-11-27", payments: [{ amount: money("5.00"), to: elsewhere[0], endToEndId: "L1" }] }]);
    expect((await customer.upload(later)).kind).toBe("ok");
    const file = await orderFile("HALF", [{ from: fixture.account, date: "2026-11-23", payments: [{ amount: money("6.00"), to: elsewhere[1], endToEndId: "H1" }] }]);
    const exchange = await customer.uploadExchange(file, { segmentBytesMax: 480 });
    const requests: Uint8Array[] = [];
    let step = await exchange.next();
    for (; step.done !== true && requests.length < 2; step = await exchange.next(await customer.post(requests.at(-1)!))) requests.push(step.value.bytes);
    await fixture.close();

    // As if the bank had been killed between taking the order and judging it.
    const database = openBankDatabase(folder, randomness);
    database.run("DELETE FROM status_report_batch");
    database.run("DELETE FROM status_report");
    database.run("UPDATE customer_order SET state = 'received' WHERE message_id = 'LATER'");
    database.close();

    const bank = await startPracticeBank({ folder, clock, randomness });
    const again = new Customer(bank, "KUND1", "USER", keys[0], clock);
    await again.fetchKeys();
    expect(bank.admin.orders()).toMatchObject([{ messageId: "LATER", status: "waiting", transactions: 1 }]);
    expect(Buffer.from(await again.post(requests[0]!)).toString()).toContain("091103");
    while (step.done !== true) step = await exchange.next(await again.post(step.value.bytes));
    expect(step.value.kind).toBe("ok");
    expect(bank.admin.orders()).toMatchObject([{ messageId: "LATER" }, { messageId: "HALF", status: "executed" }]);
    expect((await again.fetch(statusReports))?.length).toBeGreaterThan(100);
    expect(bank.keyHashes).toEqual(fixture.bank.keyHashes);
    expect(bank.caPem).toBe(fixture.bank.caPem);
    bank.admin.clock.moveTo(Date.parse("2026-11-27T10:00:00Z"));
    expect(bank.admin.accounts()[0]?.balanceMinor).toBe(998900n);
    again.close();
    await bank.close();
  });

  it("books on today's day when it ran over night without anybody asking", async () => {
    const fixture = await startBankFixture();
    const customer = await fixture.user("USER");
    fixture.clock.set(Date.parse("2026-11-25T09:00:00Z"));
    expect((await customer.upload(await orderFile("NIGHT", [{ from: fixture.account, date: "2026-11-24", payments: [{ amount: money("1.00"), to: elsewhere[0], endToEndId: "N1" }] }]))).kind).toBe("ok");
    expect(fixture.bank.admin.bookings().map((line) => line.day)).toEqual(["2026-11-25", "2026-11-25"]);
    await fixture.close();
  });

  it("takes the same content again when nothing of it was executed for lack of cover", async () => {
    const fixture = await startBankFixture();
    const customer = await fixture.user("USER");
    const batch = { from: fixture.account, date: "2026-11-23", payments: [{ amount: money("20000.00"), to: elsewhere[0], endToEndId: "C1" }] };
    await customer.upload(await orderFile("POOR", [batch]));
    fixture.bank.admin.credit({ account: fixture.account, amount: money("15000.00"), debtorName: "Buyer" });
    await customer.upload(await orderFile("RICH", [batch]));
    expect(fixture.bank.admin.orders().map((order) => [order.status, order.refused[0]?.code])).toEqual([["refused", "AM04"], ["executed", undefined]]);
    await fixture.close();
  });

  it("gives several segments of a large download, each again if asked", async () => {
    const fixture = await startBankFixture({ segmentBytesMax: 600 });
    const customer = await fixture.user("USER");
    const answer = await customer.download({ order: "HTD" });
    if (answer.kind !== "ok") throw new Error("HTD is always there");
    expect((await run(answer.value.receipt(true), customer.post)).kind).toBe("ok");
    expect(customer.wire.answers.filter((bytes) => /<SegmentNumber lastSegment="false">/.test(Buffer.from(bytes).toString())).length).toBeGreaterThanOrEqual(1);
    await fixture.close();
  });
});
