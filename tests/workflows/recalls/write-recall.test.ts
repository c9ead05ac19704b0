import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OrderId } from "../../../src/domain/ids.ts";
import { readRecall } from "../../../src/formats/collect.ts";
import { formatById } from "../../../src/formats/detect.ts";
import { communicate } from "../../../src/workflows/communication/communicate.ts";
import type { WorkflowContext } from "../../../src/workflows/context.ts";
import { importOrderFile } from "../../../src/workflows/import-orders.ts";
import { cancelOrder } from "../../../src/workflows/outbox.ts";
import { type RecallWish, writeOrderRecall } from "../../../src/workflows/recalls/write-recall.ts";
import { haveIso20022Schemas, validateIso20022 } from "../../support/iso20022-schema.ts";
import { mustGetOrder, type Office, onlyConnection, openOffice, payment, queuedOrder, ownIban } from "../../support/office.ts";
import { orderFile } from "../../support/order-file.ts";

let office: Office;
let context: WorkflowContext;
let sent: OrderId;
let account = "";
beforeAll(async () => {
  office = await openOffice();
  context = await office.open();
  const order = await queuedOrder(context, "To be recalled", [payment("RC-1", 1050n), payment("RC-2", 2000n, 2)]);
  sent = order.id;
  await communicate(context, { connectionId: (await onlyConnection(context)).id, send: true, fetch: false });
  account = await ownIban(context);
});
afterAll(() => office.close());

async function written(wish: RecallWish) {
  const { bytes, format } = await writeOrderRecall(context, sent, wish);
  if (haveIso20022Schemas) expect(validateIso20022(format, Buffer.from(bytes))).toEqual([]);
  const found = formatById(format);
  if (found?.kind !== "recalls") throw new Error("a recall");
  return { format, ...(await readRecall(found, bytes)) };
}

describe("a recall of an order that the bank has", () => {
  it("names the payment by every id and what it said", async () => {
    const order = await mustGetOrder(context, sent);
    const [first] = await context.store.orders.transactions(sent), [batch] = await context.store.orders.batches(sent);
    const { header, messages, findings, format } = await written({ payments: [1, 1], reason: "DUPL", text: "Paid twice" });
    expect([format, findings]).toEqual(["camt.055.001.08", []]);
    expect(header).toMatchObject({ from: { party: { name: context.customer.profile.name } }, declaredCount: 1 });
    expect(messages).toMatchObject([{
      message: { originalMessageId: order.messageId, originalMessageName: "pain.001.001.09", whole: false },
      batches: [{
        batch: { originalPaymentInformationId: batch?.paymentInformationId, whole: false },
        payments: [{ originalEndToEndId: first?.endToEndId, amount: first?.amount, executionDate: batch?.requestedExecutionDate, debtorAccount: batch?.debtorAccount, creditor: { name: first?.creditor.name }, creditorAccount: first?.creditorAccount, reasons: [{ code: "DUPL", text: ["Paid twice"] }] }],
      }],
    }]);
  });

  it("asks back a batch, or all of it, with its count and sum", async () => {
    const order = await mustGetOrder(context, sent);
    const [batch] = await context.store.orders.batches(sent);
    expect((await written({ batch: 1, reason: "TECH" })).messages).toMatchObject([{ message: { whole: false }, batches: [{ batch: { originalPaymentInformationId: batch?.paymentInformationId, whole: true, declaredCount: order.transactionCount, reasons: [{ code: "TECH" }] }, payments: [] }] }]);
    expect((await written({ reason: "CUST", formatId: "camt.055.001.05" })).messages).toMatchObject([{ message: { whole: true, declaredCount: order.transactionCount, reasons: [{ code: "CUST" }] }, batches: [] }]);
    expect((await written({ reason: "AM09", formatId: "camt.055.001.05" })).messages).toMatchObject([{ message: { reasons: [{ code: "AM09" }] } }]);
  });

  it("changes no order and stands in the journal", async () => {
    const before = await mustGetOrder(context, sent);
    await written({ reason: "FRAD" });
    expect(await mustGetOrder(context, sent)).toEqual(before);
    expect((await context.store.journal.list()).filter((entry) => entry.action === "order.recall-written").map((entry) => entry.subject)).toContain(sent);
  });
});

describe("no recall is made", () => {
  it.each<[string, RecallWish, string]>([
    ["of a payment that is not there", { payments: [99], reason: "CUST" }, "no-such-payment"],
    ["of a batch that is not there", { batch: 2, reason: "CUST" }, "no-such-batch"],
    ["of a batch and of payments", { batch: 1, payments: [1], reason: "CUST" }, "batch-and-payments"],
    ["without a reason", { reason: "" }, "bad-reason"],
    ["in a format that is only read", { reason: "CUST", formatId: "camt.055.001.06" }, "unknown-format"],
    ["in the format of banks", { reason: "CUST", formatId: "camt.056.001.08" }, "unknown-format"],
    ["with a text that is too long", { reason: "CUST", text: "x".repeat(106) }, "field-too-long"],
  ])("%s", async (_what, wish, code) => {
    await expect(writeOrderRecall(context, sent, wish)).rejects.toMatchObject({ code });
  });

  it("of an order that has not left: it says to cancel it; nor of a cancelled one", async () => {
    const text = orderFile({ account, date: "2026-11-23", messageId: "NOT-SENT", payments: [{ endToEndId: "N-1", amount: "1.00" }] });
    const order = await importOrderFile(context, { name: "o.xml", open: async function* () { yield Buffer.from(text); } });
    await expect(writeOrderRecall(context, order.id, { reason: "CUST" })).rejects.toMatchObject({ code: "not-at-bank", next: expect.stringContaining("cancel it") as string });
    await cancelOrder(context, order.id, "not ours");
    await expect(writeOrderRecall(context, order.id, { reason: "CUST" })).rejects.toMatchObject({ code: "not-at-bank", next: expect.stringContaining("nothing to get back") as string });
  });
});
