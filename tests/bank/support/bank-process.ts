import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const script = resolve(import.meta.dirname, "kontor-bank.ts");
const flags = ["--disable-warning=ExperimentalWarning", script, "bank"];

/** Runs one verb to its end. */
export function verb(folder: string, ...args: readonly string[]): { readonly code: number | null; readonly out: string; readonly err: string } {
  const run = spawnSync(process.execPath, [...flags, ...args, "--data", folder], { encoding: "utf8" });
  return { code: run.status, out: run.stdout, err: run.stderr };
}

/** A `bank serve` of its own. */
export interface ServedBank {
  readonly url: string;
  readonly caPem: string;
  readonly hostId: string;
  readonly output: string;
  /** kill -9, and gone. */
  kill(): Promise<void>;
  /** SIGTERM. @returns the exit code */
  stop(): Promise<number | null>;
}

export async function serve(folder: string): Promise<ServedBank> {
  const child = spawn(process.execPath, [...flags, "serve", "--port", "0", "--data", folder], { stdio: ["ignore", "pipe", "inherit"] });
  const output = await ready(child);
  const end = (signal: NodeJS.Signals): Promise<number | null> =>
    new Promise((resolve) => {
      child.once("exit", (code) => resolve(code));
      child.kill(signal);
    });
  return {
    url: /URL +(\S+)/.exec(output)?.[1] ?? "", caPem: readFileSync(join(folder, "ca.pem"), "utf8"), hostId: /Host id +(\S+)/.exec(output)?.[1] ?? "", output,
    kill: async () => { await end("SIGKILL"); },
    stop: () => end("SIGTERM"),
  };
}

function ready(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes("Ready.")) resolve(text);
    });
    child.once("exit", (code) => reject(new Error(`bank serve ended with ${code}: ${text}`)));
  });
}
