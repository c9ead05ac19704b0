/** Rows by position. What is not there yet comes later: `subscribe` tells when. */
export interface RowSource<Row> {
  readonly count: number;
  /** @returns undefined while it is being loaded, or beyond the end */
  row(index: number): Row | undefined;
  /** These rows are about to be drawn. */
  want(first: number, last: number): void;
  /** @returns removes the listener */
  subscribe(changed: () => void): () => void;
  /** Changes whenever rows have arrived. */
  version(): number;
}

/** Rows that are all in memory. */
export function arrayRows<Row>(rows: readonly Row[]): RowSource<Row> {
  return { count: rows.length, row: (index) => rows[index], want: () => undefined, subscribe: () => () => undefined, version: () => 0 };
}

const pageRows = 100;
const pagesKeptMax = 60;

export interface PagedRowsOptions<Row> {
  readonly count: number;
  /** Reads one page. @param limit at most this many */
  readonly load: (offset: number, limit: number) => Promise<readonly Row[]>;
  readonly onError: (error: unknown) => void;
  /** Ends with the screen: pages that arrive later are dropped. */
  readonly signal: AbortSignal;
}

/** Rows that come page by page out of a store: only what was looked at lately stays in memory. */
export function pagedRows<Row>(options: PagedRowsOptions<Row>): RowSource<Row> {
  const pages = new Map<number, readonly Row[]>();
  const loading = new Set<number>();
  const listeners = new Set<() => void>();
  let version = 0;

  const load = async (page: number): Promise<void> => {
    loading.add(page);
    try {
      const rows = await options.load(page * pageRows, pageRows);
      if (options.signal.aborted) return;
      pages.delete(page);
      pages.set(page, rows);
      const oldest = pages.keys().next();
      if (pages.size > pagesKeptMax && !oldest.done) pages.delete(oldest.value);
      version++;
      for (const listener of listeners) listener();
    } catch (error) {
      if (!options.signal.aborted) options.onError(error);
    } finally {
      loading.delete(page);
    }
  };

  return {
    count: options.count,
    row: (index) => pages.get(Math.floor(index / pageRows))?.[index % pageRows],
    want(first, last) {
      const lastPage = Math.floor(Math.min(last, options.count - 1) / pageRows);
      for (let page = Math.floor(Math.max(0, first) / pageRows); page <= lastPage; page++) {
        const rows = pages.get(page);
        if (rows !== undefined) {
          pages.delete(page); // to the young end
          pages.set(page, rows);
        } else if (!loading.has(page)) void load(page);
      }
    },
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    version: () => version,
  };
}
