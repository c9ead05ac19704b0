import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseOrderName } from "../../src/ebics/index.ts";
import { Secret } from "../../src/domain/secret.ts";
import { askBankData, askProtocol, askProtocolText, fetchByName } from "../../src/workflows/communication/ask-bank-data.ts";
import { communicate } from "../../src/workflows/communication/communicate.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import { orderMenu, readGrants } from "../../src/workflows/grants.ts";
import { queueOrder } from "../../src/workflows/outbox.ts";
import type { Order } from "../../src/workflows/ports/orders.ts";
import { sendFileAs } from "../../src/workflows/send-file-as.ts";
import { prepareSigningSheet, signOrders } from "../../src/workflows/sign-orders.ts";
import { mustGetOrder, type Office, onlyConnection, openOffice, pinText } from "../support/office.ts";
import { orderFile } from "../support/order-file.ts";

let office: Office;
let context: WorkflowContext;
beforeAll(async () => {
  office = await openOffice();
  context = await office.open();
});
afterAll(() => office.close());

const file = (text: string, name: string) => ({ name, open: async function* () { yield Buffer.from(text); } });
const named = (text: string, direction: "send" | "fetch") => {
  const name = parseOrderName(text, direction);
  if (name === undefined) throw new Error(`${text} is no name`);
  return name;
};
async function sent(order: Order): Promise<Order> {
  const sheet = await prepareSigningSheet(context, [order.id]);
  const [own] = sheet.own;
  if (own === undefined) throw new Error("the office has a signer");
  using pin = Secret.fromText(pinText);
  const [result] = await signOrders(context, sheet, { subscriberId: own.subscriber.id, pin });
  if (result?.kind !== "signed") throw new Error(result?.reason);
  await queueOrder(context, order.id);
  await communicate(context, { connectionId: (await onlyConnection(context)).id, send: true, fetch: false });
  return mustGetOrder(context, order.id);
}

describe("a file sent under a name of the operator's choice", () => {
  it("that is a payment file is read, checked and executed as any other", async () => {
    const [account] = await context.store.accounts.all();
    const text = orderFile({ account: account?.number.kind === "iban" ? account.number.iban : "", date: "2026-11-23", messageId: "AS-1", payments: [{ endToEndId: "AS-1", amount: "10.00" }] });
    const sendAs = { ...named("SCT/GLB/-/pain.001", "send"), signatures: "release" as const };
    const order = await sendFileAs(context, { source: file(text, "payments.xml"), connectionId: (await onlyConnection(context)).id, sendAs });
    expect(order).toMatchObject({ state: "checked", transactionCount: 1, format: "pain.001.001.09", sendAs: { service: { scope: "GLB" } } });
    expect(order.contentUnknown).toBeUndefined();
    expect((await sent(order)).state).toBe("delivered");
    expect(office.bank.admin.orders().find((one) => one.service.includes("SCT/GLB"))).toBeDefined();
  });

  it("of which nothing is known is shown and signed by size and hash, noticed the second time, and refused by a bank that does not want it", async () => {
    const wanted = { source: file("Dear bank,\nplease call us.\n", "../letter.txt"), connectionId: (await onlyConnection(context)).id, sendAs: { ...named("SCT/DE/-/pain.001", "send"), signatures: "release" as const } };
    const order = await sendFileAs(context, wanted);
    expect(order).toMatchObject({ state: "checked", format: "free-form", contentUnknown: true, title: "letter.txt", transactionCount: 0, sums: [] });
    const [entry] = (await prepareSigningSheet(context, [order.id])).orders;
    expect(entry?.facts.file).toEqual({ sizeBytes: 27, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const refused = await sent(order);
    expect(refused.state).toBe("refused");
    expect(refused.bankAnswer).toMatchObject({ code: "090004", text: expect.stringContaining("cannot read the content") });
    const again = await sendFileAs(context, wanted);
    expect(again.fingerprint).toBe(order.fingerprint);
    expect((await sendFileAs(context, { ...wanted, source: file("Dear bank, please call us.", "letter.txt") })).fingerprint).not.toBe(order.fingerprint);
  });

  it("of which nothing is known reaches a bank that wants it, byte for byte, and comes back under another name", async () => {
    const { id } = await onlyConnection(context);
    const bytes = "\u0000\u0001 any bytes\r\n at all \u001a";
    const order = await sendFileAs(context, { source: file(bytes, "thing.bin"), connectionId: id, sendAs: { ...named("OTH/-/-/document", "send"), signatures: "release" } });
    expect(order.findings).toEqual([]);
    expect((await sent(order)).state).toBe("delivered");
    const taken = await fetchByName(context, id, named("OTH/-/-/document", "fetch"), { title: "document" });
    expect(taken).toMatchObject({ others: 1, files: [{ readAs: undefined, sizeBytes: bytes.length }] });
    const kept = taken?.files[0]?.fileId;
    const parts: Uint8Array[] = [];
    if (kept !== undefined) for await (const part of context.store.files.read(kept)) parts.push(part);
    expect(Buffer.concat(parts).toString()).toBe(bytes);
  });

  it("warns of a name that the bank does not grant", async () => {
    const order = await sendFileAs(context, { source: file("x", "x.txt"), connectionId: (await onlyConnection(context)).id, sendAs: { ...named("OTH/ZZ/-/txt", "send"), signatures: "transport" } });
    expect(order.findings.map(({ code }) => code)).toEqual(["not-granted"]);
  });

  it("is not taken when it is empty", async () => {
    const sendAs = { ...named("SCT/-/-/pain.001", "send"), signatures: "release" as const };
    await expect(sendFileAs(context, { source: { name: "e", open: async function* () {} }, connectionId: (await onlyConnection(context)).id, sendAs })).rejects.toMatchObject({ area: "format", code: "empty-file" });
  });
});

describe("the bank's menu", () => {
  it("is what the bank grants, in the catalogue's words where it has them, with what each user may do", async () => {
    const menu = orderMenu(await readGrants(context.store, (await onlyConnection(context)).id), context.tools.banks.orders.values());
    const of = (name: string, direction: "send" | "fetch") => menu.find((one) => JSON.stringify(one.name) === JSON.stringify({ ...one.name, ...named(name, direction) }));
    expect(of("XCT/DE/URG/pain.001", "send")).toMatchObject({ direction: "send", title: "Urgent credit transfer", known: { id: "de-urgent" }, users: [{ userId: "REKA", level: "E" }] });
    expect(menu.find((one) => one.name.adminOrderType === "HAC")).toMatchObject({ direction: "administrative", known: undefined, title: "Customer protocol" });
    expect(menu.filter((one) => one.direction === "fetch").length).toBeGreaterThan(3);
  });
});

describe("asking the bank", () => {
  it("brings its parameters, rights, what there is to fetch, and the protocol in both forms", async () => {
    const { id } = await onlyConnection(context);
    office.bank.admin.clock.nextBusinessDay();
    office.clock.set(Date.parse("2026-11-24T08:00:00Z"));
    expect((await askBankData(context, id, "HPD"))?.hostId).toBe(office.bank.hostId);
    expect((await askBankData(context, id, "HKD"))?.users.map(({ userId }) => userId)).toEqual(["REKA"]);
    expect((await askBankData(context, id, "HTD"))?.user.userId).toBe("REKA");
    expect((await askBankData(context, id, "HAA"))?.some(({ service }) => service?.serviceName === "EOP")).toBe(true);
    expect((await askProtocol(context, id, undefined)).some(({ action }) => action === "ORDER_HAC_FINAL_NEG")).toBe(true);
    expect((await askProtocolText(context, id, { start: "2026-11-23", end: "2026-11-23" })).join("\n")).toContain("FAULT01");
  });

  it("fetches anything by its name: read where a format is known, told file by file, and nothing the second time", async () => {
    const { id } = await onlyConnection(context);
    const name = named("EOP/-/-/camt.053/ZIP", "fetch");
    const taken = await fetchByName(context, id, name, { title: "statements" });
    expect(taken).toMatchObject({ statements: 1, others: 0, files: [{ readAs: expect.stringContaining("camt.053") }] });
    expect(await fetchByName(context, id, name, { title: "statements" })).toBeUndefined();
    await expect(fetchByName(context, id, named("EOP/ZZ/-/camt.053/ZIP", "fetch"), { title: "nothing" })).rejects.toMatchObject({ area: "ebics", code: "fetch-refused", next: expect.stringContaining("grants") });
  });
});
