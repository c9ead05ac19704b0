import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type EdsTown, openEdsTown, sentForOthers, type Workstation } from "../../support/eds-office.ts";
import { pinText } from "../../support/office.ts";
import { openWorkstation, stable } from "../support/workstation.ts";

vi.stubEnv("TZ", "UTC");

/** Orders that Anna sent for others to sign are on Béla's sheet over everything, once their content is here. All on screen, over HTTPS. */
describe("the sheet over everything, with orders at the bank", () => {
  let town: EdsTown;
  let anna: Workstation;
  let bela: Workstation;
  beforeAll(async () => {
    town = await openEdsTown();
    anna = await town.workstation("ANNA", "A");
    bela = await town.workstation("BELA", "B");
    for (const [at, title] of ["RENT", "FUEL"].entries()) await sentForOthers(anna, title, 1_000_00n + BigInt(at));
    await bela.session({ send: false });
  });
  afterAll(() => town.close());

  it("says what is not here yet, fetches it, shows it all, and signs it with one PIN", async () => {
    const { tester, end } = await openWorkstation({ clock: town.clock, customers: [bela.context], begin: (shell) => shell.push("cockpit") });
    await tester.waitFor("2 to sign at the bank");
    tester.press("S");
    await tester.waitFor("2 at the bank not here yet: f");
    expect(tester.screen()).toMatch(/✕ N00\d at the bank: The content of order N00\d was not fetched yet/);
    tester.press("s");
    await tester.waitFor("None of these orders can be signed by you"); // nothing is signed unseen
    tester.press("f");
    await tester.waitFor("2 orders of 1 customer · 4 payments · 2,110.01 EUR");
    await tester.waitFor((screen) => !screen.includes("Content of"));
    await expect(stable(tester.screen())).toMatchFileSnapshot("../../golden/screens/review/at-bank-80x24.txt");
    tester.press("Down");
    await tester.waitFor(/▸▌● N00\d at the bank/);
    tester.press("Enter");
    await tester.waitFor("brought by");
    expect(tester.screen()).toContain("It is signed at the bank");
    const [first] = await bela.context.store.eds.list({ waiting: true });
    expect(tester.screen().replace(/[\s┃│]/g, "")).toContain(first!.digest!.slice(0, 40));
    tester.press("Esc");
    await tester.waitFor("s sign");
    tester.press("s");
    await tester.waitFor("at bank  2 orders of them");
    tester.type(pinText);
    tester.press("Enter");
    await tester.waitFor("2 signed.");
    expect(tester.screen()).toMatch(/✓ You have signed order N00\d; it is complete/);
    expect(town.bank.admin.orders().map((one) => one.status)).toEqual(["executed", "executed"]);
    tester.press("Esc");
    await tester.waitFor("Customers (1)");
    await tester.waitFor((screen) => !screen.includes("to sign at the bank"));
    end();
  });

  it("does not fetch for somebody without the right, and says so", async () => {
    await sentForOthers(anna, "PHONE", 3_000_00n);
    await bela.session({ send: false });
    const context = { ...bela.context, rights: bela.context.rights.filter((right) => right !== "fetch") };
    const { tester, end } = await openWorkstation({ clock: town.clock, customers: [context], columns: 160, begin: (shell) => shell.push("cockpit") });
    await tester.waitFor("1 to sign at the bank");
    tester.press("S");
    await tester.waitFor("1 at the bank not here yet: f");
    tester.press("f");
    await tester.waitFor("You have no right to fetch for FAULT");
    end();
    const [waiting] = await bela.context.store.eds.list({ waiting: true });
    expect(waiting?.content).toBeUndefined();
  });

  it("is where s leads from a customer, too, whose orders wait at the bank; what is left out is not signed", async () => {
    for (const [at, title] of ["GAS", "WATER"].entries()) await sentForOthers(anna, title, 2_000_00n + BigInt(at));
    await bela.session({ send: false });
    const { tester, end } = await openWorkstation({ clock: town.clock, customers: [bela.context], columns: 120, rows: 40, begin: (shell) => shell.push("cockpit") });
    await tester.waitFor("3 to sign at the bank");
    tester.press("s");
    await tester.waitFor("3 at the bank not here yet: f");
    tester.press("f");
    await tester.waitFor("3 orders of 1 customer");
    tester.press("Down");
    await tester.waitFor(/▸▌● N00\d at the bank/);
    tester.press(" ");
    await tester.waitFor("2 orders of 1 customer");
    tester.press("s");
    await tester.waitFor("at bank  2 orders of them");
    tester.type(pinText);
    tester.press("Enter");
    await tester.waitFor("2 signed.");
    expect(town.bank.admin.orders().map((one) => one.status).sort()).toEqual(["executed", "executed", "executed", "executed", "to-sign"]);
    tester.press("r");
    await tester.waitFor("1 order of 1 customer");
    end();
  });
});
