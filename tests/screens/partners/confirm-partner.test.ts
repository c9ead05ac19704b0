import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { germanPayee } from "../../../src/cli/demo/payees.ts";
import type { IsoDate, IsoInstant, OperatorId, PartnerId } from "../../../src/domain/ids.ts";
import type { WorkflowContext } from "../../../src/workflows/context.ts";
import { enterPayment } from "../../../src/workflows/enter-payment.ts";
import { savePartner } from "../../../src/workflows/partners.ts";
import { type Office, openOffice, payment } from "../../support/office.ts";
import { openWorkstation, stable } from "../support/workstation.ts";

vi.stubEnv("TZ", "UTC");

/** What one operator enters as a partner's account, another confirms; until then the orders say so. */
describe("accounts of partners under four eyes", () => {
  let office: Office;
  let reka: WorkflowContext;
  let bela: WorkflowContext;
  beforeAll(async () => {
    office = await openOffice();
    reka = await office.open();
    await reka.store.profile.update({ ...(await reka.store.profile.get()), confirmPartners: true });
    await reka.store.profile.setRights("01bela" as OperatorId, "Béla", ["see", "prepare"]);
    bela = { ...reka, operator: { id: "01bela" as OperatorId, name: "Béla", language: "en" }, rights: ["see", "prepare"] };
    const at = "2026-11-23T07:30:00Z" as IsoInstant;
    await savePartner(bela, { id: "p1" as PartnerId, name: "Payee 1", note: "", createdAt: at, changedAt: at, accounts: [{ number: { kind: "iban", iban: germanPayee(1) }, bic: "COBADEFFXXX", since: at }] });
  });
  afterAll(() => office.close());

  const open = (context: WorkflowContext, begin: Parameters<typeof openWorkstation>[0]["begin"]) => openWorkstation({ clock: office.clock, customers: [context], begin });

  it("mark the payment in the order and on the sheet, and lead from the cockpit to where the account is confirmed with all of it shown", async () => {
    const [account] = await reka.store.accounts.all();
    const order = await enterPayment(reka, { title: "Goods", debtorAccountId: account!.id, executionDate: "2026-11-24" as IsoDate, transactions: [payment("A", 100_00n, 1), payment("B", 200_00n, 2)] });
    const { tester, end } = await open(reka, (shell) => shell.push("cockpit"));
    await tester.waitFor("1 partner to confirm");
    tester.press("S");
    await tester.waitFor("with unconfirmed accounts or mandates");
    expect(tester.screen().replace(/\s*\n[▌ ]*/g, " ")).toContain("UNCONFIRMED account in 1 payment");
    end();

    const shown = await open(reka, (shell) => shell.push("order", { context: reka, orderId: order.id }));
    await shown.tester.waitFor("UNCONFIRMED");
    await expect(stable(shown.tester.screen())).toMatchFileSnapshot("../../golden/screens/partners/order-unconfirmed-80x24.txt");
    shown.end();

    const partners = await open(reka, (shell) => shell.push("partners", { context: reka, unconfirmed: true }));
    await partners.tester.waitFor("1 partner with accounts to confirm");
    partners.tester.press("c");
    await partners.tester.waitFor("New, by Béla:");
    await expect(stable(partners.tester.screen())).toMatchFileSnapshot("../../golden/screens/partners/confirm-80x24.txt");
    partners.tester.press("Enter"); // the harmless answer comes first
    await partners.tester.waitFor((text) => !text.includes("New, by Béla:"));
    expect(await reka.store.partners.count({ unconfirmed: true })).toBe(1);
    partners.tester.press("c");
    await partners.tester.waitFor("New, by Béla:");
    partners.tester.press("Right", "Enter");
    await partners.tester.waitFor("No account waits to be confirmed");
    partners.tester.press("u");
    await partners.tester.waitFor("1 partner");
    expect(partners.tester.screen()).not.toContain("▲");
    partners.end();
  });

  it("are not confirmed by whoever entered them, and the screen says why", async () => {
    const at = "2026-11-23T07:40:00Z" as IsoInstant;
    await savePartner(bela, { id: "p2" as PartnerId, name: "Payee 2", note: "", createdAt: at, changedAt: at, accounts: [{ number: { kind: "iban", iban: germanPayee(2) }, since: at }] });
    const { tester, end } = await open(bela, (shell) => shell.push("partners", { context: bela }));
    await tester.waitFor("▲ 1 to confirm (u)");
    tester.press("u");
    await tester.waitFor("1 partner with accounts to confirm");
    tester.press("c");
    await tester.waitFor("another operator confirms it");
    end();
  });

  it("are confirmed for several partners at once that were marked", async () => {
    const at = "2026-11-23T07:50:00Z" as IsoInstant;
    for (const n of [3, 4]) await savePartner(bela, { id: `p${n}` as PartnerId, name: `Payee ${n}`, note: "", createdAt: at, changedAt: at, accounts: [{ number: { kind: "iban", iban: germanPayee(n) }, since: at }] });
    await savePartner(reka, { id: "p5" as PartnerId, name: "Payee 5", note: "", createdAt: at, changedAt: at, accounts: [{ number: { kind: "iban", iban: germanPayee(5) }, since: at }] });
    const { tester, end } = await open(reka, (shell) => shell.push("partners", { context: reka, unconfirmed: true }));
    await tester.waitFor("Payee 5");
    tester.press("End", "Space");
    await tester.waitFor("1 partner marked");
    tester.press("c");
    await tester.waitFor("No account of them is for you to confirm");
    tester.press("Home", "Space", "Space", "Space");
    await tester.waitFor("4 partners marked");
    tester.press("c");
    await tester.waitFor("Confirm 3 accounts of 3 partners");
    await expect(stable(tester.screen())).toMatchFileSnapshot("../../golden/screens/partners/confirm-marked-80x24.txt");
    tester.press("PageDown", "Right", "Enter");
    await tester.waitFor("3 accounts confirmed.");
    expect((await reka.store.partners.list({ unconfirmed: true })).map(({ name }) => name)).toEqual(["Payee 5"]);
    expect((await reka.store.journal.list({ limit: 3 })).map(({ action, actor }) => [action, actor])).toEqual(Array.from({ length: 3 }, () => ["partner.confirmed", "Réka"]));
    end();
  });
});
