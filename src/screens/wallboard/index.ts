import type { Routes } from "../routes.ts";
import type { WorkstationSession } from "../session.ts";
import { defineScreen } from "../shell/define-screen.ts";
import { initialWallboard, updateWallboard, type WallboardAction, type WallboardModel } from "./model.ts";
import { keepReading, readBoards } from "./read-boards.ts";
import { WallboardView } from "./view.tsx";

/** A whole office at a glance, for a screen that hangs on the wall. */
export const wallboard = defineScreen<WorkstationSession, Routes, "wallboard", WallboardModel, WallboardAction>({
  id: "wallboard",
  title: () => "Wallboard",
  initial: () => initialWallboard,
  update: updateWallboard,
  start: keepReading,
  commands: [{ id: "wallboard.reload", title: "load anew", keys: ["r"], run: readBoards }],
  Component: WallboardView,
});
