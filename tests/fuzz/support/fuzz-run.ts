import type { Mutant } from "./mutate.ts";

/** One case, as it is judged. */
export interface FuzzCase {
  /** Where it was used: `BTU transfer`. */
  readonly kind: string;
  readonly original: Uint8Array;
  readonly mutant: Mutant;
}
/** What became of it: a word for the statistics, and what is wrong, if anything. */
export interface Verdict {
  readonly outcome: string;
  readonly problem?: string | undefined;
}
/** Kept for ever in `crashers/`, with what is needed to see it again. */
export interface Crasher {
  readonly target: string;
  readonly kind: string;
  readonly seed: number;
  readonly case: number;
  readonly problem: string;
  readonly how: readonly string[];
  /** base64. */
  readonly original: string;
  readonly mutant: string;
}

/** What a run may ask of a target that knows all its cases. */
export interface TargetOptions {
  /** What the name of a file must have in it. */
  readonly only?: string | undefined;
  readonly step?: number | undefined;
}

/** A thing under attack. */
export interface FuzzTarget {
  /** How many cases there are, of a target that knows them all. */
  readonly total?: number;
  /** The most that a process may ever take, itself included. */
  readonly rssBytesMax?: number;
  /** Some cases, each through `run.judge`. */
  round(run: FuzzRun): Promise<void>;
  /** A kept crasher once more. */
  replay(crasher: Crasher): Promise<Verdict>;
  close(): Promise<void>;
}

/** Processor time that one case may take; wall time says nothing on a busy machine. */
const caseCpuMsMax = 10_000;
const crashersMax = 20;
/** One process of a long run does so many; the next one goes on with the next seed. */
export function casesPerProcess(target: string): number {
  return target === "formats" ? 100_000 : 20_000; // of short cases
}

/** Counts, measures and keeps what went wrong. */
export class FuzzRun {
  readonly target: string;
  readonly seed: number;
  readonly casesMax: number;
  readonly crashers: Crasher[] = [];
  readonly outcomes = new Map<string, number>();
  cases = 0;
  slowestCpuMs = 0;
  #finished = false;
  readonly #onCase: (fuzzCase: FuzzCase) => Promise<void> | undefined;

  /** @param onCase before each case: a watchdog's heartbeat. It may make the run wait until it was heard */
  constructor(target: string, seed: number, casesMax: number, onCase: (fuzzCase: FuzzCase) => Promise<void> | undefined = () => undefined) {
    this.target = target;
    this.seed = seed;
    this.casesMax = casesMax;
    this.#onCase = onCase;
  }

  /** All cases there are were run. */
  get isFinished(): boolean {
    return this.#finished;
  }

  get isOver(): boolean {
    return this.#finished || this.cases >= this.casesMax || this.crashers.length >= crashersMax;
  }

  /** There are no more cases. */
  finish(): void {
    this.#finished = true;
  }

  /** Runs one case. Whatever is thrown is a crash. */
  async judge(fuzzCase: FuzzCase, work: () => Promise<Verdict>): Promise<Verdict> {
    this.cases++;
    const heard = this.#onCase(fuzzCase);
    if (heard !== undefined) await heard;
    const started = process.cpuUsage();
    const verdict = await work().catch((error: unknown): Verdict => ({ outcome: "crash", problem: error instanceof Error ? (error.stack ?? error.message) : String(error) }));
    const { user, system } = process.cpuUsage(started);
    const cpuMs = (user + system) / 1000;
    this.slowestCpuMs = Math.max(this.slowestCpuMs, cpuMs);
    const key = `${fuzzCase.kind} ${verdict.outcome}`;
    this.outcomes.set(key, (this.outcomes.get(key) ?? 0) + 1);
    const problem = verdict.problem ?? (cpuMs > caseCpuMsMax ? `took ${cpuMs.toFixed(0)} ms of processor time` : undefined);
    if (problem !== undefined) this.keep(fuzzCase, problem);
    return verdict;
  }

  keep({ kind, original, mutant }: FuzzCase, problem: string): void {
    this.crashers.push({
      target: this.target, kind, seed: this.seed, case: this.cases, problem, how: mutant.how,
      original: Buffer.from(original).toString("base64"), mutant: mutant.bytes.toString("base64"),
    });
  }
}

/** @returns what one process may take */
export async function runTarget(run: FuzzRun, open: () => Promise<FuzzTarget>): Promise<number | undefined> {
  const target = await open();
  try {
    while (!run.isOver) await target.round(run);
    return target.rssBytesMax;
  } finally {
    await target.close();
  }
}
