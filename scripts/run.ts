import { spawn } from "node:child_process";
import path from "node:path";

export const root = path.resolve(import.meta.dirname, "..");

export interface Finished {
  readonly code: number;
  readonly output: string;
  readonly seconds: number;
}

/** Runs a program of node_modules/.bin or the system with its output collected. */
export function run(command: string, args: readonly string[], options: { readonly inherit?: boolean; readonly env?: NodeJS.ProcessEnv } = {}): Promise<Finished> {
  const started = performance.now();
  const env = { ...process.env, ...options.env, PATH: `${path.join(root, "node_modules/.bin")}:${process.env.PATH ?? ""}` };
  const child = spawn(command, args, { cwd: root, env, stdio: options.inherit === true ? "inherit" : ["ignore", "pipe", "pipe"] });
  const parts: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => parts.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => parts.push(chunk));
  return new Promise((resolve) => {
    const finish = (code: number): void => resolve({ code, output: Buffer.concat(parts).toString(), seconds: (performance.now() - started) / 1000 });
    child.on("error", () => finish(127));
    child.on("close", (code) => finish(code ?? 1));
  });
}
