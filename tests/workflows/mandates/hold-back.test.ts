import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { germanPayee } from "../../../src/cli/demo/payees.ts";
import { Secret } from "../../../src/domain/secret.ts";
import { communicate } from "../../../src/workflows/communication/communicate.ts";
import type { OrderOutcome } from "../../../src/workflows/communication/progress.ts";
import { resolveUnanswered } from "../../../src/workflows/communication/resolve-unanswered.ts";
import { importOrderFile } from "../../../src/workflows/import-orders.ts";
import { amendMandate, saveMandate, setMandateState } from "../../../src/workflows/mandates/keep-mandate.ts";
import { queueOrder, unqueueOrder } from "../../../src/workflows/outbox.ts";
import type { Order } from "../../../src/workflows/ports/orders.ts";
import { prepareSigningSheet, signOrders, withdrawSignatures } from "../../../src/workflows/sign-orders.ts";
import { type CollectingOffice, type CollectionFile, collectionFile, openCollectingOffice } from "../../support/collections.ts";
import { creditorId, mandate } from "../../support/mandates.ts";
import { internet } from "../../support/internet.ts";
import { faulty } from "../../support/faulty-channel.ts";
import { forgetTransfers, mustGetOrder, onlyConnection, payment, pinText, queuedOrder } from "../../support/office.ts";

let collecting: CollectingOffice;
beforeAll(async () => {
  collecting = await openCollectingOffice();
});
afterAll(() => collecting.office.close());

const debit = (n: number) => ({ id: String(n), amount: `${n}.00`, debtor: germanPayee(n) });
const later = (): void => collecting.office.clock.advance(60_000);

async function signed(order: Order): Promise<void> {
  const sheet = await prepareSigningSheet(collecting.context, [order.id]);
  using pin = Secret.fromText(pinText);
  expect((await signOrders(collecting.context, sheet, { subscriberId: sheet.own[0]!.subscriber.id, pin })).map(({ kind }) => kind)).toEqual(["signed"]);
}

/** Signed and in the outbox; a minute passes. */
async function queued(file: Partial<CollectionFile> & Pick<CollectionFile, "messageId" | "debits">): Promise<Order> {
  const order = await importOrderFile(collecting.context, collectionFile({ account: collecting.account, ...file }));
  await signed(order);
  later();
  return queueOrder(collecting.context, order.id);
}

async function sendAll(): Promise<readonly OrderOutcome[]> {
  const { problem, orders } = await communicate(collecting.context, { connectionId: (await onlyConnection(collecting.context)).id, send: true, fetch: false });
  expect(problem).toBeUndefined();
  return orders;
}
const kinds = (outcomes: readonly OrderOutcome[]) => outcomes.map(({ number, kind }) => [number, kind]);
const stateOf = async ({ id }: Order) => (await mustGetOrder(collecting.context, id)).state;

describe("an order of collections that is picked up to be sent", () => {
  it("is held back where a mandate was cancelled since it was signed, and the rest of the outbox goes", async () => {
    const { context } = collecting;
    for (const n of [1, 2]) await saveMandate(context, mandate(n));
    const order = await queued({ messageId: "CANCELLED", debits: [debit(1), debit(2)] });
    const other = await queuedOrder(context, "Rent", [payment("RENT", 100n)]);
    await setMandateState(context, mandate(2).id, "cancelled", "moved away");
    const outcomes = await sendAll();
    expect(kinds(outcomes)).toEqual([[order.number, "held"], [other.number, "delivered"]]);
    expect(outcomes[0]?.text).toMatch(/^Order 0001 is held back: its collection 2, 2\.00 EUR from Debtor 2 under mandate M-2, does not fit the register of mandates any more\. Mandate M-2 is cancelled: .* Nothing was sent, and nothing of it is collected\. .*cancel the order/);
    expect(await stateOf(order)).toBe("queued");
    expect(await context.store.transmissions.ofOrder(order.id)).toEqual([]);
    expect((await context.store.sessions.list(1))[0]?.summary).toContain("1 of 2 orders delivered, 1 held back");
    await unqueueOrder(context, order.id);
  });

  it("is held back where an order before it in the same session has used the mandate up", async () => {
    await saveMandate(collecting.context, mandate(3, { type: "one-off" }));
    await saveMandate(collecting.context, mandate(4));
    const last = await queued({ messageId: "LAST", sequence: "FNAL", debits: [debit(4)], dueOn: "2026-11-25" });
    const single = await queued({ messageId: "SINGLE", sequence: "OOFF", debits: [debit(3)] });
    const again = await queued({ messageId: "SINGLE-AGAIN", sequence: "OOFF", debits: [{ ...debit(3), id: "3b", mandate: "M-3" }], dueOn: "2026-11-26" });
    const onceMore = await queued({ messageId: "AFTER-LAST", debits: [{ ...debit(4), id: "4b", mandate: "M-4" }], dueOn: "2026-12-01" });
    const outcomes = await sendAll();
    expect(kinds(outcomes)).toEqual([[last.number, "delivered"], [single.number, "delivered"], [again.number, "held"], [onceMore.number, "held"]]);
    expect(outcomes.slice(2).map(({ text }) => text)).toEqual([expect.stringContaining("Mandate M-3 is used up"), expect.stringContaining("Mandate M-4 is used up")]);
    for (const { id } of [again, onceMore]) await unqueueOrder(collecting.context, id);
  });

  it("is held back where a mandate has another account since, and goes when the sheet that shows it was signed", async () => {
    const { context } = collecting;
    await saveMandate(context, mandate(5, { collectedBefore: {} }));
    const order = await queued({ messageId: "AMENDED", debits: [debit(5)] });
    await amendMandate(context, mandate(5).id, { mandateId: "M-5", creditorSchemeId: creditorId, debtorAccount: { kind: "iban", iban: germanPayee(55) } });
    const [held] = await sendAll();
    expect([held?.kind, held?.text]).toEqual(["held", expect.stringContaining("the register has DE")]);
    later();
    await unqueueOrder(context, order.id);
    await withdrawSignatures(context, order.id);
    expect((await prepareSigningSheet(context, [order.id])).orders[0]?.order.findings.map(({ code }) => code)).toContain("register-account");
    await signed(await mustGetOrder(context, order.id));
    await queueOrder(context, order.id);
    expect(kinds(await sendAll())).toEqual([[order.number, "delivered"]]);
  });

  it("goes where it differed already when it was signed, where the mandate was changed in what does not matter, and where it came to be known", async () => {
    const { context } = collecting;
    await saveMandate(context, mandate(6, { debtor: { name: "Somebody else" } }));
    await saveMandate(context, mandate(7));
    const order = await queued({ messageId: "SEEN", debits: [debit(6), debit(7), debit(8)] });
    await saveMandate(context, mandate(7, { note: "called", changedAt: order.createdAt }));
    await saveMandate(context, mandate(8, { createdAt: order.createdAt, changedAt: order.createdAt }));
    expect(kinds(await sendAll())).toEqual([[order.number, "delivered"]]);
  });

  it("is held back where a mandate has expired meanwhile", async () => {
    const { context, office } = collecting;
    await saveMandate(context, mandate(9, { signedOn: "2023-11-24" as never, collectedBefore: {} })); // 36 months without a collection are over on the 25th
    const order = await queued({ messageId: "EXPIRED", debits: [debit(9)], signedOn: "2023-11-24", dueOn: "2026-11-30" });
    office.clock.set(Date.parse("2026-11-25T08:00:00Z"));
    expect((await sendAll()).map(({ kind, text }) => [kind, text])).toEqual([["held", expect.stringContaining("Mandate M-9 expired on 2026-11-24")]]);
    await unqueueOrder(context, order.id);
  });

  it("is not held back by its own try that never reached the bank: the mandate is not used up then", async () => {
    const { context, office } = collecting;
    await saveMandate(context, mandate(11, { type: "one-off" }));
    const order = await queued({ messageId: "ABSENT", sequence: "OOFF", debits: [debit(11)], dueOn: "2026-12-01" });
    // Of a session that only sends an order of one segment, 1 announces it and 2 carries it.
    const cut = await office.open({ driver: faulty(internet, { exchange: 2, fault: "lost-write", staysDown: true }), redialPausesMs: [] });
    await communicate(cut, { connectionId: (await onlyConnection(cut)).id, send: true, fetch: false });
    const mandateState = async () => (await context.store.mandates.get(mandate(11).id))?.mandate.state;
    expect([await stateOf(order), await mandateState()]).toEqual(["unanswered", "used-up"]);
    await forgetTransfers(context);
    office.clock.advance(24 * 3_600_000);
    expect((await resolveUnanswered(context, order.id)).kind).toBe("not-sent");
    expect([await stateOf(order), await mandateState()]).toEqual(["signed", "active"]);
    await queueOrder(context, order.id);
    expect(kinds(await sendAll())).toEqual([[order.number, "delivered"]]);
    expect(await mandateState()).toBe("used-up");
  });

  it("is not signed where a mandate was changed while the sheet lay open", async () => {
    const { context, account } = collecting;
    await saveMandate(context, mandate(10, { collectedBefore: {} }));
    const order = await importOrderFile(context, collectionFile({ account, messageId: "OPEN", debits: [debit(10)] }));
    const sheet = await prepareSigningSheet(context, [order.id]);
    await amendMandate(context, mandate(10).id, { mandateId: "M-10", creditorSchemeId: creditorId, debtorAccount: { kind: "iban", iban: germanPayee(110) } });
    using pin = Secret.fromText(pinText);
    expect(await signOrders(context, sheet, { subscriberId: sheet.own[0]!.subscriber.id, pin })).toMatchObject([{ kind: "not-signed", code: "changed", reason: expect.stringContaining("A mandate") }]);
  });
});
