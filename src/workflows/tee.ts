/** How far one reader may be ahead of the other, in pieces: memory stays flat. */
const aheadMax = 2;

/**
 * One stream for two readers: each gets every piece, in order, and the faster one waits for the slower. A reader that leaves early is no
 * longer waited for; an error of the stream reaches both. Pieces are shared, so nobody may change them.
 */
export function tee<T>(source: AsyncIterable<T>): readonly [AsyncIterable<T>, AsyncIterable<T>] {
  const shared = new Tee(source);
  return [shared.reader(0), shared.reader(1)];
}

/** Waits for both even when one fails: the transaction must not end under the feet of the other. */
export async function bothOrThrow<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([first, second]);
  return [await first, await second];
}

type Side = 0 | 1;

class Tee<T> {
  readonly #source: AsyncIterator<T>;
  readonly #waiting: readonly [T[], T[]] = [[], []];
  readonly #left: [boolean, boolean] = [false, false];
  #pulling: Promise<void> | undefined;
  #ended = false;
  #error: { readonly reason: unknown } | undefined;
  #wake: () => void = () => undefined;
  #changed: Promise<void> = Promise.resolve();

  constructor(source: AsyncIterable<T>) {
    this.#source = source[Symbol.asyncIterator]();
    this.#renew();
  }

  async *reader(side: Side): AsyncGenerator<T, void, undefined> {
    try {
      for (let piece = await this.#next(side); piece !== undefined; piece = await this.#next(side)) yield piece.value;
    } finally {
      this.#left[side] = true;
      this.#tell();
      if (this.#left[0] && this.#left[1] && !this.#ended) await this.#source.return?.();
    }
  }

  async #next(side: Side): Promise<{ readonly value: T } | undefined> {
    const other: Side = side === 0 ? 1 : 0;
    for (;;) {
      const own = this.#waiting[side];
      if (own.length > 0) {
        const [value] = own.splice(0, 1) as [T]; // one is there
        this.#tell();
        return { value };
      }
      if (this.#error !== undefined) throw this.#error.reason;
      if (this.#ended) return undefined;
      if (this.#pulling === undefined && (this.#left[other] || this.#waiting[other].length < aheadMax)) this.#pulling = this.#pull();
      await (this.#pulling ?? this.#changed);
    }
  }

  /** Never rejects: what goes wrong is kept for both. */
  async #pull(): Promise<void> {
    try {
      const { value, done } = await this.#source.next();
      if (done === true) this.#ended = true;
      else for (const side of [0, 1] as const) if (!this.#left[side]) this.#waiting[side].push(value);
    } catch (reason) {
      this.#error = { reason };
    }
    this.#pulling = undefined;
    this.#tell();
  }

  #tell(): void {
    this.#wake();
    this.#renew();
  }

  #renew(): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#changed = promise;
    this.#wake = resolve;
  }
}
