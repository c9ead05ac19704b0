import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { CustomerId } from "../../../src/domain/ids.ts";
import { Secret } from "../../../src/domain/secret.ts";
import { todayIn } from "../../../src/domain/iso-date.ts";
import { createSigningDevices, type SigningDevices } from "../../../src/signing/all.ts";
import type { WorkflowContext } from "../../../src/workflows/context.ts";
import { enterPayment } from "../../../src/workflows/enter-payment.ts";
import { confirmCodeToken, enrolCodeToken } from "../../../src/workflows/keys/code-tokens.ts";
import { protectKey } from "../../../src/workflows/keys/protect-key.ts";
import { cardPin, haveCards, softHsmCard, type TestCard } from "../../support/card/card.ts";
import { type CardOffice, openCardOffice } from "../../support/card/card-office.ts";
import { codeIn } from "../../support/code-token.ts";
import { mustGetOrder, payment, pinText } from "../../support/office.ts";
import type { ScreenTester } from "../shell/support.tsx";
import { openWorkstation } from "../support/workstation.ts";

vi.stubEnv("TZ", "UTC");

/** Orders of three customers on one sheet: a card on SoftHSM signs for two of them, a key file behind a code for the third. */
describe.skipIf(!haveCards)("the sheet over everything, with a card and a one-time password (needs softhsm2-util and g++)", () => {
  let card: TestCard;
  let devices: SigningDevices;
  const offices: CardOffice[] = [];
  const customers: WorkflowContext[] = [];
  let texts: string;
  beforeAll(async () => {
    card = softHsmCard("RÉKA 9");
    devices = createSigningDevices();
    for (const [at, name] of ["FIRST", "SECOND", "THIRD"].entries()) {
      const office = await openCardOffice("A006", {}, devices);
      offices.push(office);
      const profile = { ...office.context.customer.profile, name: `${name} Kft.`, shortName: name };
      const context = { ...office.context, customer: { ...office.context.customer, id: `0${at}customer` as CustomerId, profile } };
      customers.push(context);
      if (name === "THIRD") continue;
      const [byFile] = await context.store.connections.subscribers();
      await office.setUp(card, false, `0${at}`);
      await context.store.connections.putSubscriber({ ...byFile!, state: "suspended" });
    }
    await protectThird(customers[2]!);
  });
  afterAll(async () => {
    for (const office of offices) await office.close();
    await devices.end();
    card.remove();
  });

  async function protectThird(context: WorkflowContext): Promise<void> {
    texts = path.join(context.customer.folder, "texts");
    const [user] = await context.store.connections.subscribers();
    const { token } = await enrolCodeToken(context, { signerId: user!.signerId, title: "telephone of Réka", method: { kind: "text-message", number: "+36301234567", gateway: { kind: "practice", file: texts } } });
    await confirmCodeToken({ ...context, askCode: async () => Secret.fromText(codeIn(texts)) }, token.id);
    using pin = Secret.fromText(pinText);
    await protectKey(context, user!.id, token.id, pin);
  }
  /** Two orders for each customer. */
  async function enter(title: string): Promise<(() => Promise<string>)[]> {
    const states: (() => Promise<string>)[] = [];
    for (const context of customers) {
      const [account] = await context.store.accounts.all();
      for (const n of [1, 2]) {
        const { id } = await enterPayment(context, { title: `${title} ${n}`, debtorAccountId: account!.id, executionDate: todayIn("Europe/Budapest", context.tools.clock.now()), transactions: [payment(`${title}-${n}`, 100_00n)] });
        states.push(async () => (await mustGetOrder(context, id)).state);
      }
    }
    return states;
  }
  async function onSheet(use: (tester: ScreenTester) => Promise<void>): Promise<void> {
    const { tester, end } = await openWorkstation({ clock: offices[0]!.office.clock, customers, columns: 110, rows: 45, begin: (shell) => shell.push("cockpit") });
    try {
      await tester.waitFor(/FIRST +● \d orders to sign[\s\S]*SECOND +● \d orders to sign[\s\S]*THIRD +● \d orders to sign/);
      tester.press("S");
      await tester.waitFor("6 orders of 3 customers");
      await use(tester);
    } finally {
      end();
    }
  }
  const answer = async (tester: ScreenTester, text: string, then: string | RegExp): Promise<void> => {
    tester.type(text);
    tester.press("Enter");
    await tester.waitFor(then);
  };

  it("one PIN for the card, which signs for both its customers; one PIN and one code for the third; a result for each order", async () => {
    const states = await enter("all");
    await onSheet(async (tester) => {
      tester.press("s");
      await tester.waitFor("PIN of the card RÉKA 9");
      for (const text of ["Sign 4 orders", "FIRST: 2 orders", "SECOND: 2 orders"]) expect(tester.screen()).toContain(text);
      expect(tester.screen()).not.toContain("THIRD: 2 orders");
      await answer(tester, "not its PIN", "The card does not take this PIN.");
      await answer(tester, cardPin, "Sign 2 orders");
      expect(tester.screen()).toMatch(/THIRD: 2 orders, 200.00 EUR/);
      await answer(tester, pinText, "One-time password");
      expect(tester.screen()).toContain("2 orders, 2 payments · 200.00 EUR");
      await answer(tester, codeIn(texts), "6 signed.");
    });
    expect(await Promise.all(states.map((state) => state()))).toEqual(Array<string>(6).fill("signed"));
    for (const [at, context] of customers.entries()) {
      const [order] = await context.store.orders.list({ states: ["signed"] });
      const [signature] = await context.store.orders.signatures(order!.id);
      expect(signature).toMatchObject({ mechanism: "A006", device: expect.stringMatching(at < 2 ? /^Chip card RÉKA 9$/ : /released by telephone of Réka$/) as string });
    }
  });

  it("whoever turns back at the code has signed with the card all the same, and the sheet says which orders were not", async () => {
    const states = await enter("turned back");
    await onSheet(async (tester) => {
      tester.press("s");
      await tester.waitFor("PIN of the card RÉKA 9");
      await answer(tester, cardPin, "Sign 2 orders");
      await answer(tester, pinText, "One-time password");
      tester.press("Esc");
      await tester.waitFor("No one-time password was given.");
      expect(tester.screen()).toMatch(/4 signed/);
    });
    expect(await Promise.all(states.map((state) => state()))).toEqual(["signed", "signed", "signed", "signed", "checked", "checked"]);
  });
});
