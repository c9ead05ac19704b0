import { orderNumberText } from "../../domain/order-number.ts";
import { defineScreen } from "../shell/define-screen.ts";
import type { Routes } from "../routes.ts";
import type { WorkstationSession } from "../session.ts";
import { orderCommands } from "./commands.ts";
import { initialOrder, type OrderAction, type OrderModel, updateOrder } from "./model.ts";
import { readOrder } from "./read-order.ts";
import { OrderView } from "./view.tsx";

/** One order: what it pays, where it stands and why, and what can be done with it now. */
export const order = defineScreen<WorkstationSession, Routes, "order", OrderModel, OrderAction>({
  id: "order",
  title: (_params, { loaded }) => (loaded === undefined ? "Order" : `${orderNumberText(loaded.order.number)} ${loaded.order.title}`),
  colour: ({ context }) => context.customer.profile.colour,
  initial: () => initialOrder,
  update: updateOrder,
  start: readOrder,
  resumed: readOrder,
  commands: orderCommands,
  Component: OrderView,
});
