/**
 * The long run against everything under attack: `npm run fuzz -- [target …] [--cases 200000] [--seed 1] [--processes 1]`.
 * `formats` has an end, every byte of every sample file, and without --cases runs to it; `--only NAME` takes the files with that in their
 * names. Each process has a seed of its own, counted up: a run that was broken off goes on with the seed it named last.
 * What breaks is kept in tests/fuzz/<target>/crashers/ and runs with the tests from then on. Ends with 1 when anything was found.
 */
import { type ChildProcess, fork } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { casesPerProcess, type Crasher } from "../tests/fuzz/support/fuzz-run.ts";
import type { WorkerMessage } from "../tests/fuzz/worker.ts";
import { root } from "./run.ts";

const { values, positionals } = parseArgs({ allowPositionals: true, options: { cases: { type: "string" }, seed: { type: "string", default: "1" }, processes: { type: "string", default: "1" }, only: { type: "string", default: "" } } });
const targets = positionals.length > 0 ? positionals : ["bank", "client", "readers", "formats"];
/** As bin/kontor starts the program. */
const execArgv = ["--disable-warning=ExperimentalWarning", "--max-semi-space-size=8", "--no-allocation-site-pretenuring"];
/** Without it, half of what a process takes is the compiler of its own sources; a first process fills it. */
const env = { ...process.env, NODE_COMPILE_CACHE: path.join(root, "dist/cache") };
/** A case that takes longer hangs, whatever the machine does. */
const silenceMsMax = 600_000;
/** What a process may grow by between its first cases and its last. */
const growthBytesMax = 300 * 1024 * 1024;

/** Enough to look at before anything else is tried. */
const foundMax = 40;

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
  const child: ChildProcess = fork(path.join(root, "tests/fuzz/worker.ts"), [target, String(seed), String(cases), values.only], { execArgv, env, stdio: ["ignore", "inherit", "pipe", "ipc"] });
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
      const peakRssBytes = end?.peakRssBytes ?? Math.max(0, ...rss);
      const firstRssBytes = rss[Math.min(4, rss.length - 1)] ?? 0;
      if (end?.rssBytesMax !== undefined && peakRssBytes > end.rssBytesMax) problem = `took ${megabytes(peakRssBytes)} of memory`;
      else if (end !== undefined && peakRssBytes - firstRssBytes > growthBytesMax) problem = `grew from ${megabytes(firstRssBytes)} to ${megabytes(peakRssBytes)}`;
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

/** What all processes against one target did together. */
class Sum {
  readonly target: string;
  readonly #started = performance.now();
  readonly #outcomes = new Map<string, number>();
  /** Seeds whose process has not ended yet, and the next that none has. */
  readonly #open = new Set<number>();
  nextSeed = Number(values.seed);
  found = 0;
  cases = 0;
  #slowestCpuMs = 0;
  #peakRssBytes = 0;

  constructor(target: string) {
    this.target = target;
  }

  begin(): number {
    const seed = this.nextSeed++;
    this.#open.add(seed);
    return seed;
  }

  end(seed: number, part: Part): void {
    this.#open.delete(seed);
    this.cases += part.cases;
    this.#slowestCpuMs = Math.max(this.#slowestCpuMs, part.slowestCpuMs);
    this.#peakRssBytes = Math.max(this.#peakRssBytes, part.peakRssBytes);
    for (const [outcome, count] of part.outcomes) {
      const key = outcome.replace(/ answer \d+ of \d+/, "");
      this.#outcomes.set(key, (this.#outcomes.get(key) ?? 0) + count);
    }
    for (const crasher of part.crashers) {
      this.found++;
      console.log(`FOUND ${keep(crasher)}: ${crasher.kind}: ${crasher.how.join(", ")}\n  ${crasher.problem.slice(0, 1_500)}`);
    }
    console.log(`${this.target}: ${this.cases} cases, seed ${seed}, memory ${megabytes(part.firstRssBytes)}, at most ${megabytes(part.peakRssBytes)}, slowest case ${part.slowestCpuMs.toFixed(0)} ms, ${((performance.now() - this.#started) / 1000).toFixed(0)} s; go on with --seed ${Math.min(this.nextSeed, ...this.#open)}`);
  }

  toString(): string {
    return `\n${this.target}: ${this.cases} cases, ${this.found} found, slowest ${this.#slowestCpuMs.toFixed(0)} ms, peak ${megabytes(this.#peakRssBytes)}\n${[...this.#outcomes].sort().map(([outcome, count]) => `  ${outcome}: ${count}`).join("\n")}\n`;
  }
}

/** Several processes beside each other, each against its own cases, until there are no more. */
async function attack(target: string): Promise<Sum> {
  const sum = new Sum(target);
  const casesMax = values.cases === undefined ? (target === "formats" ? Number.POSITIVE_INFINITY : 200_000) : Number(values.cases);
  await runPart(target, Number(values.seed), 1);
  let begun = 0;
  let isOver = false;
  const one = async (): Promise<void> => {
    while (!isOver && begun < casesMax) {
      const cases = Math.min(casesPerProcess(target), casesMax - begun);
      begun += cases;
      const seed = sum.begin();
      const part = await runPart(target, seed, cases);
      sum.end(seed, part);
      // Finished, in trouble, or it cannot even begin.
      if (part.isFinished || part.cases === 0 || sum.found >= foundMax) isOver = true;
    }
  };
  await Promise.all(Array.from({ length: Number(values.processes) }, one));
  return sum;
}

let found = 0;
for (const target of targets) {
  const sum = await attack(target);
  console.log(String(sum));
  found += sum.found;
}
process.exitCode = found === 0 ? 0 : 1;
