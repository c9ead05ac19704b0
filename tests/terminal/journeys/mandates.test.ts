import path from "node:path";
import { afterAll, beforeAll, test } from "vitest";
import { germanPayee } from "../../../src/cli/demo/payees.ts";
import { verb } from "../../bank/support/bank-process.ts";
import { creditorId } from "../../support/mandates.ts";
import { Machine, type Workstation } from "../support/workstation.ts";

/** Direct debits from nothing: an empty register, two collections at the practice bank, one of which comes back and stops its mandate. */

const machine = new Machine();
beforeAll(async () => {
  await (await machine.startDemo(80, 24)).quit();
});
afterAll(() => machine.close());

/** A month ago: the program's clock is the real one, and after 36 months a mandate is expired. */
const signedOn = new Date(Date.now() - 30 * 86_400_000).toISOString().slice(0, 10);

/** Days at the bank, each fetched from, until this is so; seen from the customer's screen and back there. */
async function daysUntil(kontor: Workstation, isSo: () => Promise<boolean>): Promise<void> {
  for (let day = 0; day < 6; day++) {
    await kontor.go("F9", "The practice bank is at");
    await kontor.go("f", "Esc goes back.");
    await kontor.go("Esc", "Korona Handels GmbH");
    if (await isSo()) return;
  }
  throw new Error(`six days at the bank were not enough:\n${kontor.screen()}`);
}

test("two mandates are entered, collected under, and booked; the one whose collection comes back is stopped, and says what to do", async () => {
  const kontor = await machine.startDemo(100, 30);
  await kontor.go("Tab", /▸ ▌DANUBE/);
  await kontor.go("Down", /▸ ▌KORONA/);
  await kontor.go("Enter", "Korona Handels GmbH");
  await kontor.go("d", "No mandates yet");
  await kontor.go("n", "New mandate");
  kontor.fill("Papier Ost KG", creditorId, "M-1", germanPayee(1), "", "", "", signedOn);
  await kontor.go("F2", /M-1 +Papier Ost KG +Core active +never +FRST/);
  await kontor.go("n", "New mandate");
  kontor.fill("Toth Eva", "", "M-2", germanPayee(2), "", "", "", signedOn);
  await kontor.go("F2", /M-2 +Toth Eva +Core active +never +FRST/);

  await kontor.go("Space", "1 mandate marked");
  await kontor.go(["End", "Space"], "2 mandates marked");
  await kontor.go("c", /2 mandates: 2 FRST\.[\s\S]*due +\d{4}-\d\d-\d\d/);
  const [, due = ""] = /due +(\d{4}-\d\d-\d\d)/.exec(kontor.screen()) ?? [];
  kontor.press("Tab", "Tab", "Tab");
  kontor.type("12.50");
  await kontor.waitFor("25.00 EUR together");
  kontor.press("Tab");
  kontor.type("Fee");
  await kontor.go("F2", /Order \d+ collects; it is to be signed\./);
  await kontor.go("s", "you sign as Réka (E)");
  await kontor.go("s", "Passphrase of the key file");
  kontor.type("practice makes perfect");
  await kontor.go("Enter", "signed, complete; x sends it");
  await kontor.go("x", "25.00 EUR is collected by 1 order.");
  await kontor.go(["Right", "Enter"], /✓ Order \d+ was delivered as \w+\./);
  await kontor.go("Esc", "signed, complete");
  await kontor.go(["Esc", "Esc"], /M-1 +Papier Ost KG .*RCUR[\s\S]*M-2 +Toth Eva .*RCUR/);
  await kontor.go("Esc", "Korona Handels GmbH");

  const practiceBank = path.join(machine.data, "practice", "practice-bank");
  await daysUntil(kontor, async () => (await verb(practiceBank, "account", "return", `M-2-${due.replaceAll("-", "")}`, "--reason", "AC04")).code === 0);
  await daysUntil(kontor, async () => {
    await kontor.go("d", /M-1 [\s\S]*M-2 /);
    const isStopped = /M-2 .*suspended/.test(kontor.screen());
    if (!isStopped) await kontor.go("Esc", "Korona Handels GmbH");
    return isStopped;
  });
  await kontor.waitFor(/M-1 .*active +.*12\.50 RCUR[\s\S]*M-2 .*suspended .*✕ AC04/);
  await kontor.go("End", "AC04 closed account. Ask the debtor for the account to be debited");
  await kontor.go("h", /12\.50 EUR +FRST +came back: AC04 closed account/);
  await kontor.go("Esc", "[1 all 2]");
  await kontor.go("c", "The mandate is suspended: s resumes it.");
  await kontor.go("Esc", "Korona Handels GmbH");
  await kontor.go("Esc", /KORONA.*1 mandate stopped/);
  await kontor.quit();
});
