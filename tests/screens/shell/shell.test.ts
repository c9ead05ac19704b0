import { afterEach, describe, expect, test } from "vitest";
import type { ShellOptions } from "../../../src/screens/shell/start-shell.tsx";
import { AppError } from "../../../src/domain/errors.ts";
import { first, type Routes, second, type Session } from "./fixture.tsx";
import { openShell, type ShellTester } from "./support.tsx";

const opened: ShellTester<Session, Routes>[] = [];
afterEach(() => {
  for (const shell of opened.splice(0)) shell.end();
});

async function open(options: Partial<ShellOptions<Session, Routes>> & { readonly columns?: number; readonly rows?: number } = {}): Promise<ShellTester<Session, Routes>> {
  const shell = await openShell<Session, Routes>({ session: { log: [] }, screens: [first, second], begin: (desk) => desk.push("first"), ...options });
  opened.push(shell);
  await shell.tester.waitFor("first: started");
  return shell;
}

describe("the stack of screens", () => {
  test("push, breadcrumbs, colour bar, Esc back with the model as it was", async () => {
    const { tester, shell } = await open();
    tester.press("s", "o");
    await tester.waitFor("second: beta");
    expect(tester.rows()[0]).toContain("▌ Kontor › First › Second beta\ufffd[31m");
    expect(tester.screen()).toContain("in 79x21");
    tester.press("Esc");
    await tester.waitFor("first: started, said nothing, resumed");
    expect(shell.session.log).toEqual(["left"]);
    expect(tester.screen()).not.toContain("▌");
  });

  test("replace and reset leave no way back; Esc on the first screen asks, and no stays", async () => {
    const { tester, shell } = await open();
    shell.replace("second", { name: "gamma" });
    await tester.waitFor("second: gamma");
    expect(tester.rows()[0]).not.toContain("First");
    tester.press("Esc");
    await tester.waitFor("You leave Kontor");
    tester.press("Esc");
    await tester.waitFor((screen) => !screen.includes("You leave Kontor"));
    shell.reset("first");
    await tester.waitFor("first: started");
  });

  test("a long way is cut at its beginning", async () => {
    const { tester, shell } = await open();
    for (let i = 0; i < 6; i++) shell.push("second", { name: `number ${i}` });
    await tester.waitFor("second: number 5");
    expect(tester.rows()[0]).toMatch(/… › .*› Second number 5/);
    expect(tester.rows()[0]).toContain("13:32");
  });

  test("the screen's command comes before another of the same key; keys can be remapped", async () => {
    const { tester } = await open({ remapping: { "first.say": ["F6"] } });
    tester.press("s", "F6");
    await tester.waitFor("said nothing");
    expect(tester.screen()).toContain("F6 say");
  });
});

describe("dialogs", () => {
  test("a question is answered with no unless yes was chosen", async () => {
    const { tester, shell } = await open();
    const question = { title: "Send", consequence: "412 300.00 EUR leave the account.", customer: { shortName: "DANUBE", colour: "red" as const }, yes: "send", no: "do not send" };
    const answers = [shell.confirm(question), shell.confirm(question), shell.confirm(question)];
    await tester.waitFor("DANUBE · Send");
    tester.press("Enter", "Tab", "Enter", "Esc");
    expect(await Promise.all(answers)).toEqual([false, true, false]);
  });

  test("only ← → and Tab choose an answer: arrows held down in the list below the question do not turn it to yes", async () => {
    const { tester, shell } = await open();
    for (const [keys, answer] of [[["Down", "Enter"], false], [["Up", "Down", "Down", "Enter"], false], [["Right", "Enter"], true], [["Left", "Enter"], true], [["Right", "Left", "Enter"], false], [["Tab", "Enter"], true]] as const) {
      const asked = shell.confirm({ title: "Quit", consequence: "Really?", yes: "yes" });
      await tester.waitFor("Really?");
      tester.press(...keys);
      expect(await asked).toBe(answer);
      await tester.waitFor((screen) => !screen.includes("Really?"));
    }
  });

  test("details that have no room are scrolled; where all of it has to be read, yes turns the page until the end was there", async () => {
    const { tester, shell } = await open();
    const details = Array.from({ length: 60 }, (_, i) => `detail ${i + 1}.`);
    const question = { title: "Confirm", consequence: "All of it counts.", details, yes: "confirm", readAll: true };
    const read = shell.confirm(question);
    await tester.waitFor("lines 1 to");
    expect(tester.screen()).not.toContain("detail 60.");
    tester.press("Right", "Enter");
    await tester.waitFor((screen) => screen.includes("All of it counts.") && !screen.includes("detail 1."));
    tester.press("Enter", "Enter"); // a third would say yes, and nobody would have seen the end
    await tester.waitFor("detail 60.");
    tester.press("Enter");
    expect(await read).toBe(true);
    await tester.waitFor((screen) => !screen.includes("All of it counts."));
    const skimmed = shell.confirm({ ...question, readAll: undefined });
    await tester.waitFor("lines 1 to");
    tester.press("Down", "PageDown");
    await tester.waitFor((screen) => !screen.includes("detail 1."));
    tester.press("PageUp", "Up");
    await tester.waitFor("detail 1.");
    tester.press("Right", "Enter");
    expect(await skimmed).toBe(true);
  });

  test("where a code is asked for, only the code says yes", async () => {
    const { tester, shell } = await open();
    const answer = shell.confirm({ title: "Send", consequence: "A large sum leaves.", yes: "send", typedCode: "DAN1" });
    await tester.waitFor("Type DAN1");
    tester.press("Tab", "Enter");
    await tester.waitFor("That is not the code");
    tester.type("DAN2\r");
    await tester.waitFor("DAN2");
    tester.press("Backspace");
    tester.type("1\r");
    expect(await answer).toBe(true);
  });

  test("a secret is never drawn, and comes as bytes", async () => {
    const { tester, shell } = await open();
    const answer = shell.askSecret({ title: "Sign", details: ["Key file of Nagy P.", "120 transactions"], label: "Passphrase", problem: "Wrong passphrase." });
    await tester.waitFor("120 transactions");
    expect(tester.screen()).toContain("Wrong passphrase.");
    tester.press("Enter");
    tester.type("zebra1");
    await tester.waitFor("••••••");
    tester.press("Enter");
    const secret = await answer;
    expect(secret?.revealText()).toBe("zebra1");
    expect(tester.raw).not.toContain("zebra");
    secret?.wipe();
    const cancelled = shell.askSecret({ title: "Sign", details: [], label: "PIN" });
    tester.type("12");
    tester.press("Esc");
    expect(await cancelled).toBeUndefined();
  });

  test("text is asked for with a value to begin with", async () => {
    const { tester, shell } = await open();
    const answer = shell.askText({ title: "Reason", label: "Why is it sent again?", value: "same" });
    await tester.waitFor("Why is it sent again?");
    tester.type(" content\r");
    expect(await answer).toBe("same content");
  });

  test("an error says what happened, what it means and what next; the technical part is one key away", async () => {
    const { tester, shell } = await open();
    const closed = shell.showError(new AppError("channel", "cut", "The line was cut.", { meaning: "Nothing was sent.", next: "Try again.", context: { bytes: 7 }, cause: new Error("ECONNRESET") }));
    await tester.waitFor("Nothing was sent.");
    expect(tester.screen()).not.toContain("ECONNRESET");
    tester.press("t");
    await tester.waitFor("because: ECONNRESET");
    expect(tester.screen()).toContain("channel/cut");
    tester.press("Enter");
    await closed;
  });

  test("keys do not reach the screen below a dialog", async () => {
    const { tester, shell } = await open();
    void shell.confirm({ title: "Q", consequence: "Really?", yes: "yes" });
    await tester.waitFor("Really?");
    tester.press("s", "o", ":", "?");
    tester.press("Esc");
    await tester.waitFor((screen) => !screen.includes("Really?"));
    expect(tester.screen()).toContain("first: started");
    expect(tester.screen()).not.toContain("said");
  });
});

describe("the help", () => {
  test("shows the whole of what each key does, on as many lines as it takes", async () => {
    const { tester } = await open();
    tester.press("?");
    await tester.waitFor("Esc closes");
    const words = tester.rows().map((row) => row.replace(/^.*┃(.*)┃.*$/u, "$1").trim()).join(" ").replace(/ +/g, " ");
    expect(words).toContain("say Says something, or nothing where nothing was typed, so that a test can see that it was heard.");
    tester.press("Esc");
    await tester.waitFor((screen) => !screen.includes("Esc closes"));
  });
});

describe("commands on the line and in the palette", () => {
  test("the line runs a command with its argument, remembers it, and says when there is none", async () => {
    const { tester } = await open();
    tester.type(":say good morning\r");
    await tester.waitFor("said good morning");
    tester.type(":nonsense\r");
    await tester.waitFor('There is no command "nonsense"');
    tester.press(":", "Up", "Up");
    await tester.waitFor(":say good morning");
    tester.press("Enter");
    await tester.waitFor("said good morning, said good morning");
  });

  test("the palette finds by parts of the name", async () => {
    const { tester } = await open();
    tester.press("Ctrl-K");
    await tester.waitFor("part of a name");
    tester.type("opn");
    tester.press("Backspace");
    await tester.waitFor("▸ open");
    tester.press("Enter");
    await tester.waitFor("second: beta");
  });
});

describe("work in the background", () => {
  test("goes on while the operator is elsewhere, is shown, and can be stopped", async () => {
    const { tester, shell } = await open();
    const { promise, resolve } = Promise.withResolvers<void>();
    const activity = shell.startActivity({
      title: "Send to the bank · DANUBE",
      run: async ({ progress, signal }) => {
        progress({ done: 3, total: 12 });
        signal.addEventListener("abort", () => resolve());
        await promise;
        signal.throwIfAborted();
      },
    });
    await tester.waitFor("◐ Send to the bank · DANUBE 25 %");
    tester.press("o");
    await tester.waitFor("second: beta");
    expect(tester.rows()[0]).toContain("25 %");
    tester.resize(60, 20);
    await tester.waitFor(/Second beta\S* +◐ 25 %/); // where one is comes before what runs
    tester.resize(80, 24);
    tester.press("F8");
    await tester.waitFor("Background work");
    tester.press("d");
    expect(await activity.ended).toBe("cancelled");
    await tester.waitFor("cancelled");
  });

  test("that fails is told", async () => {
    const { tester, shell } = await open();
    const activity = shell.startActivity({ title: "Import", run: () => Promise.reject(new AppError("format", "unreadable", "The file cannot be read.")) });
    expect(await activity.ended).toBe("failed");
    await tester.waitFor("The file cannot be read.");
    tester.press("Enter");
    await tester.waitFor((screen) => !screen.includes("The file cannot be read."));
    shell.notice("DANUBE was read.", "good");
    tester.press("F8");
    await tester.waitFor(/\d\d:\d\d ✕ Import: failed/);
    expect(tester.screen()).toMatch(/✓ DANUBE was read\.[\s\S]*✕ The file cannot be read\./);
    tester.press("End", "F8");
    await tester.waitFor((screen) => !screen.includes("Background work"));
  });
});

test("a hung-up line ends the session without asking, and only that one", async () => {
  const one = await open();
  const other = await open();
  one.tester.hangUp();
  await one.ended;
  other.tester.press("s");
  await other.tester.waitFor("said nothing");
});

test("a window too small keeps everything and takes no keys but those that lead out", async () => {
  const { tester } = await open();
  tester.resize(40, 10);
  await tester.waitFor("too small");
  tester.press("s", "o");
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  tester.resize(80, 24);
  await tester.waitFor("first: started");
  expect(tester.screen()).not.toContain("said");
  tester.resize(40, 10);
  await tester.waitFor("too small");
  tester.press("Ctrl-C", "Ctrl-C");
});
