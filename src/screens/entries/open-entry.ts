import type { EntryDetail } from "../../domain/statement.ts";
import { formatAmount } from "../../domain/money.ts";
import type { OrderId } from "../../domain/ids.ts";
import type { StoredEntry } from "../../workflows/ports/statements.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { chooseRow } from "../dialogs/choose-dialog.tsx";
import { showFacts } from "../dialogs/facts-dialog.tsx";
import { orderColumns } from "../orders/columns.ts";
import { counted } from "../wording/amounts.ts";
import { detailFacts, entryFacts, matchedOrderIds, remittanceText } from "./entry-row.ts";
import { type EntriesContext, ordersOf } from "./load-entries.ts";

/** A detail of a batch beside the order it was matched to. */
interface DetailRow {
  readonly detail: EntryDetail;
  readonly index: number;
  readonly orderId: OrderId | undefined;
}

/** To the order the entry was matched to; to the choice between several; without one, to all that is known of the entry. */
export async function openEntry(screen: EntriesContext, entry: StoredEntry): Promise<void> {
  const ids = matchedOrderIds(entry);
  const [only] = ids;
  const { context } = screen.params;
  if (only === undefined) return showEntry(screen, entry);
  if (ids.length === 1) return screen.shell.push("order", { context, orderId: only });
  const order = await chooseRow(screen.shell, {
    title: `Entry ${entry.position + 1} books ${counted(ids.length, "order")}`, customer: customerOf(context),
    columns: orderColumns(context.operator.language, screen.session.clock.now()), rows: await ordersOf(screen, entry),
    keyOf: (row) => row.id, textOf: (row) => row.title, empty: "The orders are not there any more.", choose: "go to the order",
  });
  if (order !== undefined) screen.shell.push("order", { context, orderId: order.id });
}

/** Everything of an entry; of a batch its payments as a list, each of which opens. */
export async function showEntry(screen: EntriesContext, entry: StoredEntry): Promise<void> {
  const { context } = screen.params;
  const language = context.operator.language;
  const customer = customerOf(context);
  if (entry.details.length <= 1) return showFacts(screen.shell, { title: `Entry ${entry.position + 1}`, customer, facts: entryFacts(entry, language) });
  const rows = entry.details.map((detail, index): DetailRow => ({ detail, index, orderId: entry.matchedOrders.find((match) => match.detail === index)?.orderId }));
  const chosen = await chooseRow(screen.shell, {
    title: `Entry ${entry.position + 1}: ${counted(rows.length, "payment")}`, customer, rows, keyOf: (row) => String(row.index),
    columns: [
      { title: "#", width: 6, align: "right", cell: (row) => String(row.index + 1) },
      { title: "who", width: { min: 14, grow: 2 }, cell: ({ detail }) => detail.counterparty?.name ?? "-" },
      { title: "what for", width: { min: 10, grow: 2 }, cell: ({ detail }) => remittanceText(detail) },
      { title: "amount", width: 16, align: "right", cell: ({ detail }) => (detail.amount === undefined ? "-" : formatAmount(detail.amount, language)) },
      { title: "", width: 1, cell: (row) => (row.orderId === undefined ? "" : "→") },
    ],
    textOf: ({ detail }) => [detail.counterparty?.name, remittanceText(detail), detail.endToEndId].join(" "),
    empty: "The bank gave no details.", choose: "open",
  });
  if (chosen === undefined) return;
  if (chosen.orderId !== undefined) return screen.shell.push("order", { context, orderId: chosen.orderId });
  await showFacts(screen.shell, { title: `Entry ${entry.position + 1}, payment ${chosen.index + 1}`, customer, facts: detailFacts(chosen.detail) });
}
