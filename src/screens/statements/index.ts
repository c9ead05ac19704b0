import type { Routes } from "../routes.ts";
import type { WorkstationSession } from "../session.ts";
import { defineScreen } from "../shell/define-screen.ts";
import { statementsCommands } from "./commands.ts";
import { loadStatements } from "./load-statements.ts";
import { initialStatements, type StatementsAction, type StatementsModel, updateStatements } from "./model.ts";
import { StatementsView } from "./view.tsx";

/** The statements of one customer, by account. */
export const statements = defineScreen<WorkstationSession, Routes, "statements", StatementsModel, StatementsAction>({
  id: "statements",
  title: () => "Statements",
  colour: ({ context }) => context.customer.profile.colour,
  initial: initialStatements,
  update: updateStatements,
  start: loadStatements,
  resumed: loadStatements,
  commands: statementsCommands,
  Component: StatementsView,
});
