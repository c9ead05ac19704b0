import type { Routes } from "../routes.ts";
import type { WorkstationSession } from "../session.ts";
import { defineScreen } from "../shell/define-screen.ts";
import { settingsCommands } from "./commands.ts";
import { loadSettings } from "./load-settings.ts";
import { initialSettings, type SettingsAction, type SettingsModel, updateSettings } from "./model.ts";
import { SettingsView } from "./view.tsx";

/** Everything of one customer that can be set. */
export const settings = defineScreen<WorkstationSession, Routes, "settings", SettingsModel, SettingsAction>({
  id: "settings",
  title: () => "Settings",
  colour: ({ context }) => context.customer.profile.colour,
  initial: ({ context, section }) => initialSettings(context.operator.language, section),
  update: updateSettings,
  start: loadSettings,
  resumed: loadSettings,
  commands: settingsCommands,
  Component: SettingsView,
});
