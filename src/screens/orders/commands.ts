import type { OrderId } from "../../domain/ids.ts";
import type { Order } from "../../workflows/ports/orders.ts";
import { checkOrder } from "../../workflows/check-order.ts";
import type { CommandOf } from "../routes.ts";
import { type OrderAction, whyNot, whyNotAny } from "../order/order-actions.ts";
import { queueUnlessRepeated, sendOrders } from "../order/send-orders.ts";
import { counted } from "../wording/amounts.ts";
import { loadRows, type OrdersContext, reload } from "./load-orders.ts";
import type { OrdersAction, OrdersModel } from "./model.ts";
import { stateGroups } from "./state-groups.ts";

type OrdersCommand = CommandOf<"orders", OrdersModel, OrdersAction>;

export const ordersCommands: readonly OrdersCommand[] = [
  {
    id: "orders.sign", title: "sign", keys: ["s"], description: "Signs the marked orders, or the one under the cursor, on one review sheet.",
    disabledReason: disabled("sign"),
    async run(screen) {
      const orders = (await chosen(screen)).filter((order) => whyNot("sign", order, screen.params.context.rights) === undefined);
      if (orders.length === 0) return screen.shell.notice("None of the marked orders can be signed now.", "warning");
      screen.shell.push("sign", { customers: [{ context: screen.params.context, orderIds: orders.map((order) => order.id) }] });
    },
  },
  {
    id: "orders.send", title: "send", keys: ["x"], description: "Puts the marked orders into the outbox and begins a session with the bank.",
    disabledReason: disabled("send"),
    async run(screen) {
      await sendOrders(screen.shell, [{ context: screen.params.context, orders: await chosen(screen) }], screen.params.context.operator.language);
      await reload(screen);
    },
  },
  {
    id: "orders.queue", title: "outbox", keys: ["o"], description: "Puts the marked orders into the outbox: they leave with the next session.",
    disabledReason: disabled("queue"),
    async run(screen) {
      let queued = 0;
      for (const order of await chosen(screen)) {
        if (whyNot("queue", order, screen.params.context.rights) !== undefined) continue;
        if (await queueUnlessRepeated(screen.shell, screen.params.context, order, screen.params.context.operator.language)) queued++;
      }
      screen.shell.notice(`${counted(queued, "order")} in the outbox; x sends.`, queued > 0 ? "good" : "info");
      await reload(screen);
    },
  },
  {
    id: "orders.check", title: "check", keys: ["c"], description: "Looks at the marked orders as the bank will.",
    disabledReason: disabled("check"),
    async run(screen) {
      let clean = 0;
      let broken = 0;
      for (const order of await chosen(screen)) {
        if (whyNot("check", order, screen.params.context.rights) !== undefined) continue;
        const checked = await checkOrder(screen.params.context, order.id);
        if (checked.state === "checked") clean++;
        else broken++;
      }
      screen.shell.notice(`${counted(clean, "order")} checked, ${broken} to correct.`, broken > 0 ? "warning" : "good");
      await reload(screen);
    },
  },
  ...stateGroups.map(
    (group, at): OrdersCommand => ({
      id: `orders.show-${group.id}`, title: group.title, keys: [String(at + 1)], inFooter: false, description: `Shows the orders: ${group.title}.`,
      async run(screen) {
        screen.dispatch({ type: "group", group });
        await loadRows(screen);
      },
    }),
  ),
  {
    id: "orders.next-group", title: "next list", keys: ["tab"], inFooter: false,
    async run(screen) {
      screen.dispatch({ type: "group", group: stateGroups[(stateGroups.indexOf(screen.model.group) + 1) % stateGroups.length] ?? screen.model.group });
      await loadRows(screen);
    },
  },
  { id: "orders.reload", title: "load anew", keys: ["r"], inFooter: false, run: reload },
  {
    id: "orders.import", title: "import", keys: ["i"], inFooter: false, description: "Imports an order file.",
    run: ({ shell, params }) => shell.push("import", { context: params.context }),
  },
  {
    id: "orders.new", title: "new payment", keys: ["n"], inFooter: false, description: "Enters a payment by hand.",
    run: ({ shell, params }) => shell.push("payment", { context: params.context }),
  },
];

/** Of the order under the cursor; with marks each order is judged when the command runs. */
function disabled(action: OrderAction): (screen: OrdersContext) => string | undefined {
  return ({ model, params }) => {
    if (model.table.marked.size > 0) return undefined;
    const order = model.rows.row(model.table.cursor);
    return whyNotAny(action, order === undefined ? [] : [order], params.context.rights);
  };
}

/** The marked orders as they are now, else the one under the cursor. */
async function chosen({ current, params }: OrdersContext): Promise<Order[]> {
  const { table, rows } = current();
  const under = rows.row(table.cursor)?.id;
  const ids = table.marked.size > 0 ? [...table.marked] : under === undefined ? [] : [under];
  const orders: Order[] = [];
  for (const id of ids) {
    // Marks are keys of rows, and those are the orders' ids.
    const order = await params.context.store.orders.get(id as OrderId);
    if (order !== undefined) orders.push(order);
  }
  return orders;
}
