import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const launcher = path.resolve(import.meta.dirname, "../../bin/kontor");

export interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The program as people start it, by `bin/kontor`, with a home, a temporary folder and a data root of its own; `desk` is for what lies outside of it. */
export class Program {
  readonly folder = mkdtempSync(path.join(os.tmpdir(), "kontor-program-"));
  readonly root = path.join(this.folder, "root");
  readonly temporary = path.join(this.folder, "tmp");
  readonly desk = path.join(this.folder, "desk");
  readonly #environment: NodeJS.ProcessEnv;

  constructor(environment: Readonly<Record<string, string>> = {}) {
    const home = path.join(this.folder, "home");
    for (const folder of [this.root, this.temporary, this.desk, home]) mkdirSync(folder);
    this.#environment = { PATH: process.env.PATH, HOME: home, TMPDIR: this.temporary, SQLITE_TMPDIR: this.temporary, KONTOR_HOME: this.root, ...environment };
  }

  start(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Running {
    return new Running(spawn(launcher, args, { cwd: this.desk, env: { ...this.#environment, ...environment }, stdio: ["ignore", "pipe", "pipe"] }));
  }

  /** To its end. */
  run(...args: readonly string[]): Promise<Finished> {
    return this.start(args).ended;
  }

  /** To its end, which must be a good one. @returns what it said on standard output */
  async must(...args: readonly string[]): Promise<string> {
    const { code, out, err } = await this.run(...args);
    if (code !== 0) throw new Error(`kontor ${args.join(" ")} ended with ${code}: ${err}${out}`);
    return out;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export class Running {
  out = "";
  err = "";
  readonly ended: Promise<Finished>;
  readonly #child: ChildProcess;

  constructor(child: ChildProcess) {
    this.#child = child;
    child.stdout?.on("data", (data: Buffer) => (this.out += data.toString()));
    child.stderr?.on("data", (data: Buffer) => (this.err += data.toString()));
    this.ended = new Promise((resolve) => child.once("close", (code) => resolve({ code, out: this.out, err: this.err })));
  }

  /** Waits until standard output has it. */
  said(text: string): Promise<void> {
    return this.#until("stdout", () => this.out.includes(text), text);
  }

  /** Waits until standard error has it. */
  complained(text: string): Promise<void> {
    return this.#until("stderr", () => this.err.includes(text), text);
  }

  async #until(stream: "stdout" | "stderr", has: () => boolean, text: string): Promise<void> {
    const ended = this.ended.then(() => "ended");
    while (!has()) {
      const what = await Promise.race([ended, new Promise((resolve) => this.#child[stream]?.once("data", resolve))]);
      if (what === "ended" && !has()) throw new Error(`It ended without saying "${text}": ${this.err}${this.out}`);
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async kill(): Promise<void> {
    this.signal("SIGKILL");
    await this.ended;
  }
}
