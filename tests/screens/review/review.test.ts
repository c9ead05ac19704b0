import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { CurrencyCode, IsoDate, SignerId } from "../../../src/domain/ids.ts";
import type { WorkflowContext } from "../../../src/workflows/context.ts";
import { enterPayment } from "../../../src/workflows/enter-payment.ts";
import type { Order } from "../../../src/workflows/ports/orders.ts";
import { type Office, openOffice, payment, pinText } from "../../support/office.ts";
import { alias, openWorkstation, stable } from "../support/workstation.ts";

vi.stubEnv("TZ", "UTC");
const names = ["DANUBE", "KORONA", "TISZA"] as const;
let offices: readonly Office[];
let customers: readonly WorkflowContext[];
beforeAll(async () => {
  offices = await Promise.all(names.map(() => openOffice()));
  customers = await Promise.all(offices.map(async (office, at) => alias(await office.open(), names[at]!, (["blue", "magenta", "cyan"] as const)[at])));
});
afterAll(() => Promise.all(offices.map((office) => office.close())));

async function entered(context: WorkflowContext, title: string, minor = 1000_00n): Promise<Order> {
  const [account] = await context.store.accounts.all();
  return enterPayment(context, { title, debtorAccountId: account!.id, executionDate: "2026-11-24" as IsoDate, transactions: [payment(title, minor)] });
}
const state = async (context: WorkflowContext, order: Order): Promise<string | undefined> => (await context.store.orders.get(order.id))?.state;
const open = (orders: readonly (readonly Order[])[], rows = 24, columns = 80) =>
  openWorkstation({
    clock: offices[0]!.clock, customers, rows, columns,
    begin(shell) {
      shell.push("cockpit");
      shell.push("review", { customers: customers.flatMap((context, at) => ((orders[at]?.length ?? 0) === 0 ? [] : [{ context, orderIds: orders[at]!.map((order) => order.id) }])) });
    },
  });

describe("review and sign", () => {
  it("shows more when there is more room", async () => {
    const orders = await Promise.all(customers.map(async (context) => [await entered(context, "Wide")]));
    const { tester, end } = await open(orders, 48, 160);
    await tester.waitFor("3 orders of 3 customers · 3 payments · 3,000.00 EUR");
    await expect(stable(tester.screen())).toMatchFileSnapshot("../../golden/screens/review/sheet-160x48.txt");
    end();
  });

  it("20 orders of 3 customers on one sheet: nothing is signed before all of it was on the screen; one PIN, a result for each", async () => {
    const orders: Order[][] = [[], [], []];
    for (let i = 0; i < 20; i++) orders[i % 3]!.push(await entered(customers[i % 3]!, `Sheet ${i}`, 1000_00n + BigInt(i)));
    const { tester, end } = await open(orders);
    await tester.waitFor("20 orders of 3 customers · 20 payments · 20,001.90 EUR");
    await expect(stable(tester.screen())).toMatchFileSnapshot("../../golden/screens/review/sheet-80x24.txt");
    expect(tester.screen()).toContain("with new payees");
    tester.press("s");
    await tester.waitFor(/lines? ha(ve|s) not been on the screen yet/);
    for (let page = 0; page < 3; page++) tester.press("PgDn");
    await tester.waitFor((text) => !text.includes("not on the screen yet: PgDn"));
    tester.press("s");
    await tester.waitFor("3 key files of yours");
    expect(tester.screen()).toContain("signs    20 orders · 20 payments · 20,001.90 EUR");
    expect(tester.screen()).toMatch(/· KORONA: 7 orders/);
    tester.type(pinText);
    tester.press("Enter");
    await tester.waitFor("✓ 20 signed.");
    expect(tester.raw).not.toContain(pinText);
    for (const [at, own] of orders.entries()) for (const order of own) expect(await state(customers[at]!, order)).toBe("signed");
    tester.press("Home");
    await tester.waitFor("✓ signed, complete");
    end();
  });

  it("an order that is left out, or that somebody else has changed, is not signed; r reads anew what was not", async () => {
    const [kept, out, changed] = [await entered(customers[0]!, "Kept"), await entered(customers[0]!, "Left out"), await entered(customers[1]!, "Changed")];
    const { tester, end } = await open([[kept, out], [changed]]);
    await tester.waitFor("3 orders of 2 customers");
    tester.press("Down");
    await tester.waitFor(/▸▌● \d{4} Kept/);
    tester.press("Down");
    tester.press("Down");
    await tester.waitFor(/▸▌● \d{4} Left out/);
    tester.press(" ");
    await tester.waitFor("2 orders of 2 customers · 2 payments · 2,000.00 EUR");
    expect(tester.screen()).toContain("○ 1 left out");
    await customers[1]!.store.orders.advance(changed.id, changed.revision, "check", { at: changed.createdAt, actor: "somebody else" });
    tester.press("s");
    await tester.waitFor("Sign 2 orders");
    tester.type(pinText);
    tester.press("Enter");
    await tester.waitFor("1 signed · 1 changed meanwhile");
    expect(tester.screen()).toContain("The order was changed after you looked at it.");
    expect([await state(customers[0]!, kept), await state(customers[0]!, out), await state(customers[1]!, changed)]).toEqual(["signed", "checked", "checked"]);
    tester.press("r");
    await tester.waitFor("2 orders of 2 customers");
    expect(tester.screen()).not.toContain("Kept");
    end();
  });

  it("a wrong PIN signs nothing and is asked again; turning back leaves the sheet as it was", async () => {
    const order = await entered(customers[2]!, "Wrong PIN");
    const { tester, end } = await open([[], [], [order]]);
    await tester.waitFor("1 order of 1 customer");
    tester.press("s");
    await tester.waitFor("Passphrase of the key file");
    tester.type("not the pin");
    tester.press("Enter");
    await tester.waitFor("The passphrase does not open the key file");
    tester.press("Esc");
    await tester.waitFor("s sign");
    expect(await state(customers[2]!, order)).toBe("checked");
    end();
  });

  it("shows all of an order, says who may not sign, and asks for a customer's code above its limit", async () => {
    const [big, mine] = [await entered(customers[0]!, "Big", 9000_00n), await entered(customers[1]!, "Not mine")];
    const profile = await customers[0]!.store.profile.get();
    await customers[0]!.store.profile.update({ ...profile, confirmAbove: [{ minor: 5000_00n, currency: "EUR" as CurrencyCode }] });
    const [signer] = await customers[1]!.store.signers.all();
    await customers[1]!.store.signers.put({ ...signer!, perFileLimits: [{ minor: 1n, currency: "EUR" as CurrencyCode }] });
    const { tester, end } = await open([[big], [mine]], 40, 120);
    await tester.waitFor("1 order of 1 customer");
    expect(tester.screen()).toContain("✕ 1 not by you");
    expect(tester.screen()).toContain("✕ not by you: The sum of the order");
    tester.press("Down");
    await tester.waitFor(/▸▌● \d{4} Big/);
    tester.press("Enter");
    await tester.waitFor("SHA-256");
    expect(tester.screen().replace(/[\s┃│]/g, "")).toContain(big.signedDigest!.slice(0, 40));
    tester.press("Esc");
    await tester.waitFor("s sign");
    tester.press("s");
    await tester.waitFor("you are about to sign 9,000.00 EUR");
    tester.press("Esc");
    await tester.waitFor("You did not confirm the customer.");
    expect(await state(customers[0]!, big)).toBe("checked");
    await customers[0]!.store.profile.update(profile);
    await customers[1]!.store.signers.put(signer!);
    end();
  });

  it("an order that waits for somebody else's signature is not on the sheet, only counted", async () => {
    const [context] = customers as [WorkflowContext, ...WorkflowContext[]];
    const rules = await context.store.signers.rules();
    await context.store.signers.putRules(rules.map((rule) => ({ ...rule, signaturesNeeded: 2 as const })));
    const [signer] = await context.store.signers.all();
    await context.store.signers.put({ ...signer!, signatureClass: "A" });
    await context.store.signers.put({ ...signer!, id: "01another" as SignerId, name: "Anna", operatorId: undefined, signatureClass: "B" });
    const [half, fresh] = [await entered(context, "Half signed"), await entered(context, "Not signed")];
    const { tester, end } = await open([[half]]);
    await tester.waitFor("1 order of 1 customer");
    tester.press("s");
    await tester.waitFor("Sign 1 order");
    tester.type(pinText);
    tester.press("Enter");
    await tester.waitFor("1 signed.");
    end();
    expect(await state(context, half)).toBe("partly-signed");
    const again = await open([[half, fresh]]);
    await again.tester.waitFor("1 order of 1 customer");
    expect(again.tester.screen()).toContain("1 more wait for others");
    expect(again.tester.screen()).not.toContain("Half signed");
    again.end();
    await context.store.signers.put(signer!);
    await context.store.signers.putRules(rules);
  });

  it("signing goes on when the sheet is left, and can be stopped before the next order", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    let signed = 0;
    const real = customers[0]!.tools.device("key-file");
    const slow: typeof real = {
      ...real,
      async open(...call) {
        const device = await real.open(...call);
        return {
          ...device, describe: () => device.describe(), close: () => device.close(),
          async sign(...what) {
            if (++signed > 1) await promise;
            return device.sign(...what);
          },
        };
      },
    };
    const context = { ...customers[0]!, tools: { ...customers[0]!.tools, device: () => slow } };
    const [one, two, three] = [await entered(context, "Slow 1"), await entered(context, "Slow 2"), await entered(context, "Slow 3")];
    const { tester, shell, end } = await openWorkstation({
      clock: offices[0]!.clock, customers: [context],
      begin(desk) {
        desk.push("cockpit");
        desk.push("review", { customers: [{ context, orderIds: [one.id, two.id, three.id] }] });
      },
    });
    await tester.waitFor("3 orders of 1 customer");
    tester.press("s");
    await tester.waitFor("Sign 3 orders");
    tester.type(pinText);
    tester.press("Enter");
    await tester.waitFor("c stop");
    await expect.poll(() => signed).toBe(2);
    tester.press("c", "Esc");
    await tester.waitFor("Customers (1)");
    expect(shell.activities.map(({ state, title }) => [state, title])).toEqual([["running", "Sign 3 orders"]]);
    resolve();
    await tester.waitFor("2 signed · 1 stopped.");
    expect([await state(context, one), await state(context, two), await state(context, three)]).toEqual(["signed", "signed", "checked"]);
    end();
  });

  it("puts first what an earlier payee check did not find, for the same name at the same account only", async () => {
    const [context] = customers as [WorkflowContext, ...WorkflowContext[]];
    const [account] = await context.store.accounts.all();
    const to = (title: string, name: string, payee: number): Promise<Order> =>
      enterPayment(context, { title, debtorAccountId: account!.id, executionDate: "2026-11-24" as IsoDate, transactions: [{ ...payment(title, 50_00n, payee), creditor: { name } }] });
    const earlier = await to("Earlier", "Miller Ltd", 71);
    await context.store.orders.setTransactionState(earlier.id, "all", "open", { code: "RVNM", text: "the payee's name does not match the account" });
    const [again, corrected, other] = [await to("Again", "MILLER  ltd", 71), await to("Corrected", "Möller Ltd & Co", 71), await to("Other account", "Miller Ltd", 72)];
    const { tester, end } = await open([[other, corrected, again]], 40, 120);
    await tester.waitFor("3 orders of 1 customer");
    expect(tester.screen()).toContain("1 with a payee check missed");
    expect(tester.screen()).toMatch(/Again[\s\S]*PAYEE CHECK did not find the name in 1 payment: Miller Ltd \(order \d+: the payee's name does not match/);
    expect(tester.screen().match(/PAYEE CHECK/g)).toHaveLength(1);
    end();
  });

  it("one key in the cockpit opens everything that waits at all customers", async () => {
    const { tester, end } = await openWorkstation({ clock: offices[0]!.clock, customers, begin: (shell) => shell.push("cockpit") });
    await tester.waitFor((text) => text.includes("TISZA") && !text.includes("reading"));
    tester.press("S");
    await tester.waitFor(/\d+ orders of 3 customers/);
    end();
  });
});
