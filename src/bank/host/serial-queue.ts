/** Runs one piece of work after the other, in the order they came. */
export class SerialQueue {
  #last: Promise<unknown> = Promise.resolve();
  #pending = 0;

  /** How many are running or waiting. */
  get pending(): number {
    return this.#pending;
  }

  /** @returns the work's own result or failure; a failure does not stop what comes after it */
  run<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#pending++;
    const result = this.#last.then(work).finally(() => {
      this.#pending--;
    });
    this.#last = result.catch(() => undefined); // it is told to whoever asked for it
    return result;
  }

  /** Settles when all that was asked for so far is done. */
  async idle(): Promise<void> {
    await this.#last;
  }
}
