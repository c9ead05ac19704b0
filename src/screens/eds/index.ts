import type { Routes } from "../routes.ts";
import type { WorkstationSession } from "../session.ts";
import { defineScreen } from "../shell/define-screen.ts";
import { edsCommands } from "./commands.ts";
import { loadEds } from "./load-eds.ts";
import { type EdsAction, type EdsModel, initialEds, updateEds } from "./model.ts";
import { EdsView } from "./view.tsx";

/** Orders that wait for signatures at the banks: ours and those of others of the same customer. */
export const eds = defineScreen<WorkstationSession, Routes, "eds", EdsModel, EdsAction>({
  id: "eds",
  title: () => "To sign at the bank",
  colour: ({ context }) => context.customer.profile.colour,
  initial: initialEds,
  update: updateEds,
  start: loadEds,
  resumed: loadEds,
  commands: edsCommands,
  Component: EdsView,
});
