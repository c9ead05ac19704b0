import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Order } from "../../src/workflows/ports/orders.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import { enterPayment } from "../../src/workflows/enter-payment.ts";
import { type Office, openOffice, payment, pinText } from "../support/office.ts";
import { alias, openWorkstation, stable } from "./support/workstation.ts";

vi.stubEnv("TZ", "UTC");
let office: Office;
let context: WorkflowContext;

/** An order entered by hand: checked, not signed. */
async function checkedOrder(title: string, count: number, from = 1): Promise<Order> {
  const [account] = await context.store.accounts.all();
  const transactions = Array.from({ length: count }, (_, i) => payment(`${title}-${i + 1}`, BigInt(100_00 * (i + from)), from + i));
  return enterPayment(context, { title, debtorAccountId: account!.id, executionDate: "2026-11-24" as Order["executionDate"], transactions });
}
const golden = (name: string): string => `../golden/screens/day/${name}.txt`;

beforeAll(async () => {
  office = await openOffice();
  context = await office.open();
  await checkedOrder("Suppliers", 3);
  await checkedOrder("Rent", 1, 50);
});
afterAll(() => office.close());

describe.each([[80, 24], [160, 48]] as const)("a day on the screens at %ix%i", (columns, rows) => {
  it("goes from the cockpit to the signed, sent and printed order by key presses alone", async () => {
    const size = `${columns}x${rows}`;
    const order = await checkedOrder(`Freight ${size}`, 12, columns);
    const { tester, written, end } = await openWorkstation({ clock: office.clock, customers: [context, alias(context, "TISZA", "green")], begin: (shell) => shell.push("cockpit"), columns, rows });
    const see = async (wanted: string | RegExp | ((screen: string) => boolean), name: string): Promise<void> => {
      await tester.waitFor(wanted);
      await expect(stable(tester.screen())).toMatchFileSnapshot(golden(`${name}-${size}`));
    };

    // Both customers' lines and needs are there.
    await see((screen) => !screen.includes("reading") && /FAULT.*Practice bank/.test(screen) && /TISZA.*Practice bank/.test(screen) && screen.includes("to sign"), "cockpit");
    tester.press("Tab", "Enter");
    await see(/orders +00\d\d/, "customer");
    tester.press("o");
    await see("[1 all", "orders");
    tester.press("Enter");
    await see(`Payee ${columns + 11}`, "order-transactions");
    tester.press("Enter");
    await see("end to end", "order-payment");
    tester.press("Esc", "2");
    await see("can sign", "order-signatures");
    tester.press("4");
    await see(/R.ka +made/, "order-history");
    tester.press("s");
    await see(/you sign as[\s\S]*SHA-256/, "sign-sheet");
    tester.press("s");
    await see("Passphrase of the key file", "sign-pin");
    tester.type("not the passphrase");
    tester.press("Enter");
    await tester.waitFor(/does not open/);
    tester.type(pinText);
    tester.press("Enter");
    await see("signed, complete", "sign-done");
    tester.press("x");
    await see("in 1 order.", "send-question");
    tester.press("Right", "Enter");
    await see((screen) => screen.includes("was delivered") && screen.includes("Esc goes back"), "send-done");
    expect((await context.store.orders.get(order.id))?.state).toMatch(/delivered|accepted/);
    tester.press("Esc", "Esc");
    await tester.waitFor(/→ delivered|✓ accepted/);
    tester.press("p");
    await tester.waitFor("Written:");
    expect(Buffer.from([...written.values()][0]!).subarray(0, 5).toString()).toBe("%PDF-");
    end();
  });
});
