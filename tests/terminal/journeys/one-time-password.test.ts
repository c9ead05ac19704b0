import { afterAll, beforeAll, expect, test } from "vitest";
import { hotp } from "../../../src/signing/one-time-password/codes/hotp.ts";
import { fromBase32 } from "../../../src/signing/one-time-password/codes/base32.ts";
import { demoPassphrase } from "../../../src/cli/demo/customers.ts";
import { Machine, type Workstation } from "../support/workstation.ts";

/** A key's passphrase is changed, and one-time passwords are set up from nothing and signed with, by key presses alone. */

const machine = new Machine();
const passphrase = "seven copper kettles 12";
beforeAll(async () => {
  await (await machine.startDemo(80, 24)).quit();
});
afterAll(() => machine.close());

async function toConnection(kontor: Workstation, downs: number, shortName: string): Promise<void> {
  await kontor.go("Tab", /▸ ▌DANUBE/);
  for (let down = 0; down < downs; down++) kontor.press("Down");
  await kontor.waitFor(new RegExp(`▸ ▌${shortName}`));
  await kontor.go("Enter", /e settings/);
  await kontor.go("e", /\[1/);
  await kontor.go("5", "[5 banks]");
  await kontor.go("Enter", /signer +\w+ · Réka/);
}

/** Back to the cockpit, wherever in a customer. */
async function home(kontor: Workstation): Promise<void> {
  await kontor.go("Esc", "[5 banks]");
  await kontor.go("Esc", /e settings/);
  await kontor.go("Esc", "Needs me now");
}

test("change the passphrase of a key: the old one opens it no more", async () => {
  const kontor = await machine.startDemo(80, 24);
  await toConnection(kontor, 1, "KORONA");
  await kontor.go("p", "Passphrase or PIN of a key");
  kontor.fill("", "not the present one", passphrase, passphrase);
  await kontor.go("F2", "does not open the key file");
  await kontor.go("Esc", /signer +\w+ · Réka/);
  await kontor.go("p", "Passphrase or PIN of a key");
  kontor.fill("", demoPassphrase, passphrase, passphrase);
  await kontor.go("F2", "was changed.");
  await home(kontor);
  await kontor.go("Tab", /▸ +▌DANUBE +●/);
  await kontor.go("Down", /▸ +▌KORONA/);
  await kontor.go("s", "you sign as Réka");
  await kontor.go("s", "Passphrase of the key file");
  kontor.type(demoPassphrase);
  await kontor.go("Enter", "does not open the key file");
  kontor.type(passphrase);
  await kontor.go("Enter", "signed, complete");
  await kontor.quit();
});

test("one-time passwords by text message, from nothing to a signed order", async () => {
  const kontor = await machine.startDemo(80, 24);
  await toConnection(kontor, 0, "DANUBE");
  await kontor.go("t", "A protected key signs only what a code has released");
  await kontor.go("F2", "A new token or telephone");
  kontor.fill("‹Left›", "+36 30 123 4567");
  await kontor.go("F2", "setting up the telephone of Réka");
  kontor.type("00000000");
  await kontor.go("Enter", "2 tries are left");
  kontor.type(codeOn(kontor));
  await kontor.go("Enter", "Protect the key");
  kontor.type(demoPassphrase);
  await kontor.go("Enter", "signs only with one-time passwords from now on");
  expect(kontor.screen()).toContain("one-time password");
  await home(kontor);
  await kontor.go("Tab", /▸ +▌DANUBE +●/);
  await kontor.go("s", "you sign as Réka");
  await kontor.go("s", "Passphrase of the key file");
  kontor.type(demoPassphrase);
  await kontor.go("Enter", "One-time password");
  await kontor.waitFor(/PRACTICE the telephone shows/);
  // The dialog and the text say the same of what is signed.
  expect(plain(kontor)).toMatch(/for +(\d orders?, \d+ payments?) .*Kontor: \1/);
  await kontor.go("Esc", "you sign as Réka");
  await kontor.go("s", "Passphrase of the key file");
  kontor.type(demoPassphrase);
  await kontor.go("Enter", "One-time password");
  kontor.type(codeOn(kontor));
  await kontor.go("Enter", /\d of \d signed/);
  await kontor.quit();
});

test("an authenticator program, at another customer", async () => {
  const kontor = await machine.startDemo(80, 24);
  await toConnection(kontor, 2, "TISZA");
  await kontor.go("t", "A protected key signs only what a code has released");
  await kontor.go("F2", "A new token or telephone");
  await kontor.go("F2", "The secret of the token, shown this once");
  const shown = /base 32 +([A-Z2-7 ]+)/.exec(kontor.screen())?.[1] ?? "";
  const secret = fromBase32(shown.replace(/[^A-Z2-7]/g, ""));
  expect(secret).toHaveLength(20);
  await kontor.go("Esc", "Type the code that the token of Réka shows now");
  kontor.type(hotp(secret!, Math.floor(Date.now() / 30_000), 6));
  await kontor.go("Enter", "Protect the key");
  kontor.type(demoPassphrase);
  await kontor.go("Enter", "signs only with one-time passwords from now on");
  await kontor.quit();
});

/** The whole screen as one line. */
function plain(kontor: Workstation): string {
  return kontor.screen().replace(/[▌│]/g, " ").replace(/\s+/g, " ");
}

/** The code in the text that the practice set-up shows in the dialog. */
function codeOn(kontor: Workstation): string {
  const code = /Code (\d{8}),/.exec(plain(kontor))?.[1];
  if (code === undefined) throw new Error(`no code on the screen:\n${kontor.screen()}`);
  return code;
}
