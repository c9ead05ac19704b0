import { afterAll, beforeAll, expect, it } from "vitest";
import { openWorkstation } from "../support/workstation.ts";
import { type Administrators, openAdministrators } from "../../support/administrators.ts";

let office: Administrators;
beforeAll(async () => {
  office = await openAdministrators();
});
afterAll(() => office.close());

it("m in the settings keeps the PINs of cards that speak with banks, after saying what that means, and m again forgets them", async () => {
  const operator = office.sessions.cili; // of their own, whatever they may do at this customer
  let forgotten = 0;
  const { tester, end } = await openWorkstation({
    clock: office.clock, customers: [office.anna], columns: 80, rows: 24, begin: (shell) => shell.push("settings", { context: office.anna }),
    session: { operator, forgetPins: () => { forgotten++; } },
  });
  try {
    await tester.waitFor("legal name");
    tester.press("m");
    await tester.waitFor("whoever sits here can begin sessions with the bank without it.");
    expect(tester.screen()).toContain("Orders are not signed with it");
    tester.press("Enter"); // the harmless answer
    await tester.waitFor((screen) => !screen.includes("whoever sits here"));
    expect([operator.keepsCardPins, forgotten]).toEqual([false, 0]);
    tester.press("m");
    await tester.waitFor("whoever sits here");
    tester.press("Right", "Enter");
    await tester.waitFor("Asked for once per card, until the screen is locked.");
    expect(operator.keepsCardPins).toBe(true);
    tester.press("m");
    await tester.waitFor("Each session with a bank then asks for the PIN of its card.");
    tester.press("Right", "Enter");
    await tester.waitFor("Asked for before each session.");
    expect([operator.keepsCardPins, forgotten]).toEqual([false, 2]);
  } finally {
    end();
  }
});
