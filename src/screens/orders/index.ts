import { defineScreen } from "../shell/define-screen.ts";
import type { Routes } from "../routes.ts";
import type { WorkstationSession } from "../session.ts";
import { ordersCommands } from "./commands.ts";
import { reload } from "./load-orders.ts";
import { initialOrders, type OrdersAction, type OrdersModel, updateOrders } from "./model.ts";
import { OrdersView } from "./view.tsx";

/** The orders of one customer: by what is to be done next, by text; marked and treated together. */
export const orders = defineScreen<WorkstationSession, Routes, "orders", OrdersModel, OrdersAction>({
  id: "orders",
  title: () => "Orders",
  colour: ({ context }) => context.customer.profile.colour,
  initial: ({ states }) => initialOrders(states),
  update: updateOrders,
  start: reload,
  resumed: reload,
  commands: ordersCommands,
  Component: OrdersView,
});
