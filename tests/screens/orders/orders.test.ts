import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { IsoDate, OrderId } from "../../../src/domain/ids.ts";
import { arrayRows } from "../../../src/screens/widgets/row-source.ts";
import { initialOrders, updateOrders } from "../../../src/screens/orders/model.ts";
import { groupById, groupFor } from "../../../src/screens/orders/state-groups.ts";
import { enterPayment } from "../../../src/workflows/enter-payment.ts";
import { communicate } from "../../../src/workflows/communication/communicate.ts";
import type { WorkflowContext } from "../../../src/workflows/context.ts";
import type { CustomerStore } from "../../../src/workflows/ports/customer-store.ts";
import type { Order } from "../../../src/workflows/ports/orders.ts";
import { type Office, onlyConnection, openOffice, payment, pinText, queuedOrder, signedOrder } from "../../support/office.ts";
import { openWorkstation } from "../support/workstation.ts";

vi.stubEnv("TZ", "UTC");
let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const open = (context: WorkflowContext, size: { columns?: number; rows?: number } = {}) =>
  openWorkstation({
    clock: office.clock, customers: [context], ...size,
    begin(shell) {
      shell.push("cockpit");
      shell.push("orders", { context });
    },
  });

async function checkedOrder(context: WorkflowContext, title: string, minor: bigint): Promise<Order> {
  const [account] = await context.store.accounts.all();
  return enterPayment(context, { title, debtorAccountId: account!.id, executionDate: "2026-11-24" as IsoDate, transactions: [payment(title, minor)] });
}

describe("the list of orders", () => {
  it("says what would fill it", async () => {
    const { tester, end } = await open(await office.open());
    await tester.waitFor("No orders yet.");
    tester.press("s");
    await tester.waitFor("There is no order here.");
    end();
  });

  it("shows ten thousand orders page by page, and goes to the end at once", async () => {
    const context = await office.open();
    const sample = await checkedOrder(context, "Sample", 100n);
    const asked: number[] = [];
    const orders = {
      count: async () => 10_000,
      list: async ({ offset = 0, limit = 0 }: { offset?: number; limit?: number }) => {
        asked.push(limit);
        return Array.from({ length: Math.min(limit, 10_000 - offset) }, (_, i): Order => ({ ...sample, id: `o${offset + i}` as OrderId, number: 10_000 - offset - i, title: `Order ${10_000 - offset - i}` }));
      },
    };
    // The list asks for nothing else of the store.
    const store = { orders } as unknown as CustomerStore;
    const { tester, end } = await openWorkstation({ clock: office.clock, customers: [], begin: (shell) => shell.push("orders", { context: { ...context, store } }) });
    await tester.waitFor("Order 10000");
    tester.press("End");
    await tester.waitFor("0001 Order 1 ");
    expect(Math.max(...asked)).toBeLessThanOrEqual(100);
    end();
  });

  it("signs marked orders together and sends them together", async () => {
    const context = await office.open();
    const first = await checkedOrder(context, "Rent", 100_00n);
    const second = await checkedOrder(context, "Power", 200_00n);
    const { tester, end } = await open(context);
    await tester.waitFor("Power");
    tester.press("Space", "Space");
    await tester.waitFor("2 orders marked");
    tester.press("s");
    await tester.waitFor(/2 orders · 2 payments · 300.00 EUR[\s\S]*you sign as/);
    tester.press("s");
    await tester.waitFor("Passphrase of the key file");
    tester.type(pinText);
    tester.press("Enter");
    await tester.waitFor("2 of 2 signed.");
    tester.press("Esc", "x");
    await tester.waitFor("300.00 EUR leave in 2 orders.");
    tester.press("Esc");
    await tester.waitFor((screen) => !screen.includes("leave in"));
    tester.press("o");
    await tester.waitFor("2 orders in the outbox");
    for (const { id } of [first, second]) expect((await context.store.orders.get(id))?.state).toBe("queued");
    end();
  });

  it("keeps back what was sent before, unless the operator says why", async () => {
    const context = await office.open();
    await queuedOrder(context, "Wages", [payment("WAGE-1", 500_00n, 7)]);
    await communicate(context, { connectionId: (await onlyConnection(context)).id, send: true, fetch: true });
    const again = await signedOrder(context, "Wages again", [payment("WAGE-1", 500_00n, 7)]);
    const { tester, end } = await open(context);
    await tester.waitFor("Wages again");
    tester.press("o");
    await tester.waitFor("pays 500.00 EUR a second time.");
    tester.press("Enter");
    await tester.waitFor("0 orders in the outbox");
    expect((await context.store.orders.get(again.id))?.state).toBe("signed");
    tester.press("o");
    await tester.waitFor("a second time");
    tester.press("Right", "Enter");
    await tester.waitFor("Why must both be paid?");
    tester.type("two shifts");
    tester.press("Enter");
    await tester.waitFor("1 order in the outbox");
    expect(await context.store.orders.get(again.id)).toMatchObject({ state: "queued", duplicateOverride: { reason: "two shifts" } });
    end();
  });

  it("filters by text and by what is to be done next", async () => {
    const context = await office.open();
    await checkedOrder(context, "Zebra crossing", 10n);
    const { tester, end } = await open(context);
    await tester.waitFor("Zebra");
    tester.press("/");
    tester.type("power");
    await tester.waitFor((screen) => screen.includes("Power") && !screen.includes("Zebra"));
    tester.press("Esc", "3");
    await tester.waitFor((screen) => screen.includes("[3 to sign") && screen.includes("Zebra") && !screen.includes("Wages"));
    tester.press("o");
    await tester.waitFor("its signatures are not complete");
    end();
  });
});

describe("the model of the list", () => {
  it("drops rows that were asked for before the filter or the group changed", () => {
    const start = initialOrders(undefined);
    const rows = arrayRows([]);
    expect(updateOrders(start, { type: "rows", group: groupById("sign"), filter: "", rows })).toBe(start);
    expect(updateOrders(start, { type: "rows", group: start.group, filter: "old", rows })).toBe(start);
    expect(updateOrders(start, { type: "rows", group: start.group, filter: "", rows }).loaded).toBe(true);
  });

  it("opens on the smallest group that holds the states asked for", () => {
    expect(groupFor(["checked", "partly-signed"]).id).toBe("sign");
    expect(groupFor(["refused"]).id).toBe("answered");
    expect(groupFor(["draft", "booked"]).id).toBe("all");
    expect(groupFor(undefined).id).toBe("all");
  });
});
