import type { Routes } from "../routes.ts";
import type { WorkstationSession } from "../session.ts";
import { defineScreen } from "../shell/define-screen.ts";
import { connectCommands } from "./commands.ts";
import { type ConnectAction, type ConnectModel, initialConnect, updateConnect } from "./model.ts";
import { loadConnect } from "./steps.ts";
import { ConnectView } from "./view.tsx";

/** The guided set-up to a bank: every step is in the store, so it can be left and taken up. */
export const connect = defineScreen<WorkstationSession, Routes, "connect", ConnectModel, ConnectAction>({
  id: "connect",
  title: (_params, model) => model.facts.connection?.title ?? "New connection",
  colour: ({ context }) => context.customer.profile.colour,
  initial: initialConnect,
  update: updateConnect,
  start: (screen) => loadConnect(screen),
  resumed: (screen) => loadConnect(screen),
  commands: connectCommands,
  Component: ConnectView,
});
