import type { RowSource } from "../widgets/row-source.ts";

/** The same rows, once those that will be seen first have arrived: a list that is loaded anew does not flicker. */
export async function primed<Row>(rows: RowSource<Row>, first: number): Promise<RowSource<Row>> {
  if (rows.count === 0) return rows;
  const at = Math.min(first, rows.count - 1);
  await new Promise<void>((resolve) => {
    const stop = rows.subscribe(() => {
      if (rows.row(at) === undefined) return;
      stop();
      resolve();
    });
    rows.want(at, at + 60);
    if (rows.row(at) !== undefined) {
      stop();
      resolve();
    }
  });
  return rows;
}
