import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Starts child.ts with this process's node. */
export function startChild(work: string, store: string, argument = "", env: Readonly<Record<string, string>> = {}): RunningChild {
  const child = spawn(process.execPath, [fileURLToPath(new URL("./child.ts", import.meta.url)), work, store, argument], { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
  return new RunningChild(child);
}

export class RunningChild {
  readonly #child: ChildProcess;
  readonly #ended: Promise<{ code: number | null; signal: string | null }>;
  #output = "";
  #errors = "";

  constructor(child: ChildProcess) {
    this.#child = child;
    child.stdout?.on("data", (data: Buffer) => (this.#output += data.toString()));
    child.stderr?.on("data", (data: Buffer) => (this.#errors += data.toString()));
    this.#ended = new Promise((resolve) => child.on("close", (code, signal) => resolve({ code, signal })));
  }

  /** Lines said so far; the last one may be cut. */
  get lines(): readonly string[] {
    return this.#output.split("\n").slice(0, -1);
  }

  /** Waits until it has said so many lines. */
  async said(count: number): Promise<void> {
    while (this.lines.length < count) {
      if (this.#child.exitCode !== null) throw new Error(`The child ended early: ${this.#errors}`);
      await Promise.race([new Promise((resolve) => this.#child.stdout?.once("data", resolve)), this.#ended]);
    }
  }

  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#ended;
  }

  /** @throws Error when it failed */
  async finished(): Promise<void> {
    const { code } = await this.#ended;
    if (code !== 0) throw new Error(`The child failed: ${this.#errors}`);
  }
}
