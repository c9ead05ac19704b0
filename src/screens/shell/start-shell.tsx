import type { Clock } from "../../domain/clock.ts";
import type { Command, KeyRemapping } from "../commands/command.ts";
import type { InputEvent } from "../terminal/input-event.ts";
import { Keyboard } from "../terminal/keyboard.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { App } from "./app.tsx";
import { Desk } from "./desk.tsx";
import { Drawn } from "./drawn.tsx";
import { eventQueue } from "./event-queue.ts";
import type { Lock } from "./lock.ts";
import { onShellInput } from "./shell-input.ts";
import type { Screen } from "./screen.ts";
import type { Shell } from "./shell.ts";
import { shellCommands } from "./shell-commands.tsx";

export interface ShellOptions<Session, Routes> {
  readonly terminal: Terminal;
  readonly session: Session;
  readonly clock: Clock;
  readonly screens: readonly Screen<Session, Routes>[];
  /** Opens the first screen: `(shell) => shell.push("login")`. */
  readonly begin: (shell: Shell<Session, Routes>) => void;
  /** Right end of the first line: "Réka · 2 lines up"; asked at every drawing. The clock is added. */
  readonly status?: ((session: Session) => string) | undefined;
  /** Commands that work on every screen, besides the shell's own. */
  readonly commands?: readonly Command<Shell<Session, Routes>>[] | undefined;
  readonly remapping?: KeyRemapping | undefined;
  /** Ctrl-Z, where there is a shell to go back to (`guardProcess`). */
  readonly stopJob?: (() => void) | undefined;
  /** Who can lock and unlock this screen; absent: it is never locked. */
  readonly lock?: Lock | undefined;
  /** The header's clock, as the operator writes it. Default: `Mon 23 Nov 14:32`, local time. */
  readonly timeText?: ((nowMs: number) => string) | undefined;
}

export interface RunningShell<Session, Routes> {
  readonly shell: Shell<Session, Routes>;
  /** Settles when the operator has quit or hung up; the terminal is closed then. */
  readonly ended: Promise<void>;
  /** Ends without asking. */
  end(): void;
}

/** How often the header's clock is looked at, and the time without a key. */
const tickMs = 5_000;

/** Puts the workstation on a terminal. */
export async function startShell<Session, Routes>(options: ShellOptions<Session, Routes>): Promise<RunningShell<Session, Routes>> {
  const { terminal } = options;
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const keyboard = new Keyboard();
  const desk: Desk<Session, Routes> = new Desk<Session, Routes>({
    terminal,
    session: options.session,
    screens: options.screens,
    clock: options.clock,
    remapping: options.remapping ?? {},
    commands: [...(options.commands ?? []), ...shellCommands<Session, Routes>(() => desk, options.stopJob)],
    lock: options.lock,
    onQuit: () => {
      clearInterval(tick);
      stopListening();
      terminal.close();
      resolve();
    },
  });
  const drawn = new Drawn();
  const queue = eventQueue((event: InputEvent) => onShellInput(event, desk, keyboard), drawn);
  const stopListening = terminal.onInput(queue);
  terminal.onHangUp(() => desk.end());
  terminal.onResize(desk.changed);
  const tick = setInterval(() => {
    desk.screenLock.lockWhenIdle();
    desk.changed();
  }, tickMs);
  options.begin(desk);
  await terminal.render(<App desk={desk} keyboard={keyboard} drawn={drawn} status={() => statusLine(options)} />);
  return { shell: desk, ended, end: () => desk.end() };
}

function statusLine<Session, Routes>(options: ShellOptions<Session, Routes>): string {
  const now = options.clock.now();
  return [options.status?.(options.session) ?? "", (options.timeText ?? localTime)(now)].filter((part) => part !== "").join(" · ");
}

const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Without Intl, whose first use costs five milliseconds before the first frame. */
function localTime(nowMs: number): string {
  const at = new Date(nowMs);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${weekdays[at.getDay()] ?? ""} ${at.getDate()} ${months[at.getMonth()] ?? ""} ${two(at.getHours())}:${two(at.getMinutes())}`;
}
