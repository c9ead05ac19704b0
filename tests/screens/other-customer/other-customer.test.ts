import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WorkflowContext } from "../../../src/workflows/context.ts";
import { type Office, openOffice } from "../../support/office.ts";
import { alias, openWorkstation, summaryOf } from "../support/workstation.ts";

let office: Office;
let tisza: WorkflowContext;
let korona: WorkflowContext;
beforeAll(async () => {
  office = await openOffice();
  const context = await office.open();
  [tisza, korona] = [alias(context, "TISZA", "green"), alias(context, "KORONA", "red")];
});
afterAll(() => office.close());

const open = (customers: Parameters<typeof openWorkstation>[0]["customers"]) =>
  openWorkstation({ clock: office.clock, customers, columns: 100, begin: (shell) => shell.push("cockpit") });

describe("another customer, from anywhere", () => {
  it("is found by a part of its name; what was open of the first is closed, and Esc leads to the cockpit", async () => {
    const { tester, shell, end } = await open([tisza, korona]);
    await tester.waitFor("Customers (2)");
    shell.push("customer", { context: tisza });
    shell.push("orders", { context: tisza });
    await tester.waitFor("Cockpit › TISZA › Orders");
    tester.press("Ctrl-F");
    await tester.waitFor("Go to customer");
    tester.type("kor");
    await tester.waitFor((screen) => screen.includes("▌KORONA") && !screen.includes("▌TISZA"));
    tester.press("Enter");
    await tester.waitFor("Kontor › Cockpit › KORONA ");
    expect(tester.screen()).not.toContain("TISZA");
    tester.press("Esc");
    await tester.waitFor("Customers (2)");
    end();
  });

  it("is not gone to before the operator has heard what that would lose", async () => {
    const { tester, shell, end } = await open([tisza, korona]);
    await tester.waitFor("Customers (2)");
    shell.push("payment", { context: tisza });
    await tester.waitFor("payment 1 of 1");
    tester.type("Szabó");
    await tester.waitFor("payee      Szabó");
    tester.press("Ctrl-F");
    await tester.waitFor("Go to customer");
    tester.type("kor");
    await tester.waitFor((screen) => !screen.includes("▌TISZA"));
    tester.press("Enter");
    await tester.waitFor("What was typed here is lost: a payment that is not stored.");
    tester.press("Enter");
    await tester.waitFor((screen) => !screen.includes("is lost") && screen.includes("payee      Szabó"));
    end();
  });

  it("is told on the notice line while it is being opened, and Esc stays", async () => {
    const { tester, shell, end } = await open([tisza, { summary: summaryOf(korona), open: () => new Promise(() => undefined) }]);
    await tester.waitFor("Customers (2)");
    shell.push("customer", { context: tisza });
    await tester.waitFor("Cockpit › TISZA");
    tester.press("Ctrl-F");
    await tester.waitFor("Go to customer");
    tester.press("Enter");
    await tester.waitFor("Opening KORONA … Esc stays here");
    tester.press("o", "Esc");
    await tester.waitFor((screen) => !screen.includes("Opening KORONA"));
    expect(tester.rows()[0]).toMatch(/Cockpit › TISZA /);
    end();
  });
});

it("leaving Kontor with something that is not stored says so", async () => {
  const { tester, shell, end } = await open([tisza]);
  await tester.waitFor("Customers (1)");
  shell.push("payment", { context: tisza });
  await tester.waitFor("payment 1 of 1");
  tester.type("Szabó");
  await tester.waitFor("payee      Szabó");
  tester.press("Ctrl-C");
  await tester.waitFor("Lost: a payment that is not stored.");
  expect(tester.screen()).not.toContain("Everything is stored");
  end();
});
