import { Worker } from "node:worker_threads";
import { buildAddon } from "./addon.ts";
import { addonError, cardError, notAnsweringError } from "./errors.ts";
import type { AnswerMessage, CallMessage, CardCalls, OpenedKey } from "./protocol.ts";

interface Waiting {
  /** Nobody waits for it any more. */
  late: boolean;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** A person types a PIN on the reader while the module waits; everything else is a matter of seconds. */
const answerMsMax = 180_000;

/** The owner of one module in this process: a thread that does its calls one after the other, so that none of them ever stops the screen. */
export class ModuleOwner {
  readonly #modulePath: string;
  readonly #worker: Worker;
  readonly #onEnd: () => void;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 1;
  #ended = false;

  private constructor(modulePath: string, onEnd: () => void) {
    this.#modulePath = modulePath;
    this.#onEnd = onEnd;
    const file = import.meta.url.endsWith(".ts") ? "./worker.ts" : "./pkcs11-worker.js"; // in the bundle it is an entry of its own
    this.#worker = new Worker(new URL(file, import.meta.url), { workerData: { modulePath }, execArgv: ["--disable-warning=ExperimentalWarning"] });
    this.#worker.on("message", (message: AnswerMessage) => this.#take(message));
    this.#worker.on("error", (error) => this.#fail(error));
    this.#worker.on("exit", () => this.#fail(new Error("the thread ended")));
    this.#worker.unref(); // alone it keeps no process alive
  }

  /** @throws AppError signer/`module-unavailable` */
  static async start(modulePath: string, onEnd: () => void): Promise<ModuleOwner> {
    const addon = await buildAddon();
    if (addon.kind !== "built") throw addonError(addon);
    return new ModuleOwner(modulePath, onEnd);
  }

  /** @param args secrets among them are copied, and the copy wiped on the other side @throws AppError area "signer" */
  async call<Name extends keyof CardCalls>(name: Name, ...args: Parameters<CardCalls[Name]>): Promise<ReturnType<CardCalls[Name]>> {
    if (this.#ended) throw cardError({ code: "module-unavailable", detail: "the thread ended" }, this.#modulePath);
    const id = this.#nextId++;
    const answer = new Promise<unknown>((resolve, reject) => {
      const waiting: Waiting = {
        late: false,
        resolve(value) { clearTimeout(limit); resolve(value); },
        reject(error) { clearTimeout(limit); reject(error); },
      };
      const limit = setTimeout(() => {
        waiting.late = true;
        reject(notAnsweringError(this.#modulePath));
      }, answerMsMax);
      this.#waiting.set(id, waiting);
    });
    this.#worker.ref();
    this.#worker.postMessage({ id, name, args } satisfies CallMessage);
    return (await answer) as ReturnType<CardCalls[Name]>; // `CardModule` answers this call by the same interface
  }

  /** C_Finalize, and the end of the thread. */
  async end(): Promise<void> {
    if (this.#ended) return;
    await this.call("finalize");
    await this.#worker.terminate();
  }

  #take(message: AnswerMessage): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if (waiting === undefined) return;
    // A key that was opened for somebody who has gone stays open for nobody.
    if (waiting.late && "value" in message && isOpened(message.value)) void this.call("close", message.value.handle).catch(() => undefined);
    if ("value" in message) waiting.resolve(message.value);
    else if ("failure" in message) waiting.reject(cardError(message.failure, this.#modulePath));
    else waiting.reject(new Error(message.broken));
  }

  #fail(error: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#onEnd();
    for (const waiting of this.#waiting.values()) waiting.reject(cardError({ code: "module-unavailable", detail: error instanceof Error ? error.message : String(error) }, this.#modulePath));
    this.#waiting.clear();
  }
}

function isOpened(value: unknown): value is OpenedKey {
  return typeof value === "object" && value !== null && "handle" in value;
}

/** One owner for each module of this process: a second C_Initialize would fail, and two owners would not know of each other's logins. */
export class ModuleOwners {
  readonly #owners = new Map<string, Promise<ModuleOwner>>();

  /** @throws AppError signer/`module-unavailable` */
  of(modulePath: string): Promise<ModuleOwner> {
    const known = this.#owners.get(modulePath);
    if (known !== undefined) return known;
    const started = ModuleOwner.start(modulePath, () => this.#owners.delete(modulePath));
    this.#owners.set(modulePath, started);
    started.catch(() => this.#owners.delete(modulePath)); // what failed is tried anew next time
    return started;
  }

  async end(): Promise<void> {
    const owners = [...this.#owners.values()];
    for (const owner of owners) await owner.then((one) => one.end(), () => undefined); // one that never started has nothing to end
  }
}
