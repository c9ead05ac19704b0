import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { IsoDate } from "../../../src/domain/ids.ts";
import { communicate } from "../../../src/workflows/communication/communicate.ts";
import type { WorkflowContext } from "../../../src/workflows/context.ts";
import { enterPayment } from "../../../src/workflows/enter-payment.ts";
import { queueOrder } from "../../../src/workflows/outbox.ts";
import type { Order } from "../../../src/workflows/ports/orders.ts";
import { sumsMoved } from "../../../src/workflows/recalls/is-recall.ts";
import { checkOrder } from "../../../src/workflows/check-order.ts";
import { mustGetOrder, type Office, onlyConnection, openOffice, payment, signedByOffice } from "../../support/office.ts";
import { openWorkstation, stable } from "../support/workstation.ts";

vi.stubEnv("TZ", "UTC");
let office: Office;
let context: WorkflowContext;
beforeAll(async () => {
  office = await openOffice();
  context = await office.open();
});
afterAll(() => office.close());

/** At the bank, to be executed on that day. */
async function atBank(title: string, executionDate: string): Promise<Order> {
  const [account] = await context.store.accounts.all();
  if (account === undefined) throw new Error("the office has an account");
  const entered = await enterPayment(context, { title, debtorAccountId: account.id, executionDate: executionDate as IsoDate, transactions: [payment(`${title}-1`, 100_00n), payment(`${title}-2`, 200_00n, 2)] });
  const order = await signedByOffice(context, await checkOrder(context, entered.id));
  await queueOrder(context, order.id);
  await session();
  return mustGetOrder(context, order.id);
}
async function session(): Promise<void> {
  await communicate(context, { connectionId: (await onlyConnection(context)).id, send: true, fetch: true });
}
const golden = (name: string): string => `../../golden/screens/recall/${name}.txt`;
const masked = (screen: string): string => stable(screen).replace(/N[0-9A-Z]{3}\b/g, "‹id›").replace(/[0-9a-f]{40,64}/g, "‹hash›");

describe.each([[80, 24], [160, 48]] as const)("a recall at %ix%i", (columns, rows) => {
  const size = `${columns}x${rows}`;

  it("is made on the order's page, shown on the sheet by its own bytes, and its answer stands on both pages", async () => {
    const of = await atBank(`Rent ${size}`, "2026-11-30");
    const { tester, end } = await openWorkstation({ clock: office.clock, customers: [context], columns, rows, begin: (shell) => {
      shell.push("cockpit");
      shell.push("order", { context, orderId: of.id });
    } });
    const see = async (wanted: string, name: string): Promise<void> => {
      await tester.waitFor(wanted);
      await expect(masked(tester.screen())).toMatchFileSnapshot(golden(`${name}-${size}`));
    };
    await tester.waitFor("✓ accepted");
    tester.press("z");
    await see("Recall: what of order", "what");
    tester.press("Enter");
    await tester.waitFor("Recall: why?");
    tester.press("/");
    tester.type("DUPL");
    tester.press("Enter", "Enter");
    await tester.waitFor("a sentence for the bank");
    tester.type("Paid twice");
    tester.press("Enter");
    await see("It asks back 1 payment of order", "prepared");
    tester.press("s");
    await see("← Recall: nothing is paid", "sheet");
    await end();

    const [recall] = await context.store.orders.recallsOf(of.id);
    if (recall === undefined) throw new Error("a recall was made");
    expect(recall).toMatchObject({ state: "checked", transactionCount: 1, recall: { payments: { kind: "some", positions: [0] } } });
    const signed = await signedByOffice(context, recall);
    const sending = await openWorkstation({ clock: office.clock, customers: [context], columns, rows, begin: (shell) => shell.push("order", { context, orderId: recall.id }) });
    await sending.tester.waitFor("● signed");
    sending.tester.press("x");
    await sending.tester.waitFor(/The bank is asked to give payments back: 1\s+(▌ ┃ )?recall of 100\.00\s+EUR/);
    await sending.end();
    expect(sumsMoved([signed, of])).toEqual(of.sums);
    await queueOrder(context, recall.id);
    await session();
    const after = await openWorkstation({ clock: office.clock, customers: [context], columns, rows, begin: (shell) => {
      shell.push("order", { context, orderId: of.id });
      shell.push("order", { context, orderId: recall.id });
    } });
    await after.tester.waitFor("✓ accepted by the bank");
    await expect(masked(after.tester.screen())).toMatchFileSnapshot(golden(`answered-${size}`));
    after.tester.press("Esc");
    await after.tester.waitFor("asks back payment 1");
    await expect(masked(after.tester.screen())).toMatchFileSnapshot(golden(`order-${size}`));
    await after.end();
  });
});

it("is not offered of an order that has not left, and says why", async () => {
  const [account] = await context.store.accounts.all();
  if (account === undefined) throw new Error("the office has an account");
  const order = await enterPayment(context, { title: "Here", debtorAccountId: account.id, executionDate: "2026-11-30" as IsoDate, transactions: [payment("H-1", 1_00n)] });
  const { tester, end } = await openWorkstation({ clock: office.clock, customers: [context], begin: (shell) => shell.push("order", { context, orderId: order.id }) });
  await tester.waitFor("Here");
  tester.press("z");
  await tester.waitFor("It has not left: cancel it");
  await end();
});
