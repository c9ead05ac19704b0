/** The time, as an argument: a whole day at the bank replays from one seed. */
export interface Clock {
  /** Milliseconds since 1970 UTC. */
  now(): number;
}

/** Randomness, as an argument. The real one is `node:crypto`'s. */
export interface Randomness {
  /** @param sizeBytes how many unpredictable bytes */
  bytes(sizeBytes: number): Uint8Array;
}

/** A clock that stands where it is put; for tests, the demo day and the practice bank. */
export class SettableClock implements Clock {
  #now: number;
  constructor(now: number) {
    this.#now = now;
  }
  now(): number {
    return this.#now;
  }
  set(now: number): void {
    this.#now = now;
  }
  advance(ms: number): void {
    this.#now += ms;
  }
}

/** ISO 8601 in UTC with seconds, as EBICS and ISO 20022 want it: `2026-11-23T14:32:00Z`. */
export function toIsoInstant(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
