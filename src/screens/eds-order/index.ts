import type { Routes } from "../routes.ts";
import type { WorkstationSession } from "../session.ts";
import { defineScreen } from "../shell/define-screen.ts";
import { edsOrderCommands } from "./commands.ts";
import { loadEdsOrder } from "./load-eds-order.ts";
import { type EdsOrderAction, type EdsOrderModel, initialEdsOrder, updateEdsOrder } from "./model.ts";
import { EdsOrderView } from "./view.tsx";

/** One order that waits at the bank: what stands in it, who signed; signed or cancelled from here. */
export const edsOrder = defineScreen<WorkstationSession, Routes, "eds-order", EdsOrderModel, EdsOrderAction>({
  id: "eds-order",
  title: ({ bankOrderId }) => `${bankOrderId} at the bank`,
  colour: ({ context }) => context.customer.profile.colour,
  initial: () => initialEdsOrder,
  update: updateEdsOrder,
  start: loadEdsOrder,
  resumed: loadEdsOrder,
  commands: edsOrderCommands,
  Component: EdsOrderView,
});
