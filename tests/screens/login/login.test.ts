import { randomFillSync } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Install, openInstall, type OperatorSession } from "../../../src/customers/index.ts";
import { SettableClock } from "../../../src/domain/clock.ts";
import { Secret } from "../../../src/domain/secret.ts";
import type { WorkstationSession } from "../../../src/screens/session.ts";
import { startWorkstation } from "../../../src/screens/start.ts";
import { makeTools } from "../../support/office.ts";
import { ScreenTester } from "../shell/support.tsx";

const passphrase = "seven quiet rivers";
let folder: string;
let install: Install;
const clock = new SettableClock(Date.parse("2026-11-23T13:32:00Z"));
const tools = await makeTools(clock, undefined);
beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "kontor-login-"));
  install = await openInstall({
    root: folder, clock, randomness: { bytes: (size) => randomFillSync(new Uint8Array(size)) },
    keyDerivation: { memoryKib: 64, passes: 1, parallelism: 1 },
  });
});
afterEach(async () => {
  await install.close();
  rmSync(folder, { recursive: true });
});

function sessionOf(): WorkstationSession {
  let operator: OperatorSession | undefined;
  const absent = (): never => {
    throw new Error("not needed for the login");
  };
  return {
    install, clock,
    get operator() {
      return operator;
    },
    tools,
    setOperator: async (next) => {
      operator = next;
    },
    contextFor: absent,
    forgetPins: () => undefined,
    pinFile: absent,
    files: { homeFolder: "", outFolder: "", list: absent, open: absent, write: absent },
  };
}

async function start(load: () => Promise<WorkstationSession> = async () => sessionOf()): Promise<{ tester: ScreenTester; end: () => void }> {
  const tester = new ScreenTester();
  const { end } = await startWorkstation({ terminal: tester.terminal, clock, load });
  return { tester, end };
}

/** What was typed has been heard and drawn: a key behind it has had its effect. */
async function settled(tester: ScreenTester): Promise<void> {
  tester.press("F1");
  await tester.waitFor("Esc closes");
  tester.press("Esc");
  await tester.waitFor((screen) => !screen.includes("Esc closes"));
}

async function addOperator(name: string): Promise<void> {
  using secret = Secret.fromText(passphrase);
  await (await install.createOperator({ name, language: "en", passphrase: secret })).close();
}

describe("the login", () => {
  it("stands before anything is loaded; what is typed meanwhile is shown nowhere, and counts", async () => {
    await addOperator("Réka");
    const { promise, resolve } = Promise.withResolvers<WorkstationSession>();
    const { tester, end } = await start(() => promise);
    await tester.waitFor("passphrase");
    tester.type("réka");
    tester.press("Enter");
    tester.type(passphrase);
    tester.press("Enter");
    await settled(tester);
    expect(tester.raw).not.toMatch(/réka|seven/);
    resolve(sessionOf());
    await tester.waitFor("No customers yet");
    end();
  });

  it("says what went wrong when the session cannot be loaded", async () => {
    const { tester, end } = await start(() => Promise.reject(new Error("disk on fire")));
    await tester.waitFor("Something went wrong");
    end();
  });

  it("prefills an only operator, tells a wrong passphrase, and shows none of it", async () => {
    await addOperator("Réka");
    const { tester, end } = await start();
    await tester.waitFor("Réka");
    tester.type("wrong one entirely");
    tester.press("Enter");
    await tester.waitFor("The name or the passphrase is wrong.");
    expect(tester.raw).not.toContain("wrong one");
    tester.type(passphrase);
    tester.press("Enter");
    await tester.waitFor("Cockpit");
    end();
  });

  it("makes the first operator by the rules shown, then asks for the first customer", async () => {
    const { tester, end } = await start();
    await tester.waitFor("You are the first operator.");
    tester.type("Réka");
    tester.press("Enter", "Enter");
    tester.type("short");
    tester.press("Enter");
    await tester.waitFor(/10 characters/);
    tester.press("Up");
    tester.type(passphrase.slice(0));
    tester.press("Enter");
    tester.type("another one altogether");
    tester.press("Enter");
    await tester.waitFor(/same|differ|match/i);
    expect(install.operators()).toEqual([]);
    end();
  });

  // Bugs of 26 November: "Kovács Éva", typed while the program was still loading, became the operator "ács Éva"; a passphrase stood in the field of the name.
  it("what was typed before it is known that nobody was here is not taken, nor what is typed on, until Esc", async () => {
    const { promise, resolve } = Promise.withResolvers<WorkstationSession>();
    const { tester, end } = await start(() => promise);
    await tester.waitFor("passphrase");
    tester.type("Kov");
    await settled(tester);
    resolve(sessionOf());
    await tester.waitFor("was not taken. Esc: begin.");
    tester.type("ács Éva");
    tester.press("Enter", "Esc");
    await tester.waitFor("F2 or Enter in the last field: begin");
    expect(tester.raw).not.toMatch(/Kov|ács/);
    tester.type("Kovács Éva");
    await tester.waitFor("Kovács Éva");
    end();
  });

  it("goes on to the first customer after the first operator", async () => {
    const { tester, end } = await start();
    await tester.waitFor("You are the first operator.");
    tester.type("Réka");
    tester.press("Enter", "Enter");
    tester.type(passphrase);
    tester.press("Enter");
    tester.type(passphrase);
    tester.press("Enter");
    await tester.waitFor(/New customer/i);
    expect(install.operators().map((operator) => operator.name)).toEqual(["Réka"]);
    end();
  });
});
