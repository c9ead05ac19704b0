import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { germanPayee } from "../../../src/cli/demo/payees.ts";
import type { WorkflowContext } from "../../../src/workflows/context.ts";
import { importOrderFile } from "../../../src/workflows/import-orders.ts";
import { collectionFile } from "../../support/collections.ts";
import { type Office, openOffice, payment, queuedOrder, ownIban } from "../../support/office.ts";
import { openWorkstation } from "../support/workstation.ts";

vi.stubEnv("TZ", "UTC");
let office: Office;
let context: WorkflowContext;
beforeAll(async () => {
  office = await openOffice();
  context = await office.open();
});
afterAll(() => office.close());

it("an order that collects teaches the register its mandates, after a question; one that pays has no such key", async () => {
  const debits = [1, 2].map((n) => ({ id: String(n), amount: "1.00", debtor: germanPayee(n) }));
  const order = await importOrderFile(context, collectionFile({ account: await ownIban(context), messageId: "LEARN", debits }));
  const paying = await queuedOrder(context, "Suppliers", [payment("S-1", 100n, 1)]);
  const { tester, end } = await openWorkstation({ clock: office.clock, customers: [context], begin: (shell) => shell.push("order", { context, orderId: order.id }) });
  await tester.waitFor("learn mandates");
  expect(tester.screen()).toMatch(/2 payments · due 24 Nov/);
  expect(tester.screen()).toMatch(/# +debtor +amount EUR/);
  expect(tester.screen()).not.toMatch(/creditor|NEW/);
  tester.press("l");
  await tester.waitFor("Take in only what you know");
  tester.press("Enter"); // the harmless answer
  await tester.waitFor((screen) => !screen.includes("Take in only"));
  expect(await context.store.mandates.count()).toBe(0);
  tester.press("l");
  await tester.waitFor("Take in only what you know");
  tester.press("Left", "Enter");
  await tester.waitFor("2 mandates taken in, 0 amended.");
  expect(await context.store.mandates.count()).toBe(2);
  end();
  const other = await openWorkstation({ clock: office.clock, customers: [context], begin: (shell) => shell.push("order", { context, orderId: paying.id }) });
  await other.tester.waitFor(/Suppliers[\s\S]*Esc back/);
  expect(other.tester.screen()).not.toContain("learn mandates");
  other.end();
});
