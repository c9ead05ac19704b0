import { orderNumberText } from "../../domain/order-number.ts";
import { deletionDate } from "../../workflows/eds/deletion-date.ts";
import { filterRows } from "../lists/list-model.ts";
import type { ContextOf } from "../routes.ts";
import { arrayRows } from "../widgets/row-source.ts";
import type { EdsAction, EdsModel, EdsRow } from "./model.ts";

export type EdsContext = ContextOf<"eds", EdsModel, EdsAction>;

/** What waits, as last fetched; those that wait no more after them, the newest first, so that their end is seen. */
export async function loadEds({ params, dispatch, current }: EdsContext): Promise<void> {
  const { context } = params;
  const { store } = context;
  const waiting = await store.eds.list({ waiting: true });
  const over = (await store.eds.list({ waiting: false })).toReversed().slice(0, endedShown);
  const rows: EdsRow[] = [];
  for (const order of [...waiting, ...over]) {
    const own = await store.orders.findByBankOrderId(order.connectionId, order.bankOrderId);
    rows.push({
      order, bank: (await store.connections.get(order.connectionId))?.title ?? "", ownOrder: own === undefined ? undefined : `${orderNumberText(own.number)} ${own.title}`,
      deletedOn: order.outcome === undefined ? await deletionDate(context, order) : undefined,
    });
  }
  const { filter } = current().table;
  dispatch({ type: "rows", filter, rows: arrayRows(filterRows(rows, filter, searchText)) });
}
const endedShown = 50;

function searchText({ order, bank, ownOrder }: EdsRow): string {
  return [order.bankOrderId, order.originator.userId, order.originator.name, order.firstAccount, order.firstParty, bank, ownOrder].join(" ");
}
