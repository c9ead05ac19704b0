import { defineScreen } from "../shell/define-screen.ts";
import type { Routes } from "../routes.ts";
import type { WorkstationSession } from "../session.ts";
import { sendCommands } from "./commands.ts";
import { holdSessions } from "./hold-sessions.ts";
import { currentRun, initialSend, type SendAction, type SendModel, updateSend } from "./model.ts";
import { SendView } from "./view.tsx";

/** Sessions with the banks, live; they go on when the screen is left. */
export const send = defineScreen<WorkstationSession, Routes, "send", SendModel, SendAction>({
  id: "send",
  title: (params) => (params.send ? "Send" : "Fetch"),
  colour: (_params, model) => currentRun(model)?.context.customer.profile.colour,
  initial: () => initialSend,
  update: updateSend,
  start: holdSessions,
  commands: sendCommands,
  Component: SendView,
});
