/** Measures for how long the event loop was not free: for so long a screen would not have answered a key. */
export class StallWatch {
  #last = performance.now();
  #longestMs = 0;
  readonly #timer: NodeJS.Timeout;

  constructor() {
    this.#timer = setInterval(() => this.#look(), 1);
  }

  reset(): void {
    this.#last = performance.now();
    this.#longestMs = 0;
  }

  /** @returns the longest pause in milliseconds */
  stop(): number {
    this.#look();
    clearInterval(this.#timer);
    return this.#longestMs;
  }

  #look(): void {
    const now = performance.now();
    this.#longestMs = Math.max(this.#longestMs, now - this.#last);
    this.#last = now;
  }
}
