import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Finding } from "../../domain/finding.ts";
import { MessageChecker } from "./checker.ts";
import type { MessageGrammar } from "./grammar.ts";

/** From here on a thread of its own is worth its start, a twentieth of a second. */
const threadFromBytes = 2 * 1024 * 1024;
/** So much may wait for the thread before whoever reads waits too. */
const waitingBytesMax = 2 * 1024 * 1024;

/** It keeps nothing but open elements: with less room it leaves its garbage sooner. */
const resourceLimits = { maxYoungGenerationSizeMb: 24, maxOldGenerationSizeMb: 64 };

/** What the thread says: so many bytes more are checked; or, after the end, what was found. */
export type CheckAnswer = { readonly checkedBytes: number } | { readonly findings: readonly Finding[] };

/** Holds a message against its grammar while it streams past: a large one in a thread beside the one that reads it. To be closed, however it ends. */
export class MessageCheck {
  readonly #grammar: MessageGrammar;
  #first: Uint8Array<ArrayBuffer>[] = [];
  #firstBytes = 0;
  #thread: CheckThread | undefined;

  constructor(grammar: MessageGrammar) {
    this.#grammar = grammar;
  }

  /** @param block may be used again by whoever gave it */
  async push(block: Uint8Array): Promise<void> {
    const copy = Uint8Array.from(block);
    if (this.#thread !== undefined) return this.#thread.push(copy);
    this.#first.push(copy);
    this.#firstBytes += copy.length;
    if (this.#firstBytes < threadFromBytes) return;
    this.#thread = new CheckThread(this.#grammar);
    for (const one of this.#first.splice(0)) await this.#thread.push(one);
  }

  async end(): Promise<readonly Finding[]> {
    if (this.#thread !== undefined) return this.#thread.end();
    const findings: Finding[] = [];
    const checker = new MessageChecker(this.#grammar, (finding) => findings.push(finding));
    for (const block of this.#first.splice(0)) checker.push(block);
    checker.end();
    return findings;
  }

  async close(): Promise<void> {
    await this.#thread?.close();
  }
}

class CheckThread {
  readonly #worker: Worker;
  readonly #found = Promise.withResolvers<readonly Finding[]>();
  #waitingBytes = 0;

  constructor(grammar: MessageGrammar) {
    const file = import.meta.url.endsWith(".ts") ? "./check-worker.ts" : "./check-worker.js"; // in the bundle it is an entry of its own
    this.#worker = new Worker(new URL(file, import.meta.url), { workerData: grammar, resourceLimits, execArgv: ["--disable-warning=ExperimentalWarning"] });
    this.#found.promise.catch(() => undefined); // heard by push and end
    this.#worker.on("message", (answer: CheckAnswer) => {
      if ("findings" in answer) this.#found.resolve(answer.findings);
      else this.#waitingBytes -= answer.checkedBytes;
    });
    this.#worker.once("error", (error) => this.#found.reject(error));
    this.#worker.once("exit", (code) => this.#found.reject(new Error(`the thread that checks messages ended with ${code}`))); // after the findings this is heard by nobody
  }

  async push(block: Uint8Array<ArrayBuffer>): Promise<void> {
    this.#waitingBytes += block.length;
    this.#worker.postMessage(block, [block.buffer]);
    while (this.#waitingBytes > waitingBytesMax) await Promise.race([once(this.#worker, "message"), this.#found.promise]);
  }

  end(): Promise<readonly Finding[]> {
    this.#worker.postMessage(undefined);
    return this.#found.promise;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}
