import { afterAll, beforeAll, test } from "vitest";
import { login, machineOfAdministrators } from "../support/administrators.ts";
import type { Machine } from "../support/workstation.ts";

/** An operator is added under four eyes: two administrators at two terminals of one machine, and the new one at a third. */

let machine: Machine;
beforeAll(async () => {
  machine = await machineOfAdministrators({ fourEyes: false });
});
afterAll(() => machine.close());

test("proposed by one, seen with old and new and approved by the other, in the journal of both", async () => {
  const anna = await login(machine, "Anna");
  await anna.go("Enter", "Duna Kft.");
  await anna.go("e", "legal name");
  await anna.go("y", "Every change of rights, signers, rules");
  await anna.go(["Left", "Enter"], /four eyes +yes: a second administrator approves each change here/);
  await anna.go("6", /Béla +see, prepare, administer/);
  await anna.go("n", "Let an operator in");
  anna.press("Tab", "Tab", "Space"); // Cili is the only one left; sign
  await anna.go("F2", "Proposed, not done yet");
  await anna.go("7", /◇ open +Rights of Cili +you/);
  await anna.go("a", "another administrator has to approve it");

  const early = await login(machine, "Cili");
  await early.waitFor(/No customer|no customer/i);
  await early.quit();

  const bela = await login(machine, "Béla");
  await bela.waitFor(/DUNA.*1 change to approve/);
  await bela.go("Enter", /◇ open +Rights of Cili +Anna/);
  await bela.go("Enter", (screen) => /proposed by +Anna/.test(screen) && screen.includes("own rights: (nothing) → see, prepare, sign") && screen.includes("may in all: (nothing) → see, prepare, sign"));
  await bela.go("Esc", /\[7 to approve\]/);
  await bela.go("a", "Rights of Cili: takes effect at once. Anna has proposed it.");
  await bela.go(["Left", "Enter"], /✓ approved +Rights of Cili/);
  await bela.go("6", /Cili +see, prepare, sign/);

  // The other administrator's screen, which was open all the time, has it when it is loaded anew; so has the journal.
  await anna.go("r", /✓ approved +Rights of Cili/);
  await anna.go("Esc", "Duna Kft.");
  await anna.go("j", /Rights of Cili: approved; proposed by Anna/);

  const cili = await login(machine, "Cili");
  await cili.go("Enter", /you may see, prepare, sign/);
  for (const terminal of [anna, bela, cili]) await terminal.quit();
});
