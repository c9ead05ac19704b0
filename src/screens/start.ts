import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock } from "../domain/clock.ts";
import type { Command, KeyRemapping } from "./commands/command.ts";
import { tellSilence } from "./cards/silent-module.tsx";
import { helpCommand } from "./help/command.ts";
import { otherCustomerCommand } from "./other-customer/command.ts";
import { LateSession } from "./late-session.ts";
import { login } from "./login/index.ts";
import type { Routes, WorkstationScreen } from "./routes.ts";
import type { WorkstationSession } from "./session.ts";
import type { Shell } from "./shell/shell.ts";
import { type RunningShell, startShell } from "./shell/start-shell.tsx";
import type { Terminal } from "./terminal/terminal.ts";
import { workstationLock } from "./workstation-lock.ts";

export interface WorkstationOptions {
  readonly terminal: Terminal;
  readonly clock: Clock;
  /** Puts install, tools and files together. Called once, while the login stands already: what is heavy is imported in here. `say` tells what takes time. */
  readonly load: (say: (text: string) => void) => Promise<WorkstationSession>;
  /** `load` brings an operator who is in already: no login is asked for. */
  readonly operatorComes?: boolean | undefined;
  readonly remapping?: KeyRemapping | undefined;
  /** Ctrl-Z, where there is a shell to go back to (`guardProcess`). */
  readonly stopJob?: (() => void) | undefined;
}

/**
 * Puts the workstation on a terminal. The login is drawn before the session, the store and the other screens are even read from the disk.
 * When the session comes with an operator in it, the cockpit takes the login's place.
 */
export async function startWorkstation(options: WorkstationOptions): Promise<RunningShell<WorkstationSession, Routes>> {
  // The other screens join as soon as they are loaded; until the login is through, nobody can ask for them.
  const screens: WorkstationScreen[] = [login];
  const { promise: firstFrame, resolve: drawn } = Promise.withResolvers<void>();
  const session = new LateSession(options.clock, async () => {
    await firstFrame;
    const [{ screens: all }, loaded] = await Promise.all([import("./all.ts"), options.load((text) => running.shell.notice(text))]);
    screens.push(...all.filter((screen) => screen.id !== login.id));
    return loaded;
  }, (context) => async (card, problem) => (await import("./cards/ask-card-pin.ts")).askCardPinOn(running.shell, context)(card, problem));
  const running: RunningShell<WorkstationSession, Routes> = await startShell({
    terminal: options.terminal,
    session,
    clock: options.clock,
    screens,
    begin: (shell) => shell.push("login", { loading: session.loading, operatorComes: options.operatorComes ?? false }),
    status: statusText,
    commands: workstationCommands,
    lock: workstationLock(session, () => running.shell),
    remapping: options.remapping,
    stopJob: options.stopJob,
  });
  await firstFrameWritten(options.terminal);
  drawn();
  session.loading.then(
    () => {
      session.onCardRemoved?.((card) => running.shell.lock({ kind: "card-removed", card }));
      session.tools.cards.onSilence((silent) => void tellSilence(running.shell, silent));
      if (session.operator !== undefined) running.shell.reset("cockpit");
    },
    () => undefined, // the login screen tells it
  );
  return running;
}

/** The frame leaves on a later turn of the event loop; loading the rest first would hold it up. A terminal that takes nothing is not waited for. */
async function firstFrameWritten(terminal: Terminal): Promise<void> {
  for (let turn = 0; turn < 100 && terminal.bytesWritten === 0; turn++) await nextTurn();
}

/** What works on every screen, besides the shell's own. */
export const workstationCommands: readonly Command<Shell<WorkstationSession, Routes>>[] = [
  otherCustomerCommand,
  helpCommand,
  {
    // Only where a practice bank runs inside.
    id: "practice.next-day",
    title: "bank's next day",
    description: "The practice bank does its end of day and goes on to its next business day: fetch afterwards.",
    keys: ["F9"],
    inFooter: false,
    when: ({ session }) => session.practice !== undefined,
    run: async (shell) => {
      const said = await shell.session.practice?.nextBusinessDay();
      if (said !== undefined) shell.notice(said, "good");
    },
  },
];

/** Right end of the first line: the practice mark, who is in, how many lines are up. */
function statusText({ practice, operator }: WorkstationSession): string {
  return [practice === undefined ? undefined : "PRACTICE", operator?.operator.name].filter((part) => part !== undefined).join(" · ");
}
