import type { Routes } from "../routes.ts";
import type { WorkstationSession } from "../session.ts";
import { defineScreen } from "../shell/define-screen.ts";
import { loadQuarantine, quarantineCommands } from "./commands.ts";
import { initialQuarantine, type QuarantineAction, type QuarantineModel, updateQuarantine } from "./model.ts";
import { QuarantineView } from "./view.tsx";

/** Files that could not be taken in and wait until somebody settles them. */
export const quarantine = defineScreen<WorkstationSession, Routes, "quarantine", QuarantineModel, QuarantineAction>({
  id: "quarantine",
  title: () => "Quarantine",
  colour: ({ context }) => context.customer.profile.colour,
  initial: initialQuarantine,
  update: updateQuarantine,
  start: loadQuarantine,
  resumed: loadQuarantine,
  commands: quarantineCommands,
  Component: QuarantineView,
});
