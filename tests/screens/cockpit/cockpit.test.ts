import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { AppError } from "../../../src/domain/errors.ts";
import type { IsoDate } from "../../../src/domain/ids.ts";
import type { WorkflowContext } from "../../../src/workflows/context.ts";
import { enterPayment } from "../../../src/workflows/enter-payment.ts";
import { type Office, openOffice, payment } from "../../support/office.ts";
import { alias, openWorkstation, summaryOf } from "../support/workstation.ts";

vi.stubEnv("TZ", "UTC");
let office: Office;
let context: WorkflowContext;
beforeAll(async () => {
  office = await openOffice();
  context = await office.open();
  const [account] = await context.store.accounts.all();
  await enterPayment(context, { title: "Rent", debtorAccountId: account!.id, executionDate: "2026-11-24" as IsoDate, transactions: [payment("RENT", 100_00n)] });
});
afterAll(() => office.close());

const cockpit = (customers: Parameters<typeof openWorkstation>[0]["customers"], size: { columns?: number; rows?: number } = {}) =>
  openWorkstation({ clock: office.clock, customers, begin: (shell) => shell.push("cockpit"), ...size });

describe("the cockpit", () => {
  it("says what to do when there are no customers", async () => {
    const { tester, end } = await cockpit([]);
    await tester.waitFor("No customers yet. n makes the first one.");
    expect(tester.screen()).toContain("Nothing needs you now.");
    tester.press("s");
    await tester.waitFor("There is no customer here yet");
    end();
  });

  it("streams 200 customers in and hears keys meanwhile", async () => {
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const customers = Array.from({ length: 200 }, (_, i) => {
      const one = alias(context, `CUST${String(i).padStart(3, "0")}`);
      return { summary: summaryOf(one), open: async () => (i < 3 ? one : gate.then(() => one)) };
    });
    const { tester, end } = await cockpit(customers, { columns: 160, rows: 48 });
    await tester.waitFor("Needs me now (3)");
    expect(tester.screen()).toContain("reading 197 customers …");
    tester.press("/");
    tester.type("cust199");
    await tester.waitFor("Customers (1)");
    tester.press("Esc");
    open();
    await tester.waitFor("Needs me now (200)");
    end();
  });

  it("tells the need under the cursor in full at the bottom, where its row is cut and there is room", async () => {
    const long = alias(context, "LONG");
    const { tester, end } = await cockpit([{ summary: summaryOf(long), open: async () => long }], { columns: 60, rows: 20 });
    await tester.waitFor(/Customers \(1\)[\s\S]*Rent/);
    tester.press("Tab");
    await tester.waitFor((screen) => !/Customers \(1\)[\s\S]*Rent/.test(screen));
    end();
  });

  it("reads those first that the filter shows", async () => {
    const opened: string[] = [];
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const customers = Array.from({ length: 20 }, (_, i) => {
      const one = alias(context, `CUST${String(i).padStart(2, "0")}`);
      return { summary: summaryOf(one), open: async () => {
        if (opened.length === 0) await gate;
        opened.push(one.customer.profile.shortName);
        return one;
      } };
    });
    const { tester, end } = await cockpit(customers);
    await tester.waitFor("reading 20 customers …");
    tester.press("/");
    tester.type("19");
    await tester.waitFor("Customers (1)");
    open();
    await tester.waitFor("Needs me now (1)");
    expect(opened.slice(0, 2)).toEqual(["CUST00", "CUST19"]);
    end();
  });

  it("tells a customer that cannot be opened in its line, with the reason behind Enter, and holds up nobody", async () => {
    const broken = alias(context, "BROKEN");
    const error = new AppError("store", "damaged", "The store of this customer is damaged.", { meaning: "Nothing was changed.", next: "Restore a backup." });
    const { tester, end } = await cockpit([{ summary: summaryOf(broken), open: () => Promise.reject(error) }, context]);
    await tester.waitFor((screen) => screen.includes("✕ The store") && screen.includes("1 order to sign"));
    tester.press("Tab", "Enter");
    await tester.waitFor("Restore a backup.");
    tester.press("Enter", "s");
    await tester.waitFor("The customer is not open");
    end();
  });

  it("goes into a customer that is still being opened as soon as it is open; Esc takes that back, and no command hears what is typed ahead", async () => {
    const first = Promise.withResolvers<WorkflowContext>();
    const slow = alias(context, "TISZA", "green");
    const { tester, end } = await cockpit([alias(context, "DUNA", "red"), { summary: summaryOf(alias(context, "LASSU")), open: () => new Promise(() => undefined) }, { summary: summaryOf(slow), open: () => first.promise }]);
    await tester.waitFor("Customers (3)");
    await tester.waitFor("1 order to sign");
    tester.press("Tab", "Down", "Enter");
    await tester.waitFor("Opening LASSU … Esc stays here");
    tester.press("n", "Esc");
    await tester.waitFor((screen) => !screen.includes("Opening LASSU"));
    tester.press("Down", "Enter");
    await tester.waitFor("Opening TISZA … Esc stays here");
    first.resolve(slow);
    await tester.waitFor("Cockpit › TISZA");
    tester.press("Esc");
    await tester.waitFor((screen) => screen.includes("Customers (3)") && !screen.includes("Opening"));
    end();
  });

  it("signs marked customers on one sheet", async () => {
    const { tester, end } = await cockpit([context, alias(context, "TISZA", "green"), alias(context, "DUNA", "red")]);
    await tester.waitFor("Needs me now (3)");
    tester.press("Tab", "Space", "Space", "s");
    await tester.waitFor("2 orders of 2 customers · 2 payments · 200.00 EUR");
    expect(tester.screen()).toMatch(/FAULT +1 order +100\.00 EUR/);
    expect(tester.screen()).toMatch(/DUNA +1 order +100\.00 EUR/);
    expect(tester.screen()).not.toContain("TISZA");
    end();
  });

  it("says why a command cannot be used", async () => {
    const { tester, end } = await cockpit([{ ...context, rights: ["see"] }]);
    await tester.waitFor("1 to sign by others");
    expect(tester.screen()).toContain("Needs me now (0) · needs others (1)");
    tester.press("s");
    await tester.waitFor("You have no right to sign for FAULT.");
    tester.press("x");
    await tester.waitFor("You have no right to send for FAULT.");
    tester.press("f");
    await tester.waitFor("You have no right to fetch for FAULT.");
    end();
  });
});
