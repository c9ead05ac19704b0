/** Lets one piece of work through at a time, in the order of asking. */
export class Lock {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work);
    this.#last = mine.catch(() => undefined); // who asked hears of the failure; the next one only waits
    return mine;
  }
}

/** Lets any number pass at once, except while one is to be alone. Who is alone must not pass, nor be alone twice. */
export class Gate {
  #passing = new Set<Promise<unknown>>();
  #closed: Promise<unknown> | undefined;

  async pass<T>(work: () => Promise<T>): Promise<T> {
    while (this.#closed !== undefined) await this.#closed;
    const mine = work();
    const settled = mine.catch(() => undefined);
    this.#passing.add(settled);
    try {
      return await mine;
    } finally {
      this.#passing.delete(settled);
    }
  }

  async alone<T>(work: () => Promise<T>): Promise<T> {
    const mine = Promise.all(this.#passing).then(work);
    this.#closed = mine.catch(() => undefined);
    try {
      return await mine;
    } finally {
      this.#closed = undefined;
    }
  }
}
