import type { Partner } from "../../workflows/ports/customer-store.ts";
import { initialList, type ListAction, type ListModel, updateList } from "../lists/list-model.ts";
import type { Routes } from "../routes.ts";
import type { WorkstationSession } from "../session.ts";
import { defineScreen } from "../shell/define-screen.ts";
import { partnersCommands } from "./commands.ts";
import { loadPartners } from "./load-partners.ts";
import { PartnersView } from "./view.tsx";

/** The counterparties of one customer. */
export const partners = defineScreen<WorkstationSession, Routes, "partners", ListModel<Partner>, ListAction<Partner>>({
  id: "partners",
  title: () => "Partners",
  colour: ({ context }) => context.customer.profile.colour,
  initial: initialList<Partner>,
  update: updateList,
  start: loadPartners,
  resumed: loadPartners,
  commands: partnersCommands,
  Component: PartnersView,
});
