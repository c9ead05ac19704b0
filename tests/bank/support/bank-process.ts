import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { bankCommands } from "../../../src/cli/bank.ts";
import { exitCodeOf, tellError } from "../../../src/cli/io.ts";

/** Runs one verb to its end, in this process: another one than the bank's. */
export async function verb(folder: string, ...args: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const told = { out: "", err: "" };
  const out = (text: string): void => { told.out += text; };
  const err = (text: string): void => { told.err += text; };
  const program = new Command().exitOverride();
  bankCommands(program, { out, err, clock: { now: () => Date.now() }, randomness: { bytes: (size) => randomBytes(size) }, defaultFolder: "unused" });
  try {
    await program.parseAsync(["bank", ...args, "--data", folder], { from: "user" });
    return { code: 0, ...told };
  } catch (error) {
    tellError({ environment: {}, stdinIsTerminal: false, stdoutIsTerminal: false, out, err }, error, false);
    return { code: exitCodeOf(error), ...told };
  }
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
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", fileURLToPath(new URL("./serve-bank.ts", import.meta.url)), "bank", "serve", "--port", "0", "--data", folder], { stdio: ["ignore", "pipe", "inherit"] });
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
