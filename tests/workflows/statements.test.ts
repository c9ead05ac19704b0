import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AccountNumber } from "../../src/domain/account-number.ts";
import type { ConnectionId, CurrencyCode, IsoDate } from "../../src/domain/ids.ts";
import type { EntryDetail, StatementEntry } from "../../src/domain/statement.ts";
import { communicate } from "../../src/workflows/communication/communicate.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import { formats } from "../../src/formats/all.ts";
import { statusFormat } from "../../src/workflows/format-by-id.ts";
import { importStatementFile } from "../../src/workflows/intake-statements.ts";
import { takeInStatus } from "../../src/workflows/intake-status.ts";
import type { Order } from "../../src/workflows/ports/orders.ts";
import { type Office, mustGetOrder, onlyConnection, openOffice, payment, queuedOrder } from "../support/office.ts";

/** Statements and status reports as other banks write them, against orders that are at the bank. */

let office: Office;
let context: WorkflowContext;
let account: AccountNumber;
let serial = 0;
beforeAll(async () => {
  office = await openOffice();
  context = await office.open();
  account = (await context.store.accounts.all())[0]?.number ?? { kind: "other", value: "" };
});
afterAll(() => office.close());

/** An order the bank has accepted; each payment of its own amount unless told otherwise. */
async function accepted(...payments: readonly { readonly id: string; readonly minor?: bigint; readonly payee?: number }[]): Promise<Order> {
  serial++;
  const order = await queuedOrder(context, `order ${serial}`, payments.map(({ id, minor, payee }, index) => payment(id, minor ?? BigInt(serial * 1000 + index), payee ?? index + 1)));
  await communicate(context, { connectionId: (await onlyConnection(context)).id, send: true, fetch: true });
  expect((await mustGetOrder(context, order.id)).state).toBe("accepted");
  return mustGetOrder(context, order.id);
}

function entry(minor: bigint, details: readonly Partial<EntryDetail>[], more: Partial<StatementEntry> = {}): StatementEntry {
  return { amount: eur(minor), bookingDate: "2026-11-23" as IsoDate, valueDate: "2026-11-23" as IsoDate, status: "BOOK", reversal: false, details: details.map((one) => ({ remittance: [], ...one })), ...more };
}
const eur = (minor: bigint) => ({ minor, currency: "EUR" as CurrencyCode });

/** Takes in a camt.053 with these entries, whose balances add up. */
async function statement(entries: readonly StatementEntry[], options: { readonly id?: string; readonly account?: AccountNumber; readonly closingOff?: bigint } = {}) {
  serial++;
  const sum = entries.filter((one) => one.status === "BOOK").reduce((total, one) => total + one.amount.minor, 0n);
  const date = "2026-11-23" as IsoDate;
  const document = {
    header: { statementId: options.id ?? `STMT-${serial}`, sequenceNumber: String(serial), account: options.account ?? account, currency: "EUR" },
    balances: [{ type: "OPBD", amount: eur(1_000_000n), date }, { type: "CLBD", amount: eur(1_000_000n + sum + (options.closingOff ?? 0n)), date }], entries,
  };
  const format = formats.find((one) => one.id === "camt.053.001.08");
  if (format?.kind !== "statements") throw new Error("camt.053.001.08 is a statement format");
  return importStatementFile(context, { name: "statement.xml", open: () => format.write([document], { messageId: `M-${serial}`, createdAt: "2026-11-23T20:00:00Z" }) });
}

const states = async (order: Order): Promise<string[]> => (await context.store.orders.transactions(order.id)).map((one) => one.state);

describe("booked payments are found", () => {
  it("by end-to-end id, amount and account", async () => {
    const order = await accepted({ id: "A-1", minor: 100n }, { id: "A-2", minor: 200n });
    const intake = await statement([entry(-100n, [{ endToEndId: "A-1" }]), entry(-200n, [{ endToEndId: "A-2" }])]);
    expect(intake).toMatchObject({ known: 0, transactionsBooked: 2, findings: [] });
    expect(intake.statements).toMatchObject([{ balanced: true, entryCount: 2 }]);
    expect((await mustGetOrder(context, order.id)).state).toBe("booked");
  });

  it("not by the right id with another amount, nor on another account, nor as money in, pending or reversed", async () => {
    const order = await accepted({ id: "B-1", minor: 300n });
    const other: AccountNumber = { kind: "other", value: "NOT-OURS-1" };
    await statement([entry(-301n, [{ endToEndId: "B-1" }]), entry(300n, [{ endToEndId: "B-1" }]), entry(-300n, [{ endToEndId: "B-1" }], { status: "PDNG" }), entry(-300n, [{ endToEndId: "B-1" }], { reversal: true })]);
    await statement([entry(-300n, [{ endToEndId: "B-1" }])], { account: other });
    expect(await states(order)).toEqual(["accepted"]);
    expect((await statement([entry(-300n, [{ endToEndId: "B-1" }])])).transactionsBooked).toBe(1);
  });

  it("without an end-to-end id by the message's id; the text alone books nothing", async () => {
    const order = await accepted({ id: "NOTPROVIDED", minor: 400n }, { id: "NOTPROVIDED", minor: 401n });
    expect((await statement([entry(-400n, [{ endToEndId: "NOTPROVIDED", remittance: ["Invoice NOTPROVIDED"] }])])).transactionsBooked).toBe(0);
    expect((await statement([entry(-400n, [{ endToEndId: "NOTPROVIDED", messageId: order.messageId }])])).transactionsBooked).toBe(1);
    expect(await states(order)).toEqual(["booked", "accepted"]);
  });

  it("identical twins take their turns, and a third booking finds nobody", async () => {
    const order = await accepted({ id: "TWIN", minor: 500n, payee: 1 }, { id: "TWIN", minor: 500n, payee: 1 });
    const twin = entry(-500n, [{ endToEndId: "TWIN" }]);
    expect((await statement([twin])).transactionsBooked).toBe(1);
    expect((await states(order)).toSorted()).toEqual(["accepted", "booked"]);
    expect((await statement([twin, twin])).transactionsBooked).toBe(1);
    expect(await states(order)).toEqual(["booked", "booked"]);
  });

  it("of a batch booked as one line, each by its detail", async () => {
    const order = await accepted({ id: "C-1", minor: 10n }, { id: "C-2", minor: 20n }, { id: "C-3", minor: 30n });
    const details = [1, 2, 3].map((n) => ({ endToEndId: `C-${n}`, amount: eur(BigInt(n * -10)) }));
    const intake = await statement([entry(-60n, details)]);
    expect(intake.transactionsBooked).toBe(3);
    expect((await mustGetOrder(context, order.id)).state).toBe("booked");
    const [stored] = await context.store.statements.entries(intake.statements[0]?.id ?? ("" as never));
    expect(stored?.matchedOrders.map((one) => one.detail)).toEqual([0, 1, 2]);
  });
});

describe("a statement", () => {
  it("that came before is left alone, and books nothing twice", async () => {
    const order = await accepted({ id: "D-1", minor: 700n }, { id: "D-2", minor: 700n });
    expect(await statement([entry(-700n, [{ endToEndId: "D-1" }])], { id: "SAME" })).toMatchObject({ known: 0, transactionsBooked: 1 });
    serial--; // the same number, too
    expect(await statement([entry(-700n, [{ endToEndId: "D-1" }])], { id: "SAME" })).toMatchObject({ known: 1, transactionsBooked: 0, statements: [] });
    expect(await states(order)).toEqual(["booked", "accepted"]);
  });

  it("whose balances do not add up is kept, and said to be wrong", async () => {
    const { statements } = await statement([entry(-1n, [])], { closingOff: 5n });
    expect(statements).toMatchObject([{ balanced: false }]);
    const [written] = await context.store.journal.list({ limit: 1 });
    expect(written?.summary).toContain("does NOT add up");
  });

  it("that is none is refused, in words", async () => {
    const refused = importStatementFile(context, { name: "evil\u001b[2J.txt", open: async function* () { yield Buffer.from("no statement"); } });
    await expect(refused).rejects.toMatchObject({ area: "format", code: "not-a-statement", message: '"evil\ufffd[2J.txt" is in no format that Kontor reads.' });
  });
});

describe("a status report", () => {
  const report = (order: Order, groupStatus: string | undefined, refused: readonly { readonly id: string; readonly code: string; readonly text?: string }[] = [], messageId = order.messageId): Promise<number | undefined> =>
    context.store.transaction((store) => takeInStatus({ ...context, store }, store, statusFormat("pain.002.001.10"), {
      name: "status.xml", open: () => statusFormat("pain.002.001.10").write(
        { messageId: `S-${++serial}`, createdAt: "2026-11-23T10:00:00Z", originalMessageId: messageId, originalMessageName: "pain.001.001.09", groupStatus, reasons: groupStatus === "RJCT" ? [{ code: "AM05", text: [] }] : [] },
        refused.length === 0 ? [] : [{ originalPaymentInformationId: `${order.messageId}-1`, reasons: [] }],
        refused.map(({ id, code, text }) => ({ originalPaymentInformationId: `${order.messageId}-1`, originalEndToEndId: id, status: "RJCT", reasons: [{ code, text: text === undefined ? [] : [text] }] })),
      ),
    }, order.connectionId ?? ("" as ConnectionId)));

  it("that refuses some leaves the others accepted, each with the bank's code and words", async () => {
    const order = await accepted({ id: "E-1" }, { id: "E-2" }, { id: "E-3" });
    expect(await report(order, "PART", [{ id: "E-2", code: "AC04", text: "Konto erloschen" }])).toBe(order.number);
    expect(await states(order)).toEqual(["accepted", "refused", "accepted"]);
    const [refused] = await context.store.orders.transactions(order.id, { states: ["refused"] });
    expect(refused).toMatchObject({ reasonCode: "AC04", reasonText: "Konto erloschen" });
    expect(await mustGetOrder(context, order.id)).toMatchObject({ state: "partly-accepted", bankAnswer: { code: "AC04" } });
  });

  it("that refuses the group refuses all; saying so twice changes nothing more", async () => {
    const order = await accepted({ id: "F-1" }, { id: "F-2" });
    await report(order, "RJCT");
    expect(await mustGetOrder(context, order.id)).toMatchObject({ state: "refused", bankAnswer: { code: "AM05" } });
    const { revision } = await mustGetOrder(context, order.id);
    await report(order, "RJCT");
    expect((await mustGetOrder(context, order.id)).revision).toBe(revision);
  });

  it("for a message nobody sent is kept and changes no order", async () => {
    const order = await accepted({ id: "G-1" });
    expect(await report(order, "RJCT", [], "SOMEBODY-ELSES")).toBeUndefined();
    expect((await mustGetOrder(context, order.id)).state).toBe("accepted");
  });
});

