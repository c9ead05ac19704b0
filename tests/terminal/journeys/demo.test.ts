import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Machine, type Workstation } from "../support/workstation.ts";

/** `bin/kontor demo` in a terminal, by key presses alone. The practice set-up is made once; each journey starts the program anew. */

const machine = new Machine();
beforeAll(async () => {
  await (await machine.startDemo(80, 24)).quit();
});
afterAll(() => machine.close());

test("cockpit → sign → send → accepted → next day → fetch → statement → PDF", async () => {
  const kontor = await machine.startDemo(100, 30);
  await kontor.go("Down", /▸ +▌KORONA/);
  await kontor.go("s", "you sign as Réka (E)");
  expect(kontor.screen()).toMatch(/▌ KORONA .*49,839\.96 EUR/);
  await kontor.go("s", "Passphrase of the key file");
  kontor.type("practice makes perfect");
  await kontor.go("Enter", "signed, complete; x sends it");
  await kontor.go("x", "49,839.96 EUR leaves in 1 order.");
  await kontor.go(["Right", "Enter"], /✓ Order 0002 was delivered as \w+\./);
  await kontor.go("F9", "The practice bank is at");
  await kontor.go("o", /› Orders[\s\S]*KORONA +\[1 all 3\]/);
  await kontor.waitFor("suppliers-2");
  expect(kontor.screen()).toMatch(/suppliers-2.*accepted/);
  await kontor.go("Esc", "signed, complete");
  await kontor.go("Esc", "Needs me now");
  await kontor.go("Tab", /▸ ▌DANUBE/);
  await kontor.go("Down", /▸ ▌KORONA/);
  await kontor.go("f", /\d+ payments booked[\s\S]*Esc goes back\./);
  await kontor.go("Esc", "Needs me now");
  await kontor.go("Enter", "Korona Handels GmbH");
  await kontor.go("t", "adds up");
  await kontor.go("p", ".pdf");
  const [name] = readdirSync(path.join(machine.home, "kontor")).filter((one) => one.startsWith("KORONA"));
  expect(machine.print(name ?? "").subarray(0, 5).toString()).toBe("%PDF-");
  const text = execFileSync("pdftotext", ["-layout", path.join(machine.home, "kontor", name ?? ""), "-"], { encoding: "utf8" });
  expect(text).toContain("Korona Handels GmbH");
  await kontor.quit();
});

test("switching between customers changes name, mark and contents of everything", async () => {
  const kontor = await machine.startDemo(80, 24);
  await kontor.go("Tab", /▸ ▌DANUBE/);
  const names: Readonly<Record<string, string>> = { DANUBE: "Duna Logisztika", KORONA: "Korona Handels", TISZA: "Tisza Consulting" };
  for (const [shortName, name] of Object.entries(names)) {
    await kontor.waitFor(new RegExp(`▸ ▌${shortName}`));
    await kontor.go("Enter", name);
    await kontor.go("o", new RegExp(`Kontor › Cockpit › ${shortName} › Orders`));
    await kontor.waitFor(/0001/);
    for (const other of Object.keys(names).filter((one) => one !== shortName)) expect(kontor.screen()).not.toContain(other);
    // The mark runs down the left edge of everything that belongs to the customer.
    expect(kontor.rows().slice(0, -1).every((row) => row.startsWith("▌"))).toBe(true);
    await kontor.go("Esc", name);
    await kontor.go("Esc", "Needs me now");
    kontor.press("Down");
  }
  await kontor.quit();
});

test("a terminal made as small as 40x10 and large again, at several screens: nothing is lost", async () => {
  const kontor = await machine.startDemo(80, 24);
  await kontor.waitFor((screen) => !screen.includes("all passphrases, PINs")); // it goes by itself after a while
  const squeeze = async (here: string): Promise<void> => {
    await kontor.waitFor(here);
    await kontor.waitForQuiet(500);
    const before = timeless(kontor.screen());
    kontor.resize(60, 15);
    await kontor.waitFor(here);
    kontor.resize(40, 10);
    await kontor.waitFor("This window is too small to work in.");
    kontor.resize(80, 24);
    await kontor.waitFor((screen) => timeless(screen) === before);
  };
  await squeeze("Needs me now");
  await kontor.go("Tab", /▸ ▌DANUBE/);
  await kontor.go("Enter", "Duna Logisztika");
  await squeeze("Duna Logisztika");
  await kontor.go("o", "DANUBE › Orders");
  await squeeze("payroll");
  await kontor.go("Enter", "findings");
  await squeeze("findings");
  await kontor.go(["Esc", "Esc"], "Duna Logisztika");
  await kontor.go("n", "payee");
  kontor.press("Tab");
  kontor.type("Half a name");
  await kontor.waitFor("Half a name");
  await squeeze("Half a name");
  await kontor.quit();
});

/** Clocks go on meanwhile. */
function timeless(screen: string): string {
  return screen.replace(/\d\d:\d\d|\d+ (?:h|min)\b/g, "‹time›").replace(/ +$/gm, "");
}

test("a paste of 200 lines into a field is one insertion and submits nothing", async () => {
  const kontor = await machine.startDemo(80, 24);
  const lines = Array.from({ length: 200 }, (_, index) => `line ${index}`).join("\n");
  await kontor.go("n", "legal name");
  kontor.paste(lines);
  await kontor.waitFor("line 199");
  expect(kontor.screen()).toContain("New customer");
  kontor.press("Tab", "Shift-Tab");
  await kontor.waitFor("At most 140 characters");
  await kontor.go("Esc", "Needs me now");
  // Where no field is, a paste is no row of commands.
  kontor.paste("s\nx\nq\n:quit\n");
  await kontor.go("Tab", /▸ ▌DANUBE/);
  expect(kontor.screen()).not.toContain("Quit");
  await kontor.quit();
});

test("? on every screen of a customer lists its keys; the palette and the : line find commands", async () => {
  const kontor = await machine.startDemo(100, 40);
  await kontor.go("Tab", /▸ ▌DANUBE/);
  await helpHere(kontor, ["sign", "fetch", "new customer", "bank's next day", "palette"]);
  await kontor.go("Enter", "Duna Logisztika");
  const screens: readonly (readonly [key: string, title: string, commands: readonly string[]])[] = [
    ["o", "Orders", ["outbox", "check"]], ["i", "Import", ["type a path"]], ["t", "Statements", ["account", "original"]], ["p", "Partners", ["history"]], ["m", "Templates", ["use"]], ["j", "Journal", ["verify", "export"]],
  ];
  await helpHere(kontor, ["orders", "import", "settings"]);
  for (const [key, title, commands] of screens) {
    await kontor.go(key, `DANUBE › ${title}`);
    await helpHere(kontor, commands);
    await kontor.go("Esc", (screen) => !screen.includes(`› ${title}`));
  }
  await kontor.go("Ctrl-K", "━ Commands ━");
  kontor.type("journ");
  await kontor.waitFor(/▸.*[Jj]ournal/);
  await kontor.go("Enter", "DANUBE › Journal");
  await kontor.go(":", /^▌?:/m);
  kontor.type("verif");
  await kontor.go(["Tab", "Enter"], /whole|entries/);
  await kontor.quit();
});

async function helpHere(kontor: Workstation, words: readonly string[]): Promise<void> {
  await kontor.go("?", "━ Keys ━");
  for (const word of words) expect(kontor.screen()).toContain(word);
  await kontor.go("Esc", (screen) => !screen.includes("━ Keys ━"));
}

test("a wrong passphrase opens nothing, says so, and the right one does", async () => {
  const kontor = await machine.startDemo(80, 24);
  await kontor.go("l", "All customers are closed.");
  await kontor.go(["Right", "Enter"], "passphrase");
  await kontor.waitFor((screen) => !screen.includes("Customers (3)"));
  kontor.fill("Réka", "practice makes nearly perfect");
  await kontor.go("Enter", /✕ .*passphrase/);
  expect(kontor.screen()).not.toContain("DANUBE");
  kontor.press("Up", "Down");
  kontor.type("practice makes perfect");
  await kontor.go("Enter", "Customers (3)");
  expect(kontor.raw).not.toContain("practice makes nearly");
  await kontor.quit();
});
