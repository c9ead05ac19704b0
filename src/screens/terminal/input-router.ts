import type { InputEvent } from "./input-event.ts";
import { InputParser } from "./input-parser.ts";

/** A paste whose end got lost must not swallow the keyboard for ever. */
const pasteTimeoutMs = 2_000;

/** Bytes of one keyboard to the listeners of one session. */
export class InputRouter {
  readonly #parser = new InputParser();
  readonly #listeners = new Set<(event: InputEvent) => void>();
  readonly #escapeTimeoutMs: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(escapeTimeoutMs: number) {
    this.#escapeTimeoutMs = escapeTimeoutMs;
  }

  listen(listener: (event: InputEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  readonly push = (chunk: Uint8Array | string): void => {
    clearTimeout(this.#timer);
    this.#deliver(this.#parser.push(typeof chunk === "string" ? Buffer.from(chunk) : chunk));
    if (!this.#parser.pending) return;
    const wait = this.#parser.pasting ? pasteTimeoutMs : this.#escapeTimeoutMs;
    this.#timer = setTimeout(() => this.#deliver(this.#parser.flush()), wait);
  };

  close(): void {
    clearTimeout(this.#timer);
    this.#listeners.clear();
  }

  #deliver(events: readonly InputEvent[]): void {
    for (const event of events) for (const listener of [...this.#listeners]) listener(event);
  }
}
