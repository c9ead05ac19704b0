import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { login, machineOfAdministrators, passphrase } from "../support/administrators.ts";
import type { Machine } from "../support/workstation.ts";

/** Béla seals his code as a letter; Anna, who believes him lost, takes it from the safe; he is there after all. */

let machine: Machine;
beforeAll(async () => {
  machine = await machineOfAdministrators({ fourEyes: true });
});
afterAll(() => machine.close());

test("a recovery code is sealed as a letter by one, and stands in when the other lets a new administrator in; everybody sees it", async () => {
  const bela = await login(machine, "Béla");
  await bela.waitFor(/DUNA.*no recovery code/);
  await bela.go("Enter", /\[7 to approve\]/); // where it can be done
  await bela.go("s", "for a safe to which the other administrators have no key");
  bela.type("not the passphrase");
  await bela.go("Enter", "The passphrase is wrong.");
  bela.press("Ctrl-U");
  bela.type(passphrase);
  await bela.go("Enter", "Recovery code sealed");
  const code = /^\s*((?:[0-9A-Z]{5}-){4}[0-9A-Z]{5})\s*$/m.exec(pdfText(machine.print("DUNA-recovery-code-Bela.pdf")))?.[1] ?? "";
  expect(code).not.toBe("");
  await bela.go("Esc", /\[7 to approve\]/);
  await bela.go("1", /recovery codes +Béla \d{4}-\d\d-\d\d/);
  await bela.quit();

  const anna = await login(machine, "Anna");
  await anna.waitFor(/DUNA.*no recovery code/);
  await anna.go("Enter", /\[7 to approve\]/);
  await anna.go("6", /Béla +see, prepare, administer/);
  await anna.go("n", "Let an operator in");
  anna.press("Tab", "Tab", "Tab", "Tab", "Tab"); // administer
  await anna.go(["Space"], /administer +.*yes/);
  await anna.go("F2", "Proposed, not done yet");
  await anna.go("7", /◇ open +Rights of Cili +you/);
  await anna.go("t", "Use a recovery code");
  anna.fill(code.toLowerCase(), passphrase);
  await anna.go("F2", "The code of Béla counts in 48 hours");
  await anna.go("a", /! The code of Béla counts from .* on\./);
  await anna.quit();

  const again = await login(machine, "Béla");
  await again.waitFor(/DUNA.*recovery code used/);
  await again.go("Enter", /◇ open +Rights of Cili +Anna/);
  await again.go("d", "Refuse: Rights of Cili");
  again.type("I am here");
  await again.go("Enter", /· refused +Rights of Cili/);
  await again.quit();
});

function pdfText(pdf: Buffer): string {
  return execFileSync("pdftotext", ["-layout", "-", "-"], { input: pdf }).toString();
}
