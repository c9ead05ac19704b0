import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { bundle, node } from "./support/bundle.ts";
import { Pty } from "./support/pty.ts";

/** The shell in a real pseudo-terminal, with an application of three small screens. */

let program = "";
let pty: Pty | undefined;
beforeAll(async () => {
  program = await bundle(`${import.meta.dirname}/support/fixture-app.tsx`);
});
afterEach(() => pty?.close());

async function start(columns = 80, rows = 24, environment: Readonly<Record<string, string>> = {}): Promise<Pty> {
  pty = new Pty(node, [program], { columns, rows, environment });
  await pty.waitFor("number 5");
  return pty;
}

const given = { alternateScreen: true, bracketedPaste: true, wrap: false, mouse: false };
const givenBack = { alternateScreen: false, bracketedPaste: false, wrap: true, mouse: false, cursorHidden: false };

describe("the terminal is given back", () => {
  test("after Ctrl-C, a question, and the deliberate answer", async () => {
    const app = await start();
    expect(app.modes()).toMatchObject(given);
    app.press("Ctrl-C");
    await app.waitFor("You leave Kontor");
    app.press("Enter");
    await app.waitFor((screen) => !screen.includes("You leave Kontor"));
    app.press("Ctrl-C");
    await app.waitFor("You leave Kontor");
    app.press("Tab", "Enter");
    await app.waitForExit();
    expect(app.exitCode).toBe(0);
    expect(app.modes()).toEqual(givenBack);
    expect(app.screen().trim()).toBe("ended well");
  });

  test("after Ctrl-C twice", async () => {
    const app = await start();
    app.press("Ctrl-C", "Ctrl-C");
    await app.waitForExit();
    expect(app.exitCode).toBe(0);
    expect(app.modes()).toEqual(givenBack);
  });

  test.each([["SIGTERM", 15], ["SIGINT", 2], ["SIGHUP", 1]] as const)("after %s, and the process ends by it", async (signal, number) => {
    const app = await start();
    app.kill(signal);
    await app.waitForExit();
    expect(app.exitSignal).toBe(number);
    expect(app.modes()).toEqual(givenBack);
  });

  test("after an exception nobody caught, whose text is told below", async () => {
    const app = await start();
    app.press("t");
    await app.waitForExit();
    expect(app.exitCode).toBe(70);
    expect(app.modes()).toEqual(givenBack);
    expect(app.screen()).toContain("Kontor stopped because of an error it did not expect");
  });

  test("for the time of Ctrl-Z; fg brings everything back", async () => {
    pty = new Pty("bash", ["--norc", "--noprofile", "-i"], { environment: { PS1: "shell> " } });
    await pty.waitFor("shell>");
    pty.type(`${node} ${program}\r`);
    await pty.waitFor("number 5");
    pty.press("Down", "Down");
    await pty.waitFor(/▸ +2 /);
    pty.press("Ctrl-Z");
    await pty.waitFor("Stopped");
    expect(pty.modes()).toMatchObject({ alternateScreen: false, cursorHidden: false });
    pty.type("fg\r");
    await pty.waitFor(/▸ +2 /);
    expect(pty.modes()).toMatchObject(given);
    pty.press("Down");
    await pty.waitFor(/▸ +3 /);
  });
});

test("resized down to 40x10 it says so and comes back as it was", async () => {
  const app = await start();
  app.press("Enter");
  await app.waitFor("PIN");
  app.type("half a name");
  await app.waitFor("half a name");
  app.resize(40, 10);
  await app.waitFor("too small");
  app.type("lost?");
  await app.waitForQuiet(1_500); // what is typed and the new size come by ways of their own
  app.resize(80, 24);
  await app.waitFor("half a name");
  expect(app.screen()).not.toContain("lost?");
  app.resize(160, 48);
  await app.waitFor((screen) => screen.split("\n")[47]?.includes("Esc back") ?? false);
  expect(app.screen()).toContain("half a name");
});

test("a paste of 200 lines is one insertion and submits nothing", async () => {
  const app = await start();
  app.press("Enter");
  await app.waitFor("PIN");
  app.paste(Array.from({ length: 200 }, (_, i) => `line ${i}`).join("\n"));
  await app.waitFor("line 199");
  expect(app.screen()).not.toContain("stored");
  app.press("Tab", "b", "Tab");
  app.type("1234");
  await app.waitFor("••••");
  app.press("Enter");
  await app.waitFor("stored 1689 b 4");
});

test("function keys, a lone Esc and keys that come in one chunk", async () => {
  const app = await start();
  app.press("F1");
  await app.waitFor("All keys that work here");
  expect(app.screen()).toContain("not now: The line is down.");
  app.press("LoneEsc");
  await app.waitFor((screen) => !screen.includes("All keys that work here"));
  // The second Enter belongs to the question that the line opened: no is the default.
  app.type(":confirm\r\r");
  await app.waitFor("answer no");
  app.type(":conf\t\r\t\r");
  await app.waitFor("answer yes");
});

test("hostile text never reaches the terminal raw", async () => {
  const app = await start();
  expect(app.screen()).toContain("evil \ufffd[31m");
  expect(app.raw).not.toMatch(/\u001b\[31mevil|[\u200b\u202e\u009b]/);
});

test("a screen that fails while drawn, and a command that fails, take nothing with them", async () => {
  const app = await start();
  app.press("b");
  await app.waitFor("did not expect");
  app.press("t");
  await app.waitFor("cannot be drawn");
  app.press("Enter");
  await app.waitFor("number 5");
  app.press("x");
  await app.waitFor("did not expect");
  app.press("Enter");
  await app.waitFor((screen) => !screen.includes("did not expect"));
  app.press("Down");
  await app.waitFor(/▸ +1 /);
});

test("without colour nothing is coloured, with the marks still there", async () => {
  const app = await start(80, 24, { NO_COLOR: "1" });
  expect(app.raw).not.toMatch(/\u001b\[[\d;]*(?:3[0-7]|9[0-7]|38|4[0-7])[\d;]*m/);
  expect(app.screen()).toContain("▸");
});
