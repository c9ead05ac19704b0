import { Worker } from "node:worker_threads";
import type { ChartRequest, DrawnChart } from "./chart-request.ts";

/** Draws charts one after the other; when the thread cannot live, none are drawn and nobody is hurt. */
export class ChartThread {
  readonly #worker: Worker;
  readonly #waiting: ((chart: DrawnChart) => void)[] = [];
  #ended = false;

  constructor() {
    const file = import.meta.url.endsWith(".ts") ? "./chart-worker.ts" : "./chart-worker.js"; // in the bundle it is an entry of its own
    this.#worker = new Worker(new URL(file, import.meta.url), { stdout: true, stderr: true, execArgv: ["--disable-warning=ExperimentalWarning"] });
    this.#worker.on("message", (chart: DrawnChart) => this.#waiting.shift()?.(chart));
    this.#worker.on("error", () => this.#end());
    this.#worker.on("exit", () => this.#end());
    this.#worker.unref(); // alone it keeps no process alive
  }

  draw(request: ChartRequest): Promise<DrawnChart> {
    if (this.#ended) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#worker.postMessage(request);
    });
  }

  async close(): Promise<void> {
    this.#end();
    await this.#worker.terminate();
  }

  #end(): void {
    this.#ended = true;
    for (const resolve of this.#waiting.splice(0)) resolve(undefined);
  }
}
