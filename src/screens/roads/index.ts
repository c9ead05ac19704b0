import type { Routes } from "../routes.ts";
import type { WorkstationSession } from "../session.ts";
import { defineScreen } from "../shell/define-screen.ts";
import { loadRoads, roadsCommands } from "./commands.ts";
import { initialRoads, type RoadsAction, type RoadsModel, updateRoads } from "./model.ts";
import { RoadsView } from "./view.tsx";

/** By which roads a bank is reached, in their order; here a line is tested, and its calls are seen. */
export const roads = defineScreen<WorkstationSession, Routes, "roads", RoadsModel, RoadsAction>({
  id: "roads",
  title: () => "Roads",
  colour: ({ context }) => context.customer.profile.colour,
  initial: initialRoads,
  update: updateRoads,
  start: loadRoads,
  resumed: loadRoads,
  commands: roadsCommands,
  Component: RoadsView,
});
