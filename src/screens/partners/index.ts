import type { Routes } from "../routes.ts";
import type { WorkstationSession } from "../session.ts";
import { defineScreen } from "../shell/define-screen.ts";
import { partnersCommands } from "./commands.ts";
import { loadPartners } from "./load-partners.ts";
import { initialPartners, type PartnersAction, type PartnersModel, updatePartners } from "./model.ts";
import { PartnersView } from "./view.tsx";

/** The counterparties of one customer. */
export const partners = defineScreen<WorkstationSession, Routes, "partners", PartnersModel, PartnersAction>({
  id: "partners",
  title: () => "Partners",
  colour: ({ context }) => context.customer.profile.colour,
  initial: ({ unconfirmed }) => initialPartners(unconfirmed === true),
  update: updatePartners,
  start: loadPartners,
  resumed: loadPartners,
  commands: partnersCommands,
  Component: PartnersView,
});
