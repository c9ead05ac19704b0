export interface FastestOptions<T> {
  readonly signal: AbortSignal;
  /** So long after one try the next one begins beside it; at once when it has failed. */
  readonly staggerMs: number;
  /** What comes up when another one was there before. */
  readonly giveBack: (late: T) => void;
}

/**
 * The first of several ways that comes up. Each try is stopped when another one is there, or by the signal.
 * @param tries at least one
 * @throws what the first try threw, when none has come up
 */
export function fastestOf<T>(tries: readonly ((stop: AbortSignal) => Promise<T>)[], { signal, staggerMs, giveBack }: FastestOptions<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const over = new AbortController();
    const errors: unknown[] = [];
    let begun = 0;
    let failed = 0;
    let timer: NodeJS.Timeout | undefined;
    const next = (): void => {
      clearTimeout(timer);
      const at = begun;
      const act = tries[at];
      if (act === undefined || over.signal.aborted) return;
      begun++;
      timer = setTimeout(next, staggerMs);
      act(AbortSignal.any([signal, over.signal])).then((value) => {
        if (over.signal.aborted) return giveBack(value);
        over.abort();
        clearTimeout(timer);
        resolve(value);
      }, (error: unknown) => {
        errors[at] = error;
        if (++failed < tries.length) return signal.aborted ? end() : next();
        end();
      });
    };
    const end = (): void => {
      over.abort();
      clearTimeout(timer);
      reject(errors.find((error) => error !== undefined));
    };
    next();
  });
}
