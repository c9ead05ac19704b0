import { afterEach, describe, expect, test } from "vitest";
import { SettableClock } from "../../../src/domain/clock.ts";
import { AppError } from "../../../src/domain/errors.ts";
import type { Lock, LockEvent } from "../../../src/screens/shell/lock.ts";
import { first, type Routes, second, type Session } from "./fixture.tsx";
import { openShell, type ShellTester } from "./support.tsx";

const passphraseText = "many small green boats";
const opened: ShellTester<Session, Routes>[] = [];
afterEach(() => {
  for (const shell of opened.splice(0)) shell.end();
});

interface Locked extends ShellTester<Session, Routes> {
  readonly events: LockEvent[];
  readonly clock: SettableClock;
  readonly calls: string[];
}

/** A shell whose operator is Réka; `who` empties when her session was ended. */
async function open(options: { readonly who?: string | undefined; readonly minutes?: number } = { who: "Réka" }): Promise<Locked> {
  const clock = new SettableClock(Date.UTC(2026, 10, 23, 13, 32));
  const events: LockEvent[] = [];
  const calls: string[] = [];
  let { who } = options;
  const lock: Lock = {
    who: () => who,
    idleMinutes: () => options.minutes ?? 10,
    locked: () => void calls.push("locked"),
    async unlock(passphrase) {
      if (passphrase.revealText() !== passphraseText) throw new AppError("rights", "wrong-passphrase", "The passphrase is wrong.");
    },
    async note(event) {
      events.push(event);
    },
    async endSession() {
      calls.push("ended");
      who = undefined;
      shell.shell.reset("first");
    },
    hint: () => undefined,
  };
  const shell = await openShell<Session, Routes>({ session: { log: [] }, screens: [first, second], begin: (desk) => desk.push("second", { name: "secret of DANUBE" }), lock, clock, status: () => "Réka" });
  opened.push(shell);
  await shell.tester.waitFor("second: secret of DANUBE");
  return { ...shell, events, clock, calls };
}

describe("a locked screen", () => {
  test("has wiped what is kept only while it is not locked, whatever locked it, and once", async () => {
    const asked = await open();
    asked.shell.lock({ kind: "asked" });
    asked.shell.lock({ kind: "card-removed", card: "ANNA" });
    expect(asked.calls).toEqual(["locked"]);
    const removed = await open();
    removed.shell.lock({ kind: "card-removed", card: "ANNA" });
    expect(removed.calls).toEqual(["locked"]);
  });

  test("hides everything, dialogs too, hears no command, and comes back as it was", async () => {
    const { tester, shell, events } = await open();
    tester.press("s");
    await tester.waitFor("DANUBE, here");
    void shell.confirm({ title: "Pay DANUBE", consequence: "Money of DANUBE leaves.", yes: "pay" });
    await tester.waitFor("Money of DANUBE leaves.");
    shell.notice("DANUBE was read.");
    shell.lock({ kind: "asked" });
    await tester.waitFor("l o c k e d");
    expect(tester.screen()).not.toMatch(/DANUBE|second|Second/);
    expect(tester.screen()).toContain("Réka: locked at your command.");
    tester.press("Ctrl-C", "Ctrl-C", "?", "Esc", "Ctrl-K", ":");
    tester.press("Ctrl-U");
    tester.type(passphraseText);
    tester.press("Enter");
    await tester.waitFor("Money of DANUBE leaves.");
    expect(tester.screen()).not.toContain("You leave");
    expect(tester.raw).not.toContain(passphraseText);
    tester.press("Esc");
    await tester.waitFor("second: secret of DANUBE, here in");
    expect(events).toEqual([{ kind: "locked", reason: { kind: "asked" } }, { kind: "unlocked" }]);
  });

  test("a wrong passphrase is told and noted; the screen stays locked", async () => {
    const { tester, events } = await open();
    tester.press("F12");
    await tester.waitFor("l o c k e d");
    tester.type("many small red boats");
    tester.press("Enter");
    await tester.waitFor("The passphrase is wrong.");
    expect(events.map((event) => event.kind)).toEqual(["locked", "unlock-refused"]);
    expect(tester.screen()).not.toContain("DANUBE");
    tester.resize(100, 30);
    await tester.waitFor((screen) => screen.split("\n").length === 30 && screen.includes("l o c k e d"));
    expect(tester.screen()).not.toContain("DANUBE");
  });

  test("locks after the operator's minutes without a key; each key begins them anew", async () => {
    const { tester, clock, events } = await open({ who: "Réka", minutes: 3 });
    clock.advance(2.9 * 60_000);
    tester.press("s");
    await tester.waitFor("DANUBE, here");
    clock.advance(2.9 * 60_000);
    await new Promise((resolve) => setTimeout(resolve, 5_500)); // one look at the clock
    expect(tester.screen()).toContain("here");
    clock.advance(0.2 * 60_000);
    await tester.waitFor("l o c k e d");
    expect(tester.screen()).toContain("after 3 minutes without a key");
    expect(events).toEqual([{ kind: "locked", reason: { kind: "idle", minutes: 3 } }]);
  });

  test("work goes on below, is counted, and another operator comes in only when it has been ended", async () => {
    const { tester, shell, events, calls } = await open();
    let stopped = false;
    shell.startActivity({
      title: "Session with the bank of DANUBE",
      run: ({ signal }) => new Promise((resolve) => signal.addEventListener("abort", () => {
        stopped = true;
        setTimeout(resolve, 50);
      })),
    });
    shell.lock({ kind: "card-removed", card: "Réka's card" });
    await tester.waitFor("1 piece of work goes on");
    await expect(tester.screen().replace(/ +$/gm, "")).toMatchFileSnapshot("../../golden/screens/review/locked-80x24.txt");
    expect(tester.screen()).toContain("the card was taken out: Réka's card");
    expect(tester.screen()).not.toContain("DANUBE");
    tester.press("F10");
    await tester.waitFor("The session of Réka ends");
    expect(tester.screen()).toContain("1 piece of work is stopped");
    tester.press("Enter");
    await tester.waitFor("F10 another operator");
    expect([stopped, calls]).toEqual([false, ["locked"]]);
    tester.press("F10");
    await tester.waitFor("The session of Réka ends");
    tester.press("Right", "Enter");
    await tester.waitFor("first: started");
    expect([stopped, calls]).toEqual([true, ["locked", "ended"]]);
    expect(events.map((event) => event.kind)).toEqual(["locked", "session-ended"]);
    expect(shell.activities).toEqual([]);
  });

  test("where nobody is in, there is nothing to lock", async () => {
    const { tester, shell, events } = await open({ who: undefined });
    tester.press("F12");
    await tester.waitFor("Nobody is logged in");
    shell.lock({ kind: "card-removed", card: "a card" });
    expect(events).toEqual([]);
    expect(tester.screen()).toContain("DANUBE");
  });
});
