import { orderNumberText } from "../../../src/domain/order-number.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { orderNameText } from "../../../src/ebics/index.ts";
import { collect, once } from "../../../src/workflows/bytes.ts";
import { communicate } from "../../../src/workflows/communication/communicate.ts";
import type { WorkflowContext } from "../../../src/workflows/context.ts";
import { statusFormat } from "../../../src/workflows/format-by-id.ts";
import { takeInStatus } from "../../../src/workflows/intake-status.ts";
import { printOrder } from "../../../src/workflows/print-pages.ts";
import { queueOrder } from "../../../src/workflows/outbox.ts";
import type { Order } from "../../../src/workflows/ports/orders.ts";
import { prepareRecall } from "../../../src/workflows/recalls/prepare-recall.ts";
import { askedBackText, recallReasonText, recallStandingText } from "../../../src/workflows/recalls/recall-words.ts";
import { writeOrderRecall } from "../../../src/workflows/recalls/write-recall.ts";
import { sendFileAs } from "../../../src/workflows/send-file-as.ts";
import { prepareSigningSheet } from "../../../src/workflows/sign-orders.ts";
import { importOrderFile } from "../../../src/workflows/import-orders.ts";
import { pagesOf } from "../../print/samples.ts";
import { mustGetOrder, type Office, onlyConnection, openOffice, signedByOffice, ownIban } from "../../support/office.ts";
import { orderFile } from "../../support/order-file.ts";

let office: Office;
let context: WorkflowContext;
let account = "";
beforeAll(async () => {
  office = await openOffice();
  context = await office.open();
  account = await ownIban(context);
});
afterAll(() => office.close());

async function session(send: boolean): Promise<void> {
  const { problem } = await communicate(context, { connectionId: (await onlyConnection(context)).id, send, fetch: true });
  expect(problem).toBeUndefined();
}

async function signed(order: Order): Promise<Order> {
  expect(order.findings.filter(({ severity }) => severity === "error")).toEqual([]);
  return signedByOffice(context, order);
}

/** Signed, sent, and its answer fetched. */
async function sent(order: Order): Promise<Order> {
  await queueOrder(context, (await signed(order)).id);
  await session(true);
  return mustGetOrder(context, order.id);
}

/** @param date ISO; later than today: the bank has it and has not executed it */
async function paid(messageId: string, date: string, amounts: readonly string[]): Promise<Order> {
  const text = orderFile({ account, date, messageId, payments: amounts.map((amount, index) => ({ endToEndId: `${messageId}-${index + 1}`, amount })) });
  return sent(await importOrderFile(context, { name: "o.xml", open: async function* () { yield Buffer.from(text); } }));
}

/** The bank's clock goes with the office's; it closes its days, and what it has done since is fetched. */
async function dayComes(date: string): Promise<void> {
  office.clock.set(Date.parse(`${date}T08:00:00Z`));
  office.bank.admin.clock.catchUp();
  await session(false);
}
const balance = (): string => office.bank.admin.accounts().filter(({ partnerId }) => partnerId === "FAULT01").map(({ balanceMinor }) => String(balanceMinor)).join();
const states = async (order: Order) => (await context.store.orders.transactions(order.id)).map(({ state, reasonCode }) => (reasonCode === undefined ? state : `${state} ${reasonCode}`));
const journal = async (subject: Order) => (await context.store.journal.list({ limit: 500 })).filter((entry) => entry.subject === subject.id).map(({ summary }) => summary);

describe("a recall of payments that are not executed yet", () => {
  it("is prepared, shown by its own bytes, signed, sent and answered: the bank cancels it, and both orders say so [BTU BTD H005 client bank]", async () => {
    const before = balance();
    const of = await paid("RD-1", "2026-11-27", ["10.00", "20.00", "30.00"]);
    expect(of.state).toBe("accepted");

    const prepared = await prepareRecall(context, of.id, { payments: [2], reason: "DUPL", text: "Paid twice" });
    expect(prepared).toMatchObject({ state: "checked", format: "camt.055.001.08", kinds: ["recall"], transactionCount: 1, sums: [{ minor: 2000n, currency: "EUR" }], accounts: [account], recall: { orderId: of.id, payments: { kind: "some", positions: [1] } } });
    expect(prepared.sendAs && orderNameText(prepared.sendAs)).toBe("BTU SCT/DE/-/camt.055");
    expect(recallStandingText(prepared)).toContain("asks back payment 2: not sent yet");

    const [entry] = (await prepareSigningSheet(context, [prepared.id])).orders;
    const facts = entry?.facts.recall;
    if (facts === undefined) throw new Error("the sheet shows a recall");
    expect(askedBackText(facts)).toBe(`1 payment of order ${String(of.number).padStart(4, "0")} ${of.title}`);
    expect(recallReasonText(facts)).toBe("DUPL paid twice: Paid twice");
    expect(entry?.facts.firstTransactions.map(({ endToEndId }) => endToEndId)).toEqual(["RD-1-2"]);

    const paper = (await pagesOf((await printOrder(context, prepared.id)).bytes)).join("\n");
    expect(paper).toMatch(new RegExp(`asks back payments of order ${orderNumberText(of.number)}; nothing is paid`));
    expect(paper).toMatch(/Total of 1 payments +20\.00 EUR/);
    expect(paper).not.toContain("Do not rely on this sheet");

    const answered = await sent(prepared);
    expect((await journal(of)).join("\n")).toContain(`Recall of order ${orderNumberText(of.number)} prepared as order ${orderNumberText(prepared.number)}`);
    expect(answered).toMatchObject({ state: "accepted", recall: { answer: { outcome: "cancelled", payments: [{ position: 1, outcome: "cancelled" }] } } });
    expect(await states(of)).toEqual(["accepted", "refused CNCL", "accepted"]);
    expect((await mustGetOrder(context, of.id)).state).toBe("partly-accepted");
    expect((await journal(answered)).join("\n")).toContain(`Recall ${orderNumberText(answered.number)} of order ${orderNumberText(of.number)}: accepted: the payments are cancelled`);
    expect((await journal(of)).join("\n")).toContain(`The bank's answer to recall ${orderNumberText(answered.number)}: accepted`);

    // On the day, the bank executes the others only; the statement books them, and the order is done.
    await dayComes("2026-12-01");
    expect(BigInt(before) - BigInt(balance())).toBe(4000n);
    expect(await states(of)).toEqual(["booked", "refused CUST", "booked"]); // the bank's report on the execution names it once more
    expect((await mustGetOrder(context, of.id)).state).toBe("booked");
  });

  it("may ask back all of an order: nothing of it is executed", async () => {
    const before = balance();
    const of = await paid("RD-2", "2026-12-08", ["1.00", "2.00"]);
    const answered = await sent(await prepareRecall(context, of.id, { reason: "CUST" }));
    expect(answered).toMatchObject({ state: "accepted", transactionCount: 2, recall: { payments: { kind: "all" }, answer: { outcome: "cancelled" } } });
    expect(await mustGetOrder(context, of.id)).toMatchObject({ state: "refused", bankAnswer: { code: "CNCL" } });
    await dayComes("2026-12-14");
    expect(balance()).toBe(before);
    expect(await states(of)).toEqual(["refused CNCL", "refused CNCL"]);
  });
});

describe("a recall of what the bank has executed", () => {
  it("is refused with the bank's reason in words; the order stays as it is", async () => {
    const of = await paid("RD-3", "2026-12-14", ["5.00"]);
    expect(of.state).toBe("accepted");
    const answered = await sent(await prepareRecall(context, of.id, { reason: "FRAD" }));
    expect(answered).toMatchObject({ state: "refused", recall: { answer: { outcome: "refused", code: "AGNT" } } });
    expect(answered.bankAnswer?.text).toContain("refused: AGNT the bank does not take the payment back (The payment was executed already.");
    expect(recallStandingText(answered)).toContain("asks back all of it: the bank says, refused: AGNT");
    expect((await mustGetOrder(context, of.id)).state).toBe("accepted");
    expect(await states(of)).toEqual(["accepted"]);
  });

  it("a second recall of what was cancelled is refused, too", async () => {
    const of = await paid("RD-4", "2026-12-17", ["1.00", "2.00"]);
    await sent(await prepareRecall(context, of.id, { payments: [1], reason: "CUST" }));
    const again = await sent(await prepareRecall(context, of.id, { reason: "CUST" }));
    expect(again).toMatchObject({ state: "partly-accepted", recall: { answer: { outcome: "partly", payments: [{ position: 0, outcome: "refused", code: "ARDT" }, { position: 1, outcome: "cancelled" }] } } });
    expect(await states(of)).toEqual(["refused CNCL", "refused CNCL"]);
  });
});

describe("an answer that is not the last word", () => {
  it("keeps the recall waiting, with what the bank says; a report that it was read changes nothing, one that it was not refuses it", async () => {
    const of = await paid("RD-6", "2026-12-18", ["3.00"]);
    const recall = await prepareRecall(context, of.id, { reason: "CUST" });
    await queueOrder(context, (await signed(recall)).id);
    await communicate(context, { connectionId: (await onlyConnection(context)).id, send: true, fetch: false });
    const take = (id: string, text: string) => context.store.transaction((store) => takeInStatus(context, store, statusFormat(id), { name: "a.xml", open: () => once(Buffer.from(text)) }));
    expect(await take("pain.002.001.10", report("ACTC", recall.messageId))).toBe(recall.number);
    expect((await mustGetOrder(context, recall.id)).state).toBe("delivered");
    expect(await take("camt.029.001.06", pending("RD-6"))).toBe(recall.number);
    const waiting = await mustGetOrder(context, recall.id);
    expect(waiting).toMatchObject({ state: "delivered", recall: { answer: { outcome: "pending", code: "ARPL" } } });
    expect(recallStandingText(waiting)).toContain("not decided yet: ARPL waiting for the payee's reply");
    expect(await states(of)).toEqual(["accepted"]);
    expect(await take("camt.029.001.06", pending("NOBODY"))).toBeUndefined();
    await session(false);
    expect(await mustGetOrder(context, recall.id)).toMatchObject({ state: "accepted", recall: { answer: { outcome: "cancelled" } } });

    const other = await prepareRecall(context, (await paid("RD-7", "2026-12-18", ["3.00"])).id, { reason: "CUST" });
    await queueOrder(context, (await signed(other)).id);
    await communicate(context, { connectionId: (await onlyConnection(context)).id, send: true, fetch: false });
    await take("pain.002.001.10", report("RJCT", other.messageId));
    expect(await mustGetOrder(context, other.id)).toMatchObject({ state: "refused", bankAnswer: { code: "FF01" } });
  });
});

const report = (status: string, messageId: string) => `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><GrpHdr><MsgId>S1</MsgId><CreDtTm>2026-12-15T08:00:00Z</CreDtTm></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>${messageId}</OrgnlMsgId><OrgnlMsgNmId>camt.055.001.08</OrgnlMsgNmId><GrpSts>${status}</GrpSts>${status === "RJCT" ? "<StsRsnInf><Rsn><Cd>FF01</Cd></Rsn></StsRsnInf>" : ""}</OrgnlGrpInfAndSts></CstmrPmtStsRpt></Document>`;
/** A bank that does not name the recall: the order says which is meant. */
const pending = (messageId: string) => `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.029.001.06"><RsltnOfInvstgtn><Assgnmt><Id>A1</Id><Assgnr><Agt><FinInstnId><BICFI>COBADEFFXXX</BICFI></FinInstnId></Agt></Assgnr><Assgne><Pty><Nm>We</Nm></Pty></Assgne><CreDtTm>2026-12-15T10:00:00Z</CreDtTm></Assgnmt><Sts><Conf>PDCR</Conf></Sts><CxlDtls><OrgnlGrpInfAndSts><OrgnlMsgId>${messageId}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId><GrpCxlSts>PDCR</GrpCxlSts><CxlStsRsnInf><Rsn><Cd>ARPL</Cd></Rsn></CxlStsRsnInf></OrgnlGrpInfAndSts></CxlDtls></RsltnOfInvstgtn></Document>`;

describe("a recall that comes as a file", () => {
  it("finds the order that it is about; one of an unknown order says so, and its content counts as unknown", async () => {
    const of = await paid("RD-5", "2026-12-18", ["3.00"]);
    const { bytes } = await writeOrderRecall(context, of.id, { reason: "TECH" });
    const connection = await onlyConnection(context);
    const file = (text: string) => ({ name: "recall.xml", open: async function* () { yield Buffer.from(text); } });
    const sendAs = { adminOrderType: "BTU", service: { serviceName: "SCT", scope: "DE", message: { name: "camt.055" } }, signatures: "release" as const };
    const known = await sendFileAs(context, { source: file(Buffer.from(bytes).toString()), connectionId: connection.id, sendAs });
    expect(known).toMatchObject({ state: "checked", recall: { orderId: of.id }, sums: of.sums });
    const unknown = await sendFileAs(context, { source: file(Buffer.from(bytes).toString().replaceAll("RD-5", "XX-5")), connectionId: connection.id, sendAs });
    expect(unknown).toMatchObject({ state: "checked", contentUnknown: true, sums: [] });
    expect(unknown.recall).toBeUndefined();
    // What the bytes say must be what the order has.
    const other = await sendFileAs(context, { source: file(Buffer.from(bytes).toString().replaceAll("3.00", "4.00")), connectionId: connection.id, sendAs });
    expect(other).toMatchObject({ state: "draft" });
    expect(other.findings.map(({ code }) => code)).toContain("totals-differ");
    expect(Buffer.from(await collect(context.store.files.read(known.fileId!))).equals(Buffer.from(bytes))).toBe(true);
  });
});
