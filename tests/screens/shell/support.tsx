import { PassThrough, Writable } from "node:stream";
import xterm from "@xterm/headless";
import type { Clock } from "../../../src/domain/clock.ts";
import { type RunningShell, type ShellOptions, startShell } from "../../../src/screens/shell/start-shell.tsx";
import { openTerminal, type Terminal } from "../../../src/screens/terminal/terminal.ts";
import { patienceMs } from "../../support/patience.ts";
import { bytesOfKey } from "../../terminal/support/keys.ts";

/** A terminal emulator in memory, with our terminal layer on it: what the operator would see, without a process. */
export class ScreenTester {
  readonly terminal: Terminal;
  /** All that was written to the terminal. */
  raw = "";
  readonly #emulator: InstanceType<typeof xterm.Terminal>;
  readonly #input = new PassThrough();
  readonly #waiting = new Set<() => void>();

  constructor(columns = 80, rows = 24, environment: Readonly<Record<string, string>> = { TERM: "xterm-256color" }) {
    this.#emulator = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 0 });
    const output = new Writable({
      decodeStrings: false,
      write: (chunk: unknown, _encoding, done) => {
        this.raw += String(chunk);
        this.#emulator.write(String(chunk), () => {
          for (const check of [...this.#waiting]) check();
        });
        done();
      },
    });
    this.terminal = openTerminal({ input: this.#input, output, environment, columns, rows, escapeTimeoutMs: 5 });
  }

  press(...keys: string[]): void {
    for (const key of keys) this.#input.write(bytesOfKey(key));
  }
  type(text: string): void {
    this.#input.write(text);
  }
  paste(text: string): void {
    this.#input.write(`\u001b[200~${text.replaceAll("\n", "\r")}\u001b[201~`);
  }
  hangUp(): void {
    this.#input.end();
  }
  resize(columns: number, rows: number): void {
    this.#emulator.resize(columns, rows);
    this.terminal.resize(columns, rows);
  }

  rows(): string[] {
    const buffer = this.#emulator.buffer.active;
    return Array.from({ length: this.#emulator.rows }, (_, row) => buffer.getLine(buffer.viewportY + row)?.translateToString(true) ?? "");
  }
  screen(): string {
    return this.rows().join("\n");
  }

  /** @throws Error with the screen when it never comes */
  waitFor(wanted: string | RegExp | ((screen: string) => boolean)): Promise<void> {
    return new Promise((resolve, reject) => {
      const fits = (): boolean => (typeof wanted === "string" ? this.screen().includes(wanted) : wanted instanceof RegExp ? wanted.test(this.screen()) : wanted(this.screen()));
      const limit = setTimeout(() => {
        this.#waiting.delete(check);
        reject(new Error(`waited for ${String(wanted)}. The screen:\n${this.screen()}\n`));
      }, patienceMs);
      const check = (): void => {
        if (!fits()) return;
        clearTimeout(limit);
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
  }
}

export interface ShellTester<Session, Routes> extends RunningShell<Session, Routes> {
  readonly tester: ScreenTester;
}

/** A whole shell on a terminal in memory. End it with `end()`. */
export async function openShell<Session, Routes>(
  options: Omit<ShellOptions<Session, Routes>, "terminal" | "clock"> & { readonly columns?: number; readonly rows?: number; readonly clock?: Clock; readonly tester?: ScreenTester },
): Promise<ShellTester<Session, Routes>> {
  const tester = options.tester ?? new ScreenTester(options.columns, options.rows);
  const running = await startShell({ timeText: (now) => new Date(now).toISOString().slice(11, 16), ...options, terminal: tester.terminal, clock: options.clock ?? { now: () => Date.UTC(2026, 10, 23, 13, 32) } });
  return { ...running, tester };
}
