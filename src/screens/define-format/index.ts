import type { Routes } from "../routes.ts";
import type { WorkstationSession } from "../session.ts";
import { defineScreen } from "../shell/define-screen.ts";
import { defineCommands, loadSample } from "./commands.ts";
import { type DefineAction, type DefineModel, initialDefine, updateDefine } from "./model.ts";
import { DefineView } from "./view.tsx";

/** A format made from a sample file: columns marked, the result seen at once, kept for this customer. */
export const defineFormatScreen = defineScreen<WorkstationSession, Routes, "define-format", DefineModel, DefineAction>({
  id: "define-format",
  title: () => "Define a format",
  colour: ({ context }) => context.customer.profile.colour,
  initial: initialDefine,
  update: updateDefine,
  unsaved: (model) => (model.draft === undefined ? undefined : "a format that is not stored"),
  start: loadSample,
  commands: defineCommands,
  Component: DefineView,
});
