import { orderNumberText } from "../../domain/order-number.ts";
import { recallReasons } from "../../domain/recall-answer.ts";
import { prepareRecall } from "../../workflows/recalls/prepare-recall.ts";
import type { RecallWish } from "../../workflows/recalls/write-recall.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { chooseRow } from "../dialogs/choose-dialog.tsx";
import { counted, moneyText, sumsText } from "../wording/amounts.ts";
import type { OrderContext } from "./read-order.ts";

interface Scope {
  readonly key: string;
  readonly what: string;
  readonly sum: string;
  readonly wish: Pick<RecallWish, "batch" | "payments">;
}

/** What is asked back, why, and a sentence for the bank; then the recall's own page. Nothing has left by then. */
export async function recall(screen: OrderContext): Promise<void> {
  const { shell, params } = screen;
  const order = screen.current().loaded?.order;
  if (order === undefined) return;
  const scopes = scopesOf(screen);
  const scope = scopes.length === 1 ? scopes[0] : await chooseRow(shell, {
    title: `Recall: what of order ${orderNumberText(order.number)}?`, customer: customerOf(params.context), rows: scopes, keyOf: ({ key }) => key, textOf: ({ what }) => what, empty: "", choose: "ask this back",
    columns: [{ title: "asks back", width: { min: 30, grow: 2 }, cell: ({ what }) => what }, { title: "sum", width: 22, align: "right", cell: ({ sum }) => sum }],
  });
  if (scope === undefined) return;
  const reason = await chooseRow(shell, {
    title: "Recall: why?", customer: customerOf(params.context), rows: Object.entries(recallReasons), keyOf: ([code]) => code, textOf: ([code, words]) => `${code} ${words}`, empty: "", choose: "this is the reason",
    columns: [{ title: "code", width: 6, cell: ([code]) => code }, { title: "reason", width: { min: 20, grow: 1 }, cell: ([, words]) => words }],
  });
  if (reason === undefined) return;
  const text = await shell.askText({ title: `Recall ${scope.what}`, label: "a sentence for the bank, or nothing", details: ["Nothing leaves yet: the recall is an order of its own, which is signed and sent."] });
  if (text === undefined) return;
  const made = await prepareRecall(params.context, order.id, { ...scope.wish, reason: reason[0], text: text.trim() === "" ? undefined : text.trim() });
  shell.notice(`Recall ${orderNumberText(made.number)} is prepared. The bank knows nothing of it yet: s signs, x sends.`, "good");
  shell.push("order", { context: params.context, orderId: made.id });
}

/** All of it; where there is more than one payment, also the one under the cursor and its batch. */
function scopesOf(screen: OrderContext): Scope[] {
  const { loaded, transactions, tables } = screen.current();
  const { language } = screen.params.context.operator;
  if (loaded === undefined) return [];
  const { order, batches } = loaded;
  const all: Scope = { key: "all", what: order.transactionCount === 1 ? "the only payment" : `all ${counted(order.transactionCount, "payment")}`, sum: sumsText(order.sums, language), wish: {} };
  const row = transactions.row(tables.transactions.cursor);
  if (order.transactionCount === 1 || row === undefined) return [all];
  const batch: Scope = { key: "batch", what: `batch ${row.batch + 1}, with payment ${row.position + 1} in it`, sum: "", wish: { batch: row.batch + 1 } };
  return [{ key: "payment", what: `payment ${row.position + 1}: ${row.creditor.name}`, sum: moneyText(row.amount, language), wish: { payments: [row.position + 1] } }, ...(batches.length > 1 ? [batch] : []), all];
}
