import type { SilentModule } from "../../workflows/ports/chip-cards.ts";
import { cardError } from "./errors.ts";
import { type ModuleEnd, ModuleProcess } from "./module-process.ts";
import { mayTakeLong, type Patience, type Patiences } from "./patience.ts";
import type { AnswerMessage, CardCalls, CardFailure } from "./protocol.ts";

interface Waiting {
  readonly patience: Patience;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

export interface OwnerSettings {
  readonly patiences: Patiences;
  onSilence(silent: SilentModule): void;
}

/** The owner of one module in this program: a process that does its calls one after the other, so that none of them ever stops the screen. */
export class ModuleOwner {
  readonly #modulePath: string;
  readonly #settings: OwnerSettings;
  readonly #onEnd: () => void;
  /** In the order in which the module does them. */
  readonly #waiting = new Map<number, Waiting>();
  #process: ModuleProcess | undefined;
  #nextId = 1;
  #ended: CardFailure | undefined;
  /** Takes back what waits for the call that the module is at. */
  #endWaiting: () => void = () => undefined;

  private constructor(modulePath: string, settings: OwnerSettings, onEnd: () => void) {
    this.#modulePath = modulePath;
    this.#settings = settings;
    this.#onEnd = onEnd;
  }

  /** @param onEnd it has crashed or was ended: whoever comes next begins another one. @throws AppError signer/`module-unavailable` */
  static async start(modulePath: string, settings: OwnerSettings, onEnd: () => void): Promise<ModuleOwner> {
    const owner = new ModuleOwner(modulePath, settings, onEnd);
    owner.#process = await ModuleProcess.start(modulePath, { answer: (message) => owner.#take(message), end: (how) => owner.#fail(failureOfEnd(how)) });
    return owner;
  }

  /**
   * @param args are copied into the pipe at once, and the copy wiped behind it
   * @param patience default: a card's, or a person's where it makes a key or waits for a PIN on the reader
   * @throws AppError area "signer"
   */
  async call<Name extends keyof CardCalls>(name: Name, args: Parameters<CardCalls[Name]>, patience: keyof Patiences = mayTakeLong({ name, args }) ? "person" : "card"): Promise<ReturnType<CardCalls[Name]>> {
    if (this.#ended !== undefined) throw cardError(this.#ended, this.#modulePath);
    const id = this.#nextId++;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#waiting.set(id, { patience: this.#settings.patiences[patience], resolve, reject });
    if (this.#waiting.size === 1) this.#beginWaiting();
    this.#process?.send({ id, name, args });
    return (await promise) as ReturnType<CardCalls[Name]>; // `CardModule` answers this call by the same interface
  }

  /** Of a key that nobody needs any more: a module that is gone, or that does not answer, has closed it for good. */
  async close(handle: number): Promise<void> {
    if (this.#ended !== undefined) return;
    await this.call("close", [handle], "quiet").catch(() => undefined);
  }

  /** C_Finalize, and the end of the process. */
  async end(): Promise<void> {
    if (this.#ended !== undefined) return;
    await this.call("finalize", [], "quiet").catch(() => undefined); // then it is ended without
    this.#process?.kill();
    this.#fail({ code: "module-stopped", detail: "ended" });
  }

  #take(message: AnswerMessage): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    this.#endWaiting();
    if (this.#waiting.size > 0) this.#beginWaiting();
    else this.#process?.unref();
    if (waiting === undefined) return;
    if ("value" in message) waiting.resolve(message.value);
    else if ("failure" in message) waiting.reject(cardError(message.failure, this.#modulePath));
    else waiting.reject(new Error(message.broken));
  }

  /** The module is at the first of the calls from now on. */
  #beginWaiting(): void {
    const [first] = this.#waiting.values();
    if (first === undefined) return;
    this.#process?.ref();
    const { tellMs, endMs } = first.patience;
    const { promise: answered, resolve } = Promise.withResolvers<void>();
    let over = false;
    const stop = (): void => {
      if (!over) this.#kill({ code: "module-stopped", detail: "stopped by the operator" });
    };
    const telling = tellMs === undefined ? undefined : setTimeout(() => this.#settings.onSilence({ modulePath: this.#modulePath, answered, stop }), tellMs);
    const ending = setTimeout(() => this.#kill({ code: "module-silent", detail: `no answer within ${endMs} ms` }), endMs);
    this.#endWaiting = () => {
      clearTimeout(telling);
      clearTimeout(ending);
      over = true;
      resolve();
    };
  }

  #kill(failure: CardFailure): void {
    this.#process?.kill();
    this.#fail(failure);
  }

  #fail(failure: CardFailure): void {
    if (this.#ended !== undefined) return;
    this.#ended = failure;
    this.#endWaiting();
    this.#onEnd();
    for (const waiting of this.#waiting.values()) waiting.reject(cardError(failure, this.#modulePath));
    this.#waiting.clear();
    this.#process?.unref();
  }
}

function failureOfEnd(how: ModuleEnd): CardFailure {
  switch (how.kind) {
    case "crashed":
      return { code: "module-crashed", detail: how.detail };
    case "not-started":
      return { code: "module-unavailable", detail: how.detail };
    case "killed":
      return { code: "module-stopped", detail: "ended" };
  }
}

/** One owner for each module of this program: two would not know of each other's logins. */
export class ModuleOwners {
  readonly #owners = new Map<string, Promise<ModuleOwner>>();
  readonly #settings: OwnerSettings;

  constructor(settings: OwnerSettings) {
    this.#settings = settings;
  }

  /** @throws AppError signer/`module-unavailable` */
  of(modulePath: string): Promise<ModuleOwner> {
    const known = this.#owners.get(modulePath);
    if (known !== undefined) return known;
    const forget = (): void => {
      if (this.#owners.get(modulePath) === started) this.#owners.delete(modulePath);
    };
    const started = ModuleOwner.start(modulePath, this.#settings, forget);
    this.#owners.set(modulePath, started);
    started.catch(forget); // what failed is tried anew next time
    return started;
  }

  async end(): Promise<void> {
    const owners = [...this.#owners.values()];
    for (const owner of owners) await owner.then((one) => one.end(), () => undefined); // one that never started has nothing to end
  }
}
