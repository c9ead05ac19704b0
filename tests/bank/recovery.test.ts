import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Answer } from "../../src/ebics/index.ts";
import { download } from "../../src/ebics/index.ts";
import { protocols } from "../../src/ebics/protocol.ts";
import { startPracticeBank } from "../../src/bank/index.ts";
import { type BankFixture, startBankFixture } from "./support/bank-fixture.ts";
import { Customer, randomness, statusReports } from "./support/customer.ts";
import { elsewhere, money, orderFile } from "./support/orders.ts";
import { run } from "./support/post.ts";

const document = { serviceName: "OTH", message: { name: "document" } } as const;
const documents = { order: "BTD", service: document } as const;
const codeOf = (answer: Answer<unknown>): string => (answer.kind === "rejected" ? answer.decisive.code : answer.kind);

describe("an answer that was lost", () => {
  let fixture: BankFixture;
  let customer: Customer;
  let orders = 0;
  beforeAll(async () => {
    fixture = await startBankFixture({ segmentBytesMax: 400, limits: { uploadBytesMax: 20_000, segmentsMax: 30 } });
    customer = await fixture.user("USER");
  });
  afterAll(() => fixture.close());
  const order = (): Promise<Uint8Array> =>
    orderFile(`A${++orders}`, [{ from: fixture.account, date: "2026-11-23", payments: [{ amount: money("1.00"), to: elsewhere[0], endToEndId: `A${orders}` }] }]);

  it("to the last segment is given again, as often as it is asked for, and the order is there once", async () => {
    const exchange = await customer.uploadExchange(await order(), { segmentBytesMax: 480 });
    const again: string[] = [];
    const answer = await run(exchange, customer.post, async ({ bytes, step }) => {
      if (step.last === true) for (let i = 0; i < 3; i++) again.push(text(await customer.post(bytes)));
      return bytes;
    });
    expect(again.map((one) => /<OrderID>(\w+)</.exec(one)?.[1])).toEqual(Array(3).fill(answer.kind === "ok" ? answer.value.bankOrderId : ""));
    expect(again.every((one) => (one.match(/<ReturnCode[^>]*>000000</g) ?? []).length === 2)).toBe(true);
    expect(fixture.bank.admin.orders().filter((one) => one.messageId === `A${orders}`)).toHaveLength(1);
  });

  it("to the last segment of a refused order is the same refusal; other bytes in its place and earlier segments are 091101", async () => {
    const exchange = await customer.uploadExchange(Buffer.alloc(3_000, "no pain.001 "), { segmentBytesMax: 16 });
    let last: Uint8Array | undefined;
    let first: Uint8Array | undefined;
    let transactionId = "";
    const answer = await run(exchange, customer.post, ({ bytes, step }) => {
      if (step.segment === 1) first = bytes;
      if (step.last === true) [last, transactionId] = [bytes, step.transactionId ?? ""];
      return bytes;
    });
    expect(codeOf(answer)).toBe("090004");
    expect(text(await customer.post(last!))).toContain("090004");
    expect(text(await customer.post(first!))).toContain("<ReturnCode>091101<");
    const segment = { number: Number(/<SegmentNumber[^>]*>(\d+)</.exec(text(last!))?.[1]), last: true };
    const other = await protocols.H005.transferRequest({ hostId: customer.ids.hostId, transactionId, segment, orderData: new Uint8Array(12) }, customer.context.authentication);
    expect(text(await customer.post(other))).toContain("<ReturnCode>091101<");
  });

  it("to the first segment sends the customer on after it; to none, to the beginning", async () => {
    const exchange = await customer.uploadExchange(await order(), { segmentBytesMax: 480 });
    const points: string[] = [];
    await run(exchange, customer.post, async ({ bytes, step }) => {
      if (step.segment !== 1) return bytes;
      const ask = async (number: number) => points.push(text(await customer.post(
        await protocols.H005.transferRequest({ hostId: customer.ids.hostId, transactionId: step.transactionId ?? "", segment: { number, last: false }, orderData: new Uint8Array(12) }, customer.context.authentication),
      )));
      await ask(2);
      await customer.post(bytes);
      await ask(1);
      return bytes;
    }).catch(() => undefined);
    expect(points[0]).toMatch(/<TransactionPhase>Initialisation<.*<ReturnCode>061101</);
    expect(points[0]).not.toContain("<SegmentNumber");
    expect(points[1]).toMatch(/<TransactionPhase>Transfer<\/TransactionPhase><SegmentNumber lastSegment="false">1<.*<ReturnCode>061101</);
  });

  it("to the receipt is given again; what was delivered stays so, and a second opinion changes nothing", async () => {
    expect((await customer.upload(Buffer.from("hello"), { service: document })).kind).toBe("ok");
    const answer = await customer.download(documents);
    if (answer.kind !== "ok") throw new Error("the document is there");
    expect(text(answer.value.data)).toBe("hello");
    for (const positive of [true, true, false]) expect(await run(answer.value.receipt(positive), customer.post)).toMatchObject({ kind: "ok", technical: { code: "011000" } });
    expect((await customer.download(documents)).kind).toBe("no-data");
  });

  it("free-form files come back as they were, one a fetch, and again by their day", async () => {
    for (const content of ["first", "second".repeat(2_000)]) expect((await customer.upload(Buffer.from(content), { service: document })).kind).toBe("ok");
    expect(text(await customer.fetch(documents))).toBe("first");
    expect(text(await customer.fetch(documents))).toBe("second".repeat(2_000));
    expect(await customer.fetch(documents)).toBeUndefined();
    const again = await customer.fetch({ ...documents, dateRange: { start: "2026-11-23", end: "2026-11-23" } });
    expect(text(again)).toBe("hello");
    expect(await customer.fetch({ ...documents, dateRange: { start: "2026-11-24", end: "2026-11-25" } })).toBeUndefined();
  });

  it("too many segments: 091118; too many bytes: 091117; and neither keeps a place", async () => {
    expect(codeOf(await customer.upload(Buffer.from(randomness.bytes(3_000)), { service: document, segmentBytesMax: 100 }))).toBe("091118");
    for (let i = 0; i < 21; i++) expect(codeOf(await customer.upload(Buffer.from(randomness.bytes(30_000)), { service: document, segmentBytesMax: 4_000 }))).toBe("091117");
  });
});

describe("the practice bank started again in the middle of a download", () => {
  const folder = mkdtempSync(join(tmpdir(), "kontor-bank-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("gives the rest of it, and marks it as delivered upon the receipt", async () => {
    const fixture = await startBankFixture({ folder, segmentBytesMax: 120 });
    const customer = await fixture.user("USER");
    await customer.upload(await orderFile("D1", [{ from: fixture.account, date: "2026-11-23", payments: [{ amount: money("1.00"), to: elsewhere[0], endToEndId: "D1" }] }]));
    const exchange = download(customer.context, statusReports);
    let next = await exchange.next();
    for (let i = 0; i < 2 && !next.done; i++) next = await exchange.next(await customer.post(next.value.bytes));
    await fixture.close();

    const bank = await startPracticeBank({ folder, clock: fixture.clock, randomness, segmentBytesMax: 400 });
    const later = new Customer(bank, "KUND1", "USER", fixture.keys[0], fixture.clock);
    let segments = 0;
    for (; !next.done; segments++) next = await exchange.next(await later.post(next.value.bytes));
    expect(segments).toBeGreaterThan(1);
    if (next.value.kind !== "ok") throw new Error("the report is there");
    expect((await run(next.value.value.receipt(true), later.post)).kind).toBe("ok");
    await later.fetchKeys();
    expect((await later.download(statusReports)).kind).toBe("no-data");
    later.close();
    await bank.close();
  });
});

function text(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString();
}
