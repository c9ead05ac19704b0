import type { Partner } from "../../workflows/ports/customer-store.ts";
import type { ListAction, ListModel } from "../lists/list-model.ts";
import { primed } from "../paging/primed.ts";
import type { ContextOf } from "../routes.ts";
import { pagedRows } from "../widgets/row-source.ts";

export type PartnersContext = ContextOf<"partners", ListModel<Partner>, ListAction<Partner>>;

export async function loadPartners({ params, dispatch, current, signal, shell }: PartnersContext): Promise<void> {
  const { partners } = params.context.store;
  const { filter, cursor } = current().table;
  const wanted = filter.trim() === "" ? {} : { text: filter.trim() };
  const rows = pagedRows({
    count: await partners.count(wanted),
    load: (offset, limit) => partners.list({ ...wanted, offset, limit }),
    onError: (error) => void shell.showError(error),
    signal,
  });
  dispatch({ type: "rows", filter, rows: await primed(rows, cursor) });
}
