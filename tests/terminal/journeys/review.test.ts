import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { composeTools, contextOf, systemClock, systemRandomness } from "../../../src/cli/compose.ts";
import { demoPassphrase } from "../../../src/cli/demo/customers.ts";
import { germanPayee } from "../../../src/cli/demo/payees.ts";
import { openInstall } from "../../../src/customers/index.ts";
import { todayIn } from "../../../src/domain/iso-date.ts";
import { Secret } from "../../../src/domain/secret.ts";
import { enterPayment } from "../../../src/workflows/enter-payment.ts";
import { Machine } from "../support/workstation.ts";

/** Twenty orders of three customers on one sheet, by key presses alone. */

const machine = new Machine();
const ordersEach = [6, 7, 7] as const;
beforeAll(async () => {
  await (await machine.startDemo(80, 24)).quit();
  await enterOrders();
});
afterAll(() => machine.close());

/** Orders by hand, beside the three that the practice set-up has: 23 in all, of which 3 will be left out. */
async function enterOrders(): Promise<void> {
  const install = await openInstall({ root: path.join(machine.data, "practice", "install"), clock: systemClock, randomness: systemRandomness });
  try {
    const tools = await composeTools();
    using passphrase = Secret.fromText(demoPassphrase);
    const session = await install.login("Réka", passphrase);
    for (const [at, customer] of (await session.customers()).entries()) {
      const context = contextOf(session, await session.openCustomer(customer.id), tools);
      const account = (await context.store.accounts.all()).find((one) => one.currency === "EUR");
      if (account === undefined) throw new Error("each of the three has an account in EUR");
      for (let i = 0; i < (ordersEach[at] ?? 0); i++) {
        await enterPayment(context, {
          title: `Invoice ${customer.shortName} ${i}`, debtorAccountId: account.id, executionDate: todayIn("Europe/Budapest", systemClock.now()),
          transactions: [{ endToEndId: `INV-${i}`, amount: { minor: 100_00n + BigInt(i), currency: account.currency }, creditor: { name: `Supplier ${i}` }, creditorAccount: { kind: "iban", iban: germanPayee(200 + i) }, remittance: { unstructured: [`Invoice ${i}`] } }],
        });
      }
    }
  } finally {
    await install.close();
  }
}

test("sign 20 orders of 3 customers on one sheet: look at all of it, one PIN, a result for each", async () => {
  const kontor = await machine.startDemo(80, 24);
  await kontor.go("S", /2\d orders of 3 customers/);
  const all = Number(/(\d+) orders of 3 customers/.exec(kontor.screen())?.[1]);
  // The practice set-up's own are left out, so that exactly the twenty are signed.
  for (let row = 0; row < 120 && !kontor.screen().includes("20 orders of 3 customers"); row++) {
    const here = /▸.*/.exec(kontor.screen())?.[0] ?? "";
    if (/● \d{4} (?!Invoice)/.test(here)) await kontor.go("Space", (screen) => /▸.*○/.test(screen));
    kontor.press("Down");
    await kontor.waitFor((screen) => (/▸.*/.exec(screen)?.[0] ?? "") !== here || screen.includes("20 orders of 3 customers"));
  }
  expect(kontor.screen()).toContain(`○ ${all - 20} left out`);
  await kontor.go("s", /not been on the screen yet|Sign 20 orders/);
  if (!kontor.screen().includes("Sign 20 orders")) {
    for (let page = 0; page < 8 && kontor.screen().includes("not on the screen yet: PgDn"); page++) {
      kontor.press("PgDn");
      await kontor.waitForQuiet(100);
    }
    await kontor.go("s", "Sign 20 orders");
  }
  await kontor.waitFor("3 key files of yours");
  kontor.type("not the passphrase");
  await kontor.go("Enter", /[Ww]rong|does not/);
  kontor.type(demoPassphrase);
  await kontor.go("Enter", "20 signed");
  expect(kontor.raw).not.toContain("not the passphrase");
  await kontor.go("x", /leave in \d+ orders of \d customers/);
  await kontor.go("Esc", "20 signed");
  await kontor.go("Esc", "Needs me now");
  await kontor.quit();
});
