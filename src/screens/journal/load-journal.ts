import type { ContextOf } from "../routes.ts";
import { primed } from "../paging/primed.ts";
import { arrayRows, pagedRows } from "../widgets/row-source.ts";
import type { JournalAction, JournalModel } from "./model.ts";

export type JournalContext = ContextOf<"journal", JournalModel, JournalAction>;

/** A filter finds at most so many: the newest. */
export const foundMax = 1000;

/** Newest first. Sequence numbers have no gaps, so a place in the list is a number in the chain. */
export async function loadJournal({ params, dispatch, current, signal, shell }: JournalContext): Promise<void> {
  const { journal } = params.context.store;
  const count = await journal.count();
  dispatch({ type: "count", count });
  const { filter, cursor } = current().table;
  const text = filter.trim();
  if (text !== "") return dispatch({ type: "rows", filter, rows: arrayRows(await journal.list({ text, limit: foundMax })) });
  const rows = pagedRows({
    count,
    load: (offset, limit) => journal.list({ beforeSequence: count - offset + 1, limit }),
    onError: (error) => void shell.showError(error),
    signal,
  });
  dispatch({ type: "rows", filter, rows: await primed(rows, cursor) });
}
