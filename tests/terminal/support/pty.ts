import { type IPty, spawn } from "@lydell/node-pty";
import xterm from "@xterm/headless";
import { patienceMs } from "../../support/patience.ts";
import { bytesOfKey } from "./keys.ts";

export interface PtyOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** A program in a real pseudo-terminal, read off a terminal emulator's screen. Nothing sleeps: every wait ends with output or with its limit. */
export class Pty {
  /** Everything the program has written. */
  raw = "";
  exitCode: number | undefined;
  exitSignal: number | undefined;
  readonly #process: IPty;
  readonly #terminal: InstanceType<typeof xterm.Terminal>;
  readonly #waiting = new Set<() => void>();

  constructor(command: string, commandArguments: readonly string[], options: PtyOptions = {}) {
    const cols = options.columns ?? 80;
    const rows = options.rows ?? 24;
    const environment: Record<string, string> = {};
    for (const [name, value] of Object.entries({ ...process.env, TERM: "xterm-256color", ...options.environment })) if (value !== undefined) environment[name] = value;
    // Any value of CI, even an empty one, makes Ink non-interactive.
    delete environment["CI"];
    delete environment["NODE_OPTIONS"];
    this.#terminal = new xterm.Terminal({ cols, rows, allowProposedApi: true, scrollback: 0 });
    this.#process = spawn(command, [...commandArguments], { cols, rows, env: environment, name: "xterm-256color", ...(options.cwd === undefined ? {} : { cwd: options.cwd }) });
    this.#process.onData((data) => {
      this.raw += data;
      this.#terminal.write(data, () => this.#wake());
    });
    this.#process.onExit(({ exitCode, signal }) => {
      this.exitCode = exitCode;
      this.exitSignal = signal === 0 ? undefined : signal;
      this.#wake();
    });
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** Rows of the screen, without the blanks at their ends. */
  rows(): string[] {
    const buffer = this.#terminal.buffer.active;
    return Array.from({ length: this.#terminal.rows }, (_, row) => buffer.getLine(buffer.viewportY + row)?.translateToString(true) ?? "");
  }

  screen(): string {
    return this.rows().join("\n");
  }

  /** What the program left switched on. */
  modes(): { alternateScreen: boolean; bracketedPaste: boolean; cursorHidden: boolean; mouse: boolean; wrap: boolean } {
    const modes = this.#terminal.modes;
    return {
      alternateScreen: this.#terminal.buffer.active.type === "alternate",
      bracketedPaste: modes.bracketedPasteMode,
      mouse: modes.mouseTrackingMode !== "none",
      wrap: modes.wraparoundMode,
      cursorHidden: this.raw.lastIndexOf("\u001b[?25l") > this.raw.lastIndexOf("\u001b[?25h"),
    };
  }

  /** @param wanted a text on the screen, or a test of it. @throws Error with the screen when the time is over or the program has ended */
  async waitFor(wanted: string | RegExp | ((screen: string) => boolean)): Promise<void> {
    const fits = (): boolean => {
      const screen = this.screen();
      return typeof wanted === "string" ? screen.includes(wanted) : wanted instanceof RegExp ? wanted.test(screen) : wanted(screen);
    };
    await this.#until(fits, () => `waited for ${String(wanted)}`, true);
  }

  async waitForExit(): Promise<void> {
    await this.#until(() => this.exitCode !== undefined, () => "waited for the end", false);
    // The emulator takes its bytes in a turn of its own.
    await new Promise<void>((resolve) => this.#terminal.write("", resolve));
  }

  /** Until the program has been silent: for counting bytes. */
  async waitForQuiet(quietMs = 40): Promise<void> {
    for (;;) {
      const before = this.raw.length;
      await new Promise((resolve) => setTimeout(resolve, quietMs));
      if (this.raw.length === before) return;
    }
  }

  press(...keys: string[]): void {
    for (const key of keys) this.#process.write(bytesOfKey(key));
  }
  type(text: string): void {
    this.#process.write(text);
  }
  /** As a terminal pastes: in brackets when the program asked for them. */
  paste(text: string): void {
    this.#process.write(this.#terminal.modes.bracketedPasteMode ? `\u001b[200~${text.replaceAll("\n", "\r")}\u001b[201~` : text);
  }
  resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows);
    this.#process.resize(columns, rows);
  }
  kill(signal = "SIGKILL"): void {
    if (this.exitCode === undefined) this.#process.kill(signal);
  }
  onData(listener: (data: string) => void): () => void {
    const subscription = this.#process.onData(listener);
    return () => subscription.dispose();
  }
  close(): void {
    this.kill();
    this.#terminal.dispose();
  }

  #wake(): void {
    for (const check of [...this.#waiting]) check();
  }

  #until(done: () => boolean, what: () => string, endsWithProgram: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const finish = (error?: Error): void => {
        clearTimeout(limit);
        this.#waiting.delete(check);
        if (error === undefined) resolve();
        else reject(error);
      };
      const failure = (why: string): Error => new Error(`${what()}: ${why}. The screen:\n${this.screen()}\n`);
      const check = (): void => {
        if (endsWithProgram && this.exitCode === undefined && this.#terminal.modes.synchronizedOutputMode) return; // in the middle of a frame
        if (done()) finish();
        else if (endsWithProgram && this.exitCode !== undefined) finish(failure(`the program ended with ${this.exitCode}`));
      };
      const limit = setTimeout(() => finish(failure(`${patienceMs} ms are over`)), patienceMs);
      this.#waiting.add(check);
      check();
    });
  }
}
