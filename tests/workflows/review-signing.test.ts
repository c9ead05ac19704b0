import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CurrencyCode, OperatorId, SignerId } from "../../src/domain/ids.ts";
import { Secret } from "../../src/domain/secret.ts";
import type { SignatureRule, Signer } from "../../src/domain/signature-rules.ts";
import { judgeSignatures, signerRefusal } from "../../src/domain/signature-verdict.ts";
import { administer } from "../../src/workflows/four-eyes/administer.ts";
import { communicate } from "../../src/workflows/communication/communicate.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import { enterPayment } from "../../src/workflows/enter-payment.ts";
import { queueOrder } from "../../src/workflows/outbox.ts";
import type { Order } from "../../src/workflows/ports/orders.ts";
import { prepareSigningSheet, signOrders, type SigningResult } from "../../src/workflows/sign-orders.ts";
import { todayIn } from "../../src/domain/iso-date.ts";
import { mustGetOrder, type Office, onlyConnection, openOffice, payment, pinText, queuedOrder, signedOrder, timesAtBank } from "../support/office.ts";

/** Ways around the signature rules: two hands of one person, two screens at once, a midnight, rights and rules that changed meanwhile. */

const eur = "EUR" as CurrencyCode;

describe("one operator who is two signers", () => {
  const signer = (id: string, signatureClass: Signer["signatureClass"], operatorId: string): Signer => ({
    id: id as SignerId, name: id, operatorId: operatorId as OperatorId, signatureClass, perTransactionLimits: [], perFileLimits: [], perDayLimits: [],
  });
  const rule: SignatureRule = { id: "two", title: "Two", accounts: [], upTo: [], signaturesNeeded: 2, signers: [], exclusions: [] };
  const facts = { accounts: ["A"], sums: [{ minor: 100n, currency: eur }], largest: [{ minor: 100n, currency: eur }] };

  it("does not make four eyes", () => {
    const signers = [signer("anna", "A", "op-1"), signer("anna again", "B", "op-1"), signer("bela", "B", "op-2")];
    const first = [{ signerId: "anna" as SignerId, signatureClass: "A" as const }];
    expect(signerRefusal({ rules: [rule], signers, groups: [] }, first, facts, "anna again" as SignerId, [])?.code).toBe("already-signed");
    expect(judgeSignatures({ rules: [rule], signers, groups: [] }, [...first, { signerId: "anna again" as SignerId, signatureClass: "B" }], facts).complete).toBe(false);
    expect(judgeSignatures({ rules: [rule], signers, groups: [] }, first, facts).whoCan).toEqual(["bela"]);
  });
});

describe("signing", () => {
  let office: Office;
  let context: WorkflowContext;
  beforeEach(async () => {
    office = await openOffice({ nowMs: Date.parse("2026-11-23T22:30:00Z") });
    context = await office.open();
  });
  afterEach(() => office.close());

  async function limitPerDay(minor: bigint): Promise<void> {
    const [signer] = await context.store.signers.all();
    if (signer === undefined) throw new Error("the office has a signer");
    await context.store.signers.put({ ...signer, perDayLimits: [{ minor, currency: eur }] });
  }

  async function entered(title: string, minor: bigint): Promise<Order> {
    const [account] = await context.store.accounts.all();
    if (account === undefined) throw new Error("the office has an account");
    return enterPayment(context, { title, debtorAccountId: account.id, executionDate: todayIn("Europe/Budapest", office.clock.now()), transactions: [payment(title, minor)] });
  }

  async function sign(by: WorkflowContext, order: Order): Promise<SigningResult | undefined> {
    const sheet = await prepareSigningSheet(by, [order.id]);
    const [key] = sheet.own;
    if (key === undefined) throw new Error("the operator has a key");
    using pin = Secret.fromText(pinText);
    return (await signOrders(by, sheet, { subscriberId: key.subscriber.id, pin }))[0];
  }

  it("keeps the limit per day when two screens sign at the same moment", async () => {
    await limitPerDay(150n);
    const [one, other] = [await entered("one", 100n), await entered("other", 100n)];
    const elsewhere = await office.open();
    const slow: WorkflowContext = {
      ...context,
      tools: {
        ...context.tools,
        device: (kind) => {
          const driver = context.tools.device(kind);
          return {
            ...driver,
            async open(...call) {
              const device = await driver.open(...call);
              return {
                ...device,
                async sign(...what) {
                  expect((await sign(elsewhere, other))?.kind).toBe("signed");
                  return device.sign(...what);
                },
              };
            },
          };
        },
      },
    };
    expect(await sign(slow, one)).toMatchObject({ kind: "not-signed", reason: expect.stringContaining("per day") });
    expect(await context.store.orders.signatures(one.id)).toEqual([]);
  });

  it("counts the limit per day by the bank's midnight, not by UTC's", async () => {
    await limitPerDay(150n);
    office.clock.set(Date.parse("2026-11-23T23:30:00Z")); // half past midnight on the 24th in Budapest
    expect((await sign(context, await entered("first", 100n)))?.kind).toBe("signed");
    office.clock.set(Date.parse("2026-11-24T00:30:00Z")); // still the 24th there
    expect(await sign(context, await entered("second", 100n))).toMatchObject({ kind: "not-signed", reason: expect.stringContaining("per day") });
    office.clock.set(Date.parse("2026-11-24T23:30:00Z"));
    expect((await sign(context, await entered("third", 100n)))?.kind).toBe("signed");
  });

  it("ends with the right, also for whoever has the customer open", async () => {
    const order = await entered("late", 100n);
    const ready = await signedOrder(context, "ready", [payment("ready", 1n)]);
    await context.store.profile.setRights(context.operator.id, context.operator.name, ["see"]);
    await expect(sign(context, order)).rejects.toMatchObject({ code: "not-allowed" });
    await expect(queueOrder(context, ready.id)).rejects.toMatchObject({ code: "not-allowed" });
    await expect(administer(context, { kind: "rules", rules: [] })).rejects.toMatchObject({ code: "not-allowed" });
    expect(await context.store.signers.rules()).toHaveLength(1);
    expect(await context.store.orders.signatures(order.id)).toEqual([]);
    expect((await mustGetOrder(context, ready.id)).state).toBe("signed");
  });

  it("asks for the customer's code above a limit that was set after the customer was opened", async () => {
    const order = await entered("code", 500n);
    await context.store.profile.update({ ...(await context.store.profile.get()), confirmAbove: [{ minor: 400n, currency: eur }] });
    await expect(sign(context, order)).rejects.toMatchObject({ code: "wrong-customer-code" });
  });

  it("is judged again before the order leaves: rules made stricter meanwhile hold", async () => {
    const { id, messageId } = await queuedOrder(context, "stricter", [payment("stricter", 100n)]);
    const [signer] = await context.store.signers.all();
    if (signer === undefined) throw new Error("the office has a signer");
    await context.store.signers.put({ ...signer, perFileLimits: [{ minor: 50n, currency: eur }] });
    const { orders } = await communicate(context, { connectionId: (await onlyConnection(context)).id, send: true, fetch: false });
    expect(orders.map((one) => one.kind)).toEqual(["stopped"]);
    expect(orders[0]?.text).toContain("not enough any more");
    expect(timesAtBank(office.bank, messageId)).toBe(0);
    expect((await mustGetOrder(context, id)).state).toBe("queued");
  });
});
