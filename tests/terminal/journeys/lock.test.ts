import { afterAll, beforeAll, expect, test } from "vitest";
import { demoPassphrase } from "../../../src/cli/demo/customers.ts";
import { Machine } from "../support/workstation.ts";

/** The screen is locked and unlocked, by key presses alone. */

const machine = new Machine();
beforeAll(async () => {
  await (await machine.startDemo(100, 30)).quit();
});
afterAll(() => machine.close());

test("lock in the middle of a payment: nothing readable, and it is there again; the journal tells it", async () => {
  const kontor = await machine.startDemo(100, 30);
  await kontor.go("Tab", /▸ ▌DANUBE/);
  await kontor.go("Enter", "Duna Logisztika");
  await kontor.go("f", "DANUBE › Fetch");
  kontor.press("b"); // it goes on by itself, if it has not ended already
  await kontor.waitFor(/Duna Logisztika|Esc goes back\./);
  if (!kontor.screen().includes("Duna Logisztika")) await kontor.go("Esc", "Duna Logisztika");
  await kontor.go("n", "payee");
  kontor.press("Tab");
  kontor.type("Half a name");
  await kontor.waitFor("Half a name");
  await kontor.go("F12", "l o c k e d");
  expect(kontor.screen()).not.toMatch(/DANUBE|Duna|Half a name|HUF|EUR/);
  kontor.type("practice makes nearly perfect");
  await kontor.go("Enter", "The passphrase is wrong.");
  kontor.press("Ctrl-C", "Ctrl-C");
  await kontor.waitForQuiet(200);
  expect(kontor.exitCode).toBeUndefined();
  expect(kontor.screen()).toContain("l o c k e d");
  kontor.type(demoPassphrase);
  await kontor.go("Enter", "Half a name");
  await kontor.go("Esc", /lost|leave|Leave/);
  await kontor.go(["Right", "Enter"], (screen) => !screen.includes("Half a name"));
  await kontor.go("j", "DANUBE › Journal");
  await kontor.waitFor("Screen of Réka unlocked");
  expect(kontor.screen()).toContain("Screen of Réka locked at your command");
  expect(kontor.screen()).toContain("A wrong passphrase at the locked screen of Réka");
  expect(kontor.raw).not.toContain("nearly perfect");
  await kontor.quit();
});

test("another operator comes in at the locked screen by ending the session", async () => {
  const kontor = await machine.startDemo(100, 30);
  await kontor.go("F12", "l o c k e d");
  await kontor.go("F10", "The session of Réka ends: every customer is closed.");
  await kontor.go(["Right", "Enter"], /operator[\s\S]*passphrase/);
  await kontor.waitFor((screen) => !screen.includes("locked"));
  kontor.fill("Anna", demoPassphrase);
  await kontor.go("Enter", "Needs me now");
  expect(kontor.rows()[0]).toContain("Anna");
  await kontor.quit();
});
