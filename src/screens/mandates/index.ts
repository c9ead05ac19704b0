import type { Routes } from "../routes.ts";
import type { WorkstationSession } from "../session.ts";
import { defineScreen } from "../shell/define-screen.ts";
import { mandatesCommands } from "./commands.ts";
import { reload } from "./load-mandates.ts";
import { initialMandates, type MandatesAction, type MandatesModel, updateMandates } from "./model.ts";
import { MandatesView } from "./view.tsx";

/** The register of mandates under which the customer collects direct debits. */
export const mandates = defineScreen<WorkstationSession, Routes, "mandates", MandatesModel, MandatesAction>({
  id: "mandates",
  title: () => "Mandates",
  colour: ({ context }) => context.customer.profile.colour,
  initial: ({ show }) => initialMandates(show),
  update: updateMandates,
  start: reload,
  resumed: reload,
  commands: mandatesCommands,
  Component: MandatesView,
});
