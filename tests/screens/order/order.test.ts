import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { IsoDate } from "../../../src/domain/ids.ts";
import type { WorkflowContext } from "../../../src/workflows/context.ts";
import { enterPayment } from "../../../src/workflows/enter-payment.ts";
import type { Order } from "../../../src/workflows/ports/orders.ts";
import { type Office, openOffice, payment, signedOrder } from "../../support/office.ts";
import { openWorkstation } from "../support/workstation.ts";

vi.stubEnv("TZ", "UTC");
let office: Office;
let context: WorkflowContext;
beforeAll(async () => {
  office = await openOffice();
  context = await office.open();
});
afterAll(() => office.close());

async function entered(title: string, executionDate = "2026-11-24"): Promise<Order> {
  const [account] = await context.store.accounts.all();
  return enterPayment(context, {
    title, debtorAccountId: account!.id, executionDate: executionDate as IsoDate,
    transactions: [{ ...payment(`${title}-1`, 100_00n), creditor: { name: "Evil\u202eName" }, remittance: { unstructured: ["zero\u200bwidth"] } }, payment(`${title}-2`, 200_00n, 2)],
  });
}
const open = (order: Order, as: WorkflowContext = context) =>
  openWorkstation({
    clock: office.clock, customers: [as],
    begin(shell) {
      shell.push("cockpit");
      shell.push("order", { context: as, orderId: order.id });
    },
  });
const state = async (order: Order) => (await context.store.orders.get(order.id))?.state;

describe("an order", () => {
  it("is withdrawn, changed, kept as a template and cancelled with a reason", async () => {
    const order = await signedOrder(context, "Rent", [payment("RENT-1", 100_00n)]);
    const { tester, end } = await open(order);
    await tester.waitFor("● signed: Réka (E)");
    tester.press("o");
    await tester.waitFor("» queued");
    tester.press("w");
    await tester.waitFor("take it out of the outbox first");
    tester.press("u");
    await tester.waitFor("● signed");
    tester.press("w");
    await tester.waitFor("it cannot leave until");
    tester.press("Right", "Enter");
    await tester.waitFor("○ checked");
    tester.press("m");
    await tester.waitFor("Make a template");
    tester.press("Enter");
    await tester.waitFor('Template "Rent" is kept.');
    expect((await context.store.templates.list()).map((one) => one.title)).toEqual(["Rent"]);
    tester.press("d");
    await tester.waitFor("100.00 EUR will not be paid.");
    tester.press("Enter");
    await tester.waitFor("a reason is needed");
    tester.press("d");
    await tester.waitFor("why is it cancelled?");
    tester.type("wrong month");
    tester.press("Enter");
    await tester.waitFor("× cancelled");
    expect(await state(order)).toBe("cancelled");
    end();
  });

  it("shows nothing of hostile text raw", async () => {
    const { tester, end } = await open(await entered("Hostile"));
    await tester.waitFor("Evil\ufffdName");
    tester.press("Enter");
    await tester.waitFor("zero\ufffdwidth");
    expect(tester.raw).not.toMatch(/[\u202e\u200b]/);
    end();
  });

  it("lists findings with their field, opens them, and filters payments by text", async () => {
    const { tester, end } = await open(await entered("Sunday", "2026-11-29"));
    await tester.waitFor("3 findings 3");
    tester.press("3");
    await tester.waitFor(/! .*is no bank day/);
    tester.press("Enter");
    await tester.waitFor("not-a-bank-day");
    tester.press("Esc", "1", "/");
    tester.type("payee 2");
    await tester.waitFor((screen) => screen.includes("1 found") && !screen.includes("Evil"));
    end();
  });

  it("keeps from an operator what they may not do, and says so", async () => {
    const { tester, end } = await open(await entered("Rights"), { ...context, rights: ["see"] });
    await tester.waitFor("○ checked");
    for (const [key, right] of [["s", "sign"], ["x", "send"], ["c", "prepare"], ["d", "prepare"], ["m", "prepare"], ["w", "sign"]] as const) {
      tester.press(key);
      await tester.waitFor(`You have no right to ${right} for this customer.`);
    }
    end();
  });
});
