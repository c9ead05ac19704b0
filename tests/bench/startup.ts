import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Pty } from "../terminal/support/pty.ts";
import { median, tell } from "./support/figure.ts";

const root = path.resolve(import.meta.dirname, "../..");
const programPath = path.join(root, "bin/kontor");
const rounds = 9;
/** Stands in the first frame of the workstation, whatever comes after it. */
const firstFrame = "K O N T O R";

/** Everything in a terminal of 80x24, taking turns, so that what else the machine does touches all alike. The median of each counts. */
const times = { node: [] as number[], empty: [] as number[], demo: [] as number[], npm: [] as number[] };
const folder = mkdtempSync(path.join(tmpdir(), "kontor-bench-"));
try {
  const environment = { KONTOR_HOME: folder, HOME: folder };
  await untilFrame(programPath, [], environment); // makes the bundle and warms its compile cache
  for (let round = 0; round < rounds; round++) {
    times.node.push(await untilExit(process.execPath, ["-e", "0"]));
    times.empty.push(await untilFrame(programPath, [], environment));
    times.demo.push(await untilFrame(programPath, ["demo"], environment));
    if (round < 3) times.npm.push(await untilFrame("npm", ["start", "--silent"], environment));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const base = median(times.node);
tell("first frame of bin/kontor, to node -e 0", median(times.empty) / base, "x", 6);
tell("first frame of bin/kontor demo, to node -e 0", median(times.demo) / base, "x", 6);
tell("node -e 0", base, "ms");
tell("first frame of bin/kontor", median(times.empty), "ms");
tell("what npm start adds to bin/kontor demo", median(times.npm) - median(times.demo), "ms");

async function untilExit(command: string, args: readonly string[]): Promise<number> {
  const started = performance.now();
  const pty = new Pty(command, args);
  await pty.waitForExit();
  return performance.now() - started;
}

/** The bytes count, not the emulator's drawing of them. */
async function untilFrame(command: string, args: readonly string[], environment: Readonly<Record<string, string>>): Promise<number> {
  const started = performance.now();
  const pty = new Pty(command, args, { environment, cwd: root });
  const seen = new Promise<number>((resolve) => pty.onData(() => {
    if (pty.raw.includes(firstFrame)) resolve(performance.now() - started);
  }));
  const took = await seen;
  // Left as an operator leaves it: what was compiled is kept for the next start only by a program that ends by itself.
  pty.press("Ctrl-C", "Ctrl-C");
  await pty.waitForExit();
  pty.close();
  return took;
}
