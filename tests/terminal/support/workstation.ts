import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "vitest";
import { Pty, type PtyOptions } from "./pty.ts";

export const programPath = path.resolve(import.meta.dirname, "../../../bin/kontor");

/** A user of the machine: a home folder, and in it the data of Kontor. */
export class Machine {
  readonly folder = mkdtempSync(path.join(tmpdir(), "kontor-journey-"));
  readonly home = path.join(this.folder, "home");
  readonly data = path.join(this.folder, "data");
  readonly #terminals: Workstation[] = [];

  constructor() {
    mkdirSync(this.home);
  }

  get environment(): Readonly<Record<string, string>> {
    return { HOME: this.home, KONTOR_HOME: this.data, TZ: "Europe/Budapest" };
  }

  /** `bin/kontor` with arguments in a terminal of its own. */
  start(args: readonly string[] = [], options: PtyOptions = {}): Workstation {
    return this.open(programPath, args, options);
  }

  /** The practice set-up, at its cockpit. The first time it is made, which takes a while. */
  async startDemo(columns: number, rows: number): Promise<Workstation> {
    const kontor = this.start(["demo"], { columns, rows });
    await kontor.waitForDemo();
    return kontor;
  }

  open(command: string, args: readonly string[], options: PtyOptions = {}): Workstation {
    const terminal = new Workstation(command, args, { ...options, environment: { ...this.environment, ...options.environment } });
    this.#terminals.push(terminal);
    return terminal;
  }

  /** A file that a screen wrote into the folder for prints. */
  print(name: string): Buffer {
    return readFileSync(path.join(this.home, "kontor", name));
  }

  /** Ends what still runs, and removes everything. */
  async close(): Promise<void> {
    for (const terminal of this.#terminals) {
      terminal.kill();
      await terminal.waitForExit();
      terminal.close();
    }
    rmSync(this.folder, { recursive: true });
  }
}

/** The workstation as an operator has it before them. */
export class Workstation extends Pty {
  async waitForDemo(): Promise<void> {
    await this.waitFor("Customers (3)");
    await this.waitFor(/TISZA +Practice/);
  }

  /** Leaves where nothing asks; the terminal is the shell's again. */
  async quit(): Promise<void> {
    this.press("Ctrl-C", "Ctrl-C");
    await this.waitForExit();
    expect(this.exitCode).toBe(0);
    this.expectTerminalGivenBack();
  }

  /** Presses keys, then waits until the screen shows this. */
  async go(keys: string | readonly string[], wanted: string | RegExp | ((screen: string) => boolean)): Promise<void> {
    this.press(...(typeof keys === "string" ? [keys] : keys));
    await this.waitFor(wanted);
  }

  /** Types into the fields of a form, one after the other; an empty text leaves the field as it is; `‹key›` presses it. */
  fill(...texts: readonly string[]): void {
    for (const [index, text] of texts.entries()) {
      if (index > 0) this.press("Tab");
      const key = /^‹(.*)›$/.exec(text)?.[1];
      if (key !== undefined) this.press(key);
      else if (text !== "") this.type(text);
    }
  }

  /** The terminal is the shell's again, as it was. */
  expectTerminalGivenBack(): void {
    expect(this.modes()).toEqual({ alternateScreen: false, bracketedPaste: false, wrap: true, mouse: false, cursorHidden: false });
  }
}
