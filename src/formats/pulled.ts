/** A reader is stopped at its next pause when so much waits to be taken. */
const waitingMax = 512;

/**
 * Turns a reader round: what it pushes into a sink is pulled out of it, so that a writer can take from a reader. Memory stays flat: the
 * reader waits at its `flush` until what it gave was taken. Leaving early ends the reading.
 * @param read reads a file, hands each event to `push` and awaits `flush` at its pauses
 */
export async function* pulled<Event>(read: (push: (event: Event) => void, flush: () => Promise<void>) => Promise<void>): AsyncGenerator<Event, void, undefined> {
  const waiting = new Waiting<Event>();
  const reading = read((event) => waiting.push(event), () => waiting.flush()).then(
    () => waiting.end(),
    (reason: unknown) => waiting.end({ reason }),
  );
  try {
    for (;;) {
      const events = waiting.take();
      yield* events;
      if (events.length > 0) continue;
      if (waiting.ended !== undefined) {
        if (waiting.ended.error !== undefined) throw waiting.ended.error.reason;
        return;
      }
      await waiting.change();
    }
  } finally {
    waiting.leave();
    await reading;
  }
}

class Waiting<Event> {
  ended: { readonly error: { readonly reason: unknown } | undefined } | undefined;
  #events: Event[] = [];
  /** Wakes whoever waits for the next event; undefined while nobody does. */
  #wake: (() => void) | undefined;
  #taken: Promise<void> | undefined;
  #wakeReader: () => void = () => undefined;
  #left = false;

  async flush(): Promise<void> {
    if (this.#left) throw new Left();
    if (this.#events.length < waitingMax) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#taken = promise;
    this.#wakeReader = resolve;
    await promise;
    if (this.#left) throw new Left();
  }

  take(): Event[] {
    const events = this.#events;
    this.#events = [];
    if (this.#taken !== undefined) {
      this.#taken = undefined;
      this.#wakeReader();
    }
    return events;
  }

  end(error?: { readonly reason: unknown }): void {
    this.ended = { error: error?.reason instanceof Left ? undefined : error };
    this.#wake?.();
  }

  /** Resolves at the next event, or at the end. */
  change(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    return promise;
  }

  leave(): void {
    this.#left = true;
    this.#wakeReader();
  }

  push(event: Event): void {
    this.#events.push(event);
    this.#wake?.();
    this.#wake = undefined;
  }
}

/** Nobody takes any more: ends the reader, is told to nobody. */
class Left extends Error {}
