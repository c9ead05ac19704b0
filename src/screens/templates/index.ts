import type { Routes } from "../routes.ts";
import type { WorkstationSession } from "../session.ts";
import { defineScreen } from "../shell/define-screen.ts";
import { loadTemplates, templatesCommands } from "./commands.ts";
import { initialTemplates, type TemplatesAction, type TemplatesModel, updateTemplates } from "./model.ts";
import { TemplatesView } from "./view.tsx";

/** Orders to be filled in again. */
export const templates = defineScreen<WorkstationSession, Routes, "templates", TemplatesModel, TemplatesAction>({
  id: "templates",
  title: () => "Templates",
  colour: ({ context }) => context.customer.profile.colour,
  initial: initialTemplates,
  update: updateTemplates,
  start: loadTemplates,
  resumed: loadTemplates,
  commands: templatesCommands,
  Component: TemplatesView,
});
