import { defineScreen } from "../shell/define-screen.ts";
import type { Routes } from "../routes.ts";
import type { WorkstationSession } from "../session.ts";
import { cockpitCommands } from "./commands.ts";
import { type CockpitAction, type CockpitModel, initialCockpit, updateCockpit } from "./model.ts";
import { readCustomers } from "./read-customers.ts";
import { CockpitView } from "./view.tsx";

/** What needs me now, over all customers; then the customers. */
export const cockpit = defineScreen<WorkstationSession, Routes, "cockpit", CockpitModel, CockpitAction>({
  id: "cockpit",
  title: () => "Cockpit",
  initial: () => initialCockpit,
  update: updateCockpit,
  start: readCustomers,
  resumed: readCustomers,
  commands: cockpitCommands,
  Component: CockpitView,
});
