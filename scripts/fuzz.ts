/**
 * The long run against everything under attack, one process at a time: `npm run fuzz -- [target …] [--cases 200000] [--seed 1]`.
 * `formats` has an end, every byte of every sample file, and without --cases runs to it.
 * What breaks is kept in tests/fuzz/<target>/crashers/ and runs with the tests from then on. Ends with 1 when anything was found.
 */
import { type ChildProcess, fork } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { casesPerProcess, type Crasher } from "../tests/fuzz/support/fuzz-run.ts";
import type { WorkerMessage } from "../tests/fuzz/worker.ts";
import { root } from "./run.ts";

const { values, positionals } = parseArgs({ allowPositionals: true, options: { cases: { type: "string" }, seed: { type: "string", default: "1" } } });
const targets = positionals.length > 0 ? positionals : ["bank", "client", "readers", "formats"];
/** A case that takes longer hangs, whatever the machine does. */
const silenceMsMax = 600_000;
/** What a process may grow by between its first cases and its last. */
const growthBytesMax = 300 * 1024 * 1024;

interface Part {
  readonly cases: number;
  readonly crashers: readonly Crasher[];
  readonly slowestCpuMs: number;
  readonly firstRssBytes: number;
  readonly peakRssBytes: number;
  readonly outcomes: readonly (readonly [string, number])[];
  readonly isFinished: boolean;
}

function runPart(target: string, seed: number, cases: number): Promise<Part> {
  const child: ChildProcess = fork(path.join(root, "tests/fuzz/worker.ts"), [target, String(seed), String(cases)], { execArgv: ["--disable-warning=ExperimentalWarning"], stdio: ["ignore", "inherit", "pipe", "ipc"] });
  const told: Buffer[] = [];
  child.stderr?.on("data", (chunk: Buffer) => told.push(chunk));
  return new Promise((resolve) => {
    let last: Extract<WorkerMessage, { kind: "case" }> | undefined;
    let end: Extract<WorkerMessage, { kind: "end" }> | undefined;
    const rss: number[] = [];
    let problem = "";
    const silence = setTimeout(() => {
      problem = `no answer for ${silenceMsMax / 1000} s`;
      child.kill("SIGKILL");
    }, silenceMsMax);
    child.on("message", (message: WorkerMessage) => {
      silence.refresh();
      if (message.kind === "case") last = message;
      else if (message.kind === "memory") rss.push(message.rssBytes);
      else end = message;
    });
    child.on("exit", (code, signal) => {
      clearTimeout(silence);
      const peakRssBytes = Math.max(0, ...rss);
      const firstRssBytes = rss[Math.min(4, rss.length - 1)] ?? 0;
      if (end !== undefined && peakRssBytes - firstRssBytes > growthBytesMax) problem = `grew from ${megabytes(firstRssBytes)} to ${megabytes(peakRssBytes)}`;
      else if (end === undefined && problem === "") problem = `ended with ${signal ?? code}: ${Buffer.concat(told).toString().slice(-2_000)}`;
      const lost: Crasher[] = problem === "" ? [] : [{ target, kind: last?.what ?? "", seed, case: last?.cases ?? 0, problem, how: last?.how ?? [], original: last?.original ?? "", mutant: last?.mutant ?? "" }];
      resolve({
        cases: end?.cases ?? last?.cases ?? 0, crashers: [...(end?.crashers ?? []), ...lost], slowestCpuMs: end?.slowestCpuMs ?? 0, firstRssBytes, peakRssBytes, outcomes: end?.outcomes ?? [], isFinished: end?.isFinished ?? false,
      });
    });
  });
}

function keep(crasher: Crasher): string {
  const folder = path.join(root, "tests/fuzz", crasher.target, "crashers");
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${crasher.seed}-${crasher.case}.json`);
  writeFileSync(file, `${JSON.stringify(crasher, undefined, 2)}\n`);
  return path.relative(root, file);
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MiB`;
}

let found = 0;
for (const target of targets) {
  const started = performance.now();
  const outcomes = new Map<string, number>();
  let cases = 0;
  let slowest = 0;
  let peak = 0;
  const casesMax = values.cases === undefined ? (target === "formats" ? Number.POSITIVE_INFINITY : 200_000) : Number(values.cases);
  for (let part = 0; cases < casesMax; part++) {
    const done = await runPart(target, Number(values.seed) + part, Math.min(casesPerProcess, casesMax - cases));
    if (done.cases === 0 && !done.isFinished) break; // it cannot even begin
    cases += done.cases;
    slowest = Math.max(slowest, done.slowestCpuMs);
    peak = Math.max(peak, done.peakRssBytes);
    for (const [outcome, count] of done.outcomes) outcomes.set(outcome.replace(/ answer \d+ of \d+/, ""), (outcomes.get(outcome.replace(/ answer \d+ of \d+/, "")) ?? 0) + count);
    for (const crasher of done.crashers) {
      found++;
      console.log(`FOUND ${keep(crasher)}: ${crasher.kind}: ${crasher.how.join(", ")}\n  ${crasher.problem.slice(0, 1_500)}`);
    }
    console.log(`${target}: ${cases} cases, seed ${Number(values.seed) + part}, memory ${megabytes(done.firstRssBytes)} to ${megabytes(done.peakRssBytes)}, slowest case ${done.slowestCpuMs.toFixed(0)} ms, ${((performance.now() - started) / 1000).toFixed(0)} s`);
    if (found >= 40 || done.isFinished) break;
  }
  console.log(`\n${target}: ${cases} cases, ${found} found so far, slowest ${slowest.toFixed(0)} ms, peak ${megabytes(peak)}\n${[...outcomes].sort().map(([outcome, count]) => `  ${outcome}: ${count}`).join("\n")}\n`);
}
process.exitCode = found === 0 ? 0 : 1;
