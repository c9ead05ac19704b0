import { primed } from "../paging/primed.ts";
import type { ContextOf } from "../routes.ts";
import { pagedRows } from "../widgets/row-source.ts";
import type { PartnersAction, PartnersModel } from "./model.ts";

export type PartnersContext = ContextOf<"partners", PartnersModel, PartnersAction>;

export async function loadPartners({ params, dispatch, current, signal, shell }: PartnersContext): Promise<void> {
  const { partners } = params.context.store;
  const { table: { filter, cursor }, unconfirmed } = current();
  const wanted = { unconfirmed, ...(filter.trim() === "" ? {} : { text: filter.trim() }) };
  const rows = pagedRows({
    count: await partners.count(wanted),
    load: (offset, limit) => partners.list({ ...wanted, offset, limit }),
    onError: (error) => void shell.showError(error),
    signal,
  });
  dispatch({ type: "waiting", count: await partners.count({ unconfirmed: true }) });
  if (unconfirmed === current().unconfirmed) dispatch({ type: "rows", filter, rows: await primed(rows, cursor) });
}
