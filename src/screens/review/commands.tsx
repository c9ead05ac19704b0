import { customerOf } from "../customer-strip/customer-strip.tsx";
import { sendOrders } from "../order/send-orders.ts";
import type { CommandOf } from "../routes.ts";
import { orderLines } from "../sign/sheet-lines.ts";
import { atBankLines } from "./at-bank-lines.ts";
import { keyFor } from "./chosen.ts";
import { contentsMissing, fetchContents, whyNotFetch } from "./fetch-contents.ts";
import { type ReviewAction, type ReviewModel, whyNotSign } from "./model.ts";
import { OrderDialog } from "./order-dialog.tsx";
import { notSigned, readSheet } from "./read-sheet.ts";
import { shortName, titleOf } from "./row-spans.ts";
import type { ReviewRow } from "./rows.ts";
import { type ReviewContext, signAll } from "./sign-all.ts";

export const reviewCommands: readonly CommandOf<"review", ReviewModel, ReviewAction>[] = [
  {
    id: "review.sign", title: "sign", keys: ["s"], description: "Asks once per device for its PIN and signs exactly what the sheet shows.",
    when: ({ model }) => model.phase === "ready" || model.phase === "reading",
    disabledReason: ({ model }) => whyNotSign(model),
    run: signAll,
  },
  {
    id: "review.stop", title: "stop", keys: ["c"], description: "Ends the signing before the next order, and a line that is being dialled at once; what is signed stays signed.",
    when: ({ model }) => model.phase === "signing", run: ({ model }) => model.stop?.(),
  },
  {
    id: "review.send", title: "send", keys: ["x"], description: "Sends the orders whose signatures are complete.",
    when: ({ model }) => model.phase === "signed",
    disabledReason: ({ model }) => (completed(model).length === 0 ? "Nothing here is completely signed yet." : undefined),
    async run({ current, shell, session }) {
      await sendOrders(shell, completed(current()), session.operator?.operator.language ?? "en");
    },
  },
  {
    id: "review.again", title: "read anew", keys: ["r"], description: "Reads anew what was not signed: changed orders as they are now, stopped ones once more.",
    when: ({ model }) => model.phase === "signed",
    disabledReason: ({ model }) => (notSigned(model).length === 0 ? "All of it is signed." : undefined),
    async run(screen) {
      const left = notSigned(screen.model);
      screen.dispatch({ type: "again" });
      await readSheet(screen, left);
    },
  },
  {
    id: "review.fetch", title: "fetch contents", keys: ["f"], description: "Fetches what stands in the orders that wait at a bank and whose content is not here, compares each digest with the one to be signed, and puts them on the sheet.",
    when: ({ model }) => model.phase === "ready" && contentsMissing(model) > 0,
    disabledReason: ({ model }) => whyNotFetch(model),
    run: fetchContents,
  },
  {
    id: "review.leave-out", title: "leave out", keys: ["space"], description: "Leaves the order under the cursor out, or takes it in again; on a customer's line, all of its orders.",
    when: ({ model }) => model.phase === "ready",
    disabledReason: ({ model }) => (ordersAt(model).length === 0 ? "There is no order under the cursor." : undefined),
    run({ model, dispatch }) {
      const keys = ordersAt(model).map((order) => order.key);
      dispatch({ type: "leave-out", keys, out: keys.some((key) => !model.leftOut.has(key)) });
    },
  },
  {
    id: "review.open", title: "open", keys: ["enter"], description: "Shows all of the order under the cursor that is signed: payees, accounts, the whole hash.",
    disabledReason: ({ model }) => (model.rows[model.cursor]?.order === undefined ? "There is no order under the cursor." : undefined),
    run: openOrder,
  },
  {
    id: "review.payments", title: "payments", keys: ["o"], inFooter: false, description: "Opens the order with every payment and its history.",
    disabledReason: ({ model }) => (model.rows[model.cursor]?.order === undefined ? "There is no order under the cursor." : undefined),
    run({ model, shell }) {
      const row = model.rows[model.cursor];
      if (row?.order === undefined) return;
      const { context } = row.group.group;
      if (row.order.kind === "own") shell.push("order", { context, orderId: row.order.entry.order.id });
      else shell.push("eds-order", { context, connectionId: row.order.sheet.order.connectionId, bankOrderId: row.order.sheet.order.bankOrderId });
    },
  },
  {
    id: "review.next-key", title: "other key", keys: ["k"], inFooter: false, description: "Signs this customer's orders with another of your keys at this bank.",
    when: ({ model }) => model.phase === "ready" && (model.rows[model.cursor]?.group.prepared?.choices.length ?? 0) > 1,
    run({ model, dispatch }) {
      const row = model.rows[model.cursor];
      if (row !== undefined) dispatch({ type: "next-key", group: row.group.group.key });
    },
  },
];

function ordersAt(model: ReviewModel): readonly { readonly key: string }[] {
  const row: ReviewRow | undefined = model.rows[model.cursor];
  if (row === undefined || row.kind === "unread") return [];
  return row.order === undefined ? row.group.orders : [row.order];
}

async function openOrder({ model, shell, session }: ReviewContext): Promise<void> {
  const row = model.rows[model.cursor];
  const prepared = row?.group.prepared;
  if (row?.order === undefined || prepared === undefined) return;
  const { order } = row;
  const { context } = row.group.group;
  const key = keyFor(model, row.group);
  const setting = { language: context.operator.language, nowMs: session.clock.now() };
  await shell.dialog<true>((close, size) => (
    <OrderDialog
      title={`${shortName(order)} ${titleOf(order)}`} customer={customerOf(context)} size={size} onClose={() => close(true)}
      linesFor={(width) => (order.kind === "own"
        ? orderLines(order.entry, { ...prepared, sheet: { ...prepared.sheet, orders: [order.entry] } }, key?.effects.get(order.entry.order.id), { ...setting, width })
        : atBankLines(order, key, { ...setting, width }))}
    />
  ));
}

/** Orders that were signed here and need no more signatures, by customer. */
function completed(model: ReviewModel): Parameters<typeof sendOrders>[1] {
  return model.groups.flatMap((group) => {
    const orders = group.orders.flatMap(({ key }) => {
      const result = model.results.get(key);
      return result?.kind === "signed" && result.verdict.complete ? [result.order] : [];
    });
    return orders.length === 0 ? [] : [{ context: group.group.context, orders }];
  });
}
