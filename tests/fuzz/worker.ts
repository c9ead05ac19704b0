/** One process of a long run: `worker.ts <target> <seed> <cases> [<part of a file's name>]`. Tells its parent what it does before it does it, and at the end what it found. */
import { FuzzRun, type Crasher, runTarget } from "./support/fuzz-run.ts";
import { fuzzTargets } from "./targets.ts";

/** What the parent hears. Before each case: the mutant, for one that never comes back. */
export type WorkerMessage =
  | { readonly kind: "case"; readonly cases: number; readonly what: string; readonly mutant: string; readonly original: string; readonly how: readonly string[] }
  | { readonly kind: "memory"; readonly rssBytes: number }
  | { readonly kind: "end"; readonly cases: number; readonly peakRssBytes: number; readonly rssBytesMax: number | undefined; readonly crashers: readonly Crasher[]; readonly slowestCpuMs: number; readonly outcomes: readonly (readonly [string, number])[]; readonly isFinished: boolean };

const [target = "", seed = "1", cases = "1000", only] = process.argv.slice(2);
const open = fuzzTargets[target];
if (open === undefined) throw new Error(`no target ${target}`);
/** Resolves when the message has left: what waits at the end of a process is lost. */
const tell = (message: WorkerMessage): Promise<void> => new Promise((resolve) => {
  if (process.send === undefined) resolve();
  else process.send(message, () => resolve());
});
const run = new FuzzRun(target, Number(seed), Number(cases), ({ kind, mutant, original }) => {
  const told = tell({ kind: "case", cases: run.cases, what: kind, mutant: mutant.bytes.toString("base64"), original: Buffer.from(original).toString("base64"), how: mutant.how });
  if (run.cases % 500 === 0) void tell({ kind: "memory", rssBytes: process.memoryUsage.rss() });
  return run.cases % 100 === 0 ? told : undefined; // a parent that is slow to hear must not be outrun
});
const rssBytesMax = await runTarget(run, () => open({ only }));
await tell({ kind: "end", cases: run.cases, peakRssBytes: process.resourceUsage().maxRSS * 1024, rssBytesMax, crashers: run.crashers, slowestCpuMs: run.slowestCpuMs, outcomes: [...run.outcomes], isFinished: run.isFinished });
process.disconnect?.();
