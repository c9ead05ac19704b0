import { mandateDay } from "../../workflows/mandates/keep-mandate.ts";
import { primed } from "../paging/primed.ts";
import type { ContextOf } from "../routes.ts";
import { pagedRows } from "../widgets/row-source.ts";
import { type MandatesAction, type MandatesModel, stateGroups } from "./model.ts";

export type MandatesContext = ContextOf<"mandates", MandatesModel, MandatesAction>;

/** Rows of the group, sort and filter that hold now; the first page is there when they are shown. */
export async function loadRows({ params, dispatch, current, signal, shell }: MandatesContext): Promise<void> {
  const { mandates } = params.context.store;
  const { group, sort, table } = current();
  const today = mandateDay(params.context);
  const wanted = { today, states: group.states, unconfirmed: group.unconfirmed, text: table.filter.trim() };
  const rows = pagedRows({
    count: await mandates.count(wanted),
    load: (offset, limit) => mandates.list({ ...wanted, sort, offset, limit }),
    onError: (error) => void shell.showError(error),
    signal,
  });
  dispatch({ type: "rows", of: { group, sort, filter: table.filter }, rows: await primed(rows, table.cursor) });
}

export async function reload(screen: MandatesContext): Promise<void> {
  await loadRows(screen);
  const today = mandateDay(screen.params.context);
  const counts: Record<string, number> = {};
  for (const group of stateGroups) counts[group.id] = await screen.params.context.store.mandates.count({ today, states: group.states, unconfirmed: group.unconfirmed });
  screen.dispatch({ type: "counts", counts });
}
