import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { internet } from "../support/internet.ts";
import type { ConnectionId, IsoInstant, OrderId } from "../../src/domain/ids.ts";
import type { TransactionStatus } from "../../src/domain/status-report.ts";
import { communicate } from "../../src/workflows/communication/communicate.ts";
import { collect, once } from "../../src/workflows/bytes.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import type { StatementEntry } from "../../src/domain/statement.ts";
import { statusFormat } from "../../src/workflows/format-by-id.ts";
import { importOrderFile } from "../../src/workflows/import-orders.ts";
import { takeInStatus } from "../../src/workflows/intake-status.ts";
import { EntryMatching } from "../../src/workflows/match-entries.ts";
import { queueOrder } from "../../src/workflows/outbox.ts";
import type { Order } from "../../src/workflows/ports/orders.ts";
import type { Statement } from "../../src/workflows/ports/statements.ts";
import { prepareSigningSheet, signOrders } from "../../src/workflows/sign-orders.ts";
import { Secret } from "../../src/domain/secret.ts";
import { faulty } from "../support/faulty-channel.ts";
import { mustGetOrder, type Office, onlyConnection, openOffice, payment, pinText, queuedOrder } from "../support/office.ts";

/** What a status report or a statement may change: the order it means, by the word of that order's bank, and never backwards. */

let office: Office;
let context: WorkflowContext;
beforeAll(async () => {
  office = await openOffice();
  context = await office.open();
});
afterAll(() => office.close());

interface Report {
  readonly group?: string;
  readonly transactions?: readonly TransactionStatus[];
  readonly createdAt?: string;
  readonly connectionId?: ConnectionId;
}

async function report(order: Order, { group, transactions = [], createdAt = "2026-11-23T09:00:00Z", connectionId }: Report): Promise<number | undefined> {
  const format = statusFormat("pain.002.001.03");
  const header = { messageId: "STATUS", createdAt, originalMessageId: order.messageId, originalMessageName: "pain.001.001.09", groupStatus: group, reasons: [] };
  const bytes = await collect(format.write(header, [], transactions));
  const bank = connectionId ?? (await onlyConnection(context)).id;
  return context.store.transaction((store) => takeInStatus(context, store, format, { name: "status.xml", open: () => once(bytes) }, bank));
}

const refused = (endToEndId: string): TransactionStatus => ({ originalEndToEndId: endToEndId, status: "RJCT", reasons: [{ code: "AC04", text: [] }] });

async function send(withContext = context): Promise<void> {
  await communicate(withContext, { connectionId: (await onlyConnection(withContext)).id, send: true, fetch: false });
}

async function deliveredOrder(title: string): Promise<Order> {
  const { id } = await queuedOrder(context, title, [payment(`${title}-1`, 100n, 1), payment(`${title}-2`, 200n, 2)]);
  await send();
  const order = await mustGetOrder(context, id);
  expect(order.state).toBe("delivered");
  return order;
}

/** The very file of another order, sent again on purpose: the same message id, as careless programs make them. */
async function sameFileAgain(order: Order): Promise<Order> {
  const fileId = order.fileId;
  if (fileId === undefined) throw new Error("the order has a file");
  const bytes = await collect(context.store.files.read(fileId));
  const again = await importOrderFile(context, { name: "again.xml", open: () => once(bytes) });
  const sheet = await prepareSigningSheet(context, [again.id]);
  using pin = Secret.fromText(pinText);
  const [key] = sheet.own;
  if (key === undefined) throw new Error("the operator has a key");
  await signOrders(context, sheet, { subscriberId: key.subscriber.id, pin });
  await queueOrder(context, again.id, { override: { reason: "test" } });
  return mustGetOrder(context, again.id);
}

async function delivered(order: Order): Promise<Order> {
  const at = order.createdAt;
  const sending = await context.store.orders.advance(order.id, order.revision, "start-sending", { at, actor: "test" });
  return context.store.orders.advance(order.id, sending.revision, "deliver", { at, actor: "test" });
}

describe("a status report", () => {
  it("of PART names only the refused payments: they stay refused, the others are accepted", async () => {
    const order = await deliveredOrder("part");
    await report(order, { group: "PART", transactions: [refused("part-2")] });
    expect(await context.store.orders.transactionStates(order.id)).toMatchObject({ accepted: 1, refused: 1 });
    expect((await mustGetOrder(context, order.id)).state).toBe("partly-accepted");
  });

  it("that comes late does not turn a refused payment into an accepted one", async () => {
    const order = await deliveredOrder("late");
    await report(order, { group: "PART", transactions: [refused("late-1")] });
    await report(order, { group: "ACTC" });
    expect(await context.store.orders.transactionStates(order.id)).toMatchObject({ accepted: 1, refused: 1 });
  });

  it("of another bank with the same message id changes nothing", async () => {
    const order = await deliveredOrder("other");
    expect(await report(order, { group: "RJCT", connectionId: "another" as ConnectionId })).toBeUndefined();
    expect((await mustGetOrder(context, order.id)).state).toBe("delivered");
  });

  it("means the order that was not judged yet, not last month's with the same message id", async () => {
    const old = await deliveredOrder("month");
    await report(old, { group: "ACSP" });
    const fresh = await delivered(await sameFileAgain(old));
    expect(await report(fresh, { group: "RJCT" })).toBe(fresh.number);
    expect((await mustGetOrder(context, old.id)).state).toBe("accepted");
    expect((await mustGetOrder(context, fresh.id)).state).toBe("refused");
  });

  it("that may mean either of two orders changes neither, and says so in the journal", async () => {
    const one = await deliveredOrder("twin");
    const other = await delivered(await sameFileAgain(one));
    expect(await report(one, { group: "RJCT" })).toBeUndefined();
    expect([(await mustGetOrder(context, one.id)).state, (await mustGetOrder(context, other.id)).state]).toEqual(["delivered", "delivered"]);
    expect((await context.store.journal.list({ text: "fits several" })).length).toBe(1);
  });

  it("written before the order left is not about it", async () => {
    const order = await deliveredOrder("early");
    expect(await report(order, { group: "RJCT", createdAt: "2026-10-01T09:00:00Z" })).toBeUndefined();
    expect((await mustGetOrder(context, order.id)).state).toBe("delivered");
  });
});

describe("an order that was never answered", () => {
  async function unansweredOrder(title: string): Promise<OrderId> {
    const broken: WorkflowContext = await office.open({ driver: faulty(internet, { exchange: 2, fault: "lost-write", staysDown: true }) });
    const { id } = await queuedOrder(broken, title, [payment(`${title}-1`, 300n, 3)]);
    await send(broken);
    await broken.store.close();
    expect((await mustGetOrder(context, id)).state).toBe("unanswered");
    return id;
  }

  it("is at the bank when a status report speaks of it", async () => {
    const id = await unansweredOrder("spoken");
    await report(await mustGetOrder(context, id), { group: "ACSP" });
    expect((await mustGetOrder(context, id)).state).toBe("accepted");
  });

  it("is at the bank when a statement has booked it, so it can never be proved absent any more", async () => {
    const id = await unansweredOrder("booked");
    const order = await mustGetOrder(context, id);
    const [account] = await context.store.accounts.all();
    if (account === undefined) throw new Error("the office has an account");
    const file = await context.store.files.add({ kind: "statement", name: "s.xml", at: order.createdAt, content: once(new Uint8Array([1])) });
    const statement: Statement = {
      id: "01statement" as Statement["id"], fileId: file.id, format: "camt.053.001.08", header: { statementId: "S-1", account: account.number }, balances: [],
      entryCount: 1, balanced: null, findings: [], receivedAt: "2026-11-23T09:00:00Z" as IsoInstant,
    };
    const eur = account.currency;
    const found = await context.store.transaction(async (store) => {
      await store.statements.create(statement);
      const writer = store.statements.writer(statement.id);
      const entry: StatementEntry = { amount: { minor: -300n, currency: eur }, status: "BOOK", reversal: false, details: [{ amount: { minor: -300n, currency: eur }, endToEndId: "booked-1", remittance: [] }] };
      writer.addEntry(entry);
      await writer.flush();
      const matching = new EntryMatching(context, store, statement);
      await matching.entry(entry, 0);
      await matching.finish();
      return matching.booked;
    });
    expect(found).toBe(1);
    expect((await mustGetOrder(context, id)).state).toBe("booked");
  });
});
