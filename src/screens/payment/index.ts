import type { Routes } from "../routes.ts";
import type { WorkstationSession } from "../session.ts";
import { defineScreen } from "../shell/define-screen.ts";
import { paymentCommands } from "./commands.ts";
import { loadPayment } from "./load-payment.ts";
import { initialPayment, type PaymentAction, type PaymentModel, updatePayment } from "./model.ts";
import { PaymentView } from "./view.tsx";

/** Payments entered by hand. */
export const payment = defineScreen<WorkstationSession, Routes, "payment", PaymentModel, PaymentAction>({
  id: "payment",
  title: (params) => (params.orderId === undefined ? "New payment" : "Change payment"),
  colour: ({ context }) => context.customer.profile.colour,
  initial: initialPayment,
  update: updatePayment,
  unsaved: (model) => (model.dirty ? "a payment that is not stored" : undefined),
  start: loadPayment,
  commands: paymentCommands,
  Component: PaymentView,
});
