import { defineScreen } from "../shell/define-screen.ts";
import type { Routes } from "../routes.ts";
import type { WorkstationSession } from "../session.ts";
import { customerCommands } from "./commands.ts";
import { type CustomerAction, type CustomerModel, initialCustomer, updateCustomer } from "./model.ts";
import { readOverview } from "./read-overview.ts";
import { CustomerView } from "./view.tsx";

/** One customer: what needs attention, accounts, banks, the newest orders; the way to everything else. */
export const customer = defineScreen<WorkstationSession, Routes, "customer", CustomerModel, CustomerAction>({
  id: "customer",
  title: ({ context }) => context.customer.profile.shortName,
  colour: ({ context }) => context.customer.profile.colour,
  initial: () => initialCustomer,
  update: updateCustomer,
  start: readOverview,
  resumed: readOverview,
  commands: customerCommands,
  Component: CustomerView,
});
