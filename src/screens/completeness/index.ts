import type { Routes } from "../routes.ts";
import type { WorkstationSession } from "../session.ts";
import { defineScreen } from "../shell/define-screen.ts";
import { completenessCommands } from "./commands.ts";
import { type CompletenessAction, type CompletenessModel, initialCompleteness, updateCompleteness } from "./model.ts";
import { readDays } from "./read-days.ts";
import { CompletenessView } from "./view.tsx";

/** Whether the statements of the last days are here, for every account of every customer. */
export const completeness = defineScreen<WorkstationSession, Routes, "completeness", CompletenessModel, CompletenessAction>({
  id: "completeness",
  title: () => "Statements of all",
  initial: () => initialCompleteness,
  update: updateCompleteness,
  start: readDays,
  resumed: readDays,
  commands: completenessCommands,
  Component: CompletenessView,
});
