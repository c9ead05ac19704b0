import type { Clock } from "../domain/clock.ts";
import { AppError } from "../domain/errors.ts";

/** Slows down guessing at one name: a few tries are free, then each failure doubles the wait. Unknown names count alike. */
export class LoginDelay {
  readonly #clock: Clock;
  readonly #failures = new Map<string, { readonly count: number; readonly nextTryAt: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @throws AppError rights/`too-many-tries` while it is too early */
  check(name: string): void {
    const waitMs = (this.#failures.get(name)?.nextTryAt ?? 0) - this.#clock.now();
    if (waitMs <= 0) return;
    const seconds = Math.ceil(waitMs / 1000);
    throw new AppError("rights", "too-many-tries", `Too many wrong passphrases. Try again in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`, { retryable: true, context: { seconds } });
  }

  failed(name: string): void {
    const count = (this.#failures.get(name)?.count ?? 0) + 1;
    const waitMs = count < freeTries ? 0 : Math.min(waitMsMax, 1000 * 2 ** (count - freeTries));
    this.#failures.delete(name); // put in again at the end: the oldest goes first
    this.#failures.set(name, { count, nextTryAt: this.#clock.now() + waitMs });
    const oldest = this.#failures.keys().next().value;
    if (this.#failures.size > namesMax && oldest !== undefined) this.#failures.delete(oldest);
  }

  succeeded(name: string): void {
    this.#failures.delete(name);
  }
}
const freeTries = 3;
const waitMsMax = 5 * 60 * 1000;
const namesMax = 1000;
