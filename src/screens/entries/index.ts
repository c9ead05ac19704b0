import type { Routes } from "../routes.ts";
import type { WorkstationSession } from "../session.ts";
import { defineScreen } from "../shell/define-screen.ts";
import { entriesCommands } from "./commands.ts";
import { loadEntries } from "./load-entries.ts";
import { type EntriesAction, type EntriesModel, initialEntries, updateEntries } from "./model.ts";
import { EntriesView } from "./view.tsx";

/** One statement with its entries, and the orders they book. */
export const entries = defineScreen<WorkstationSession, Routes, "entries", EntriesModel, EntriesAction>({
  id: "entries",
  title: (_params, model) => (model.statement === undefined ? "Statement" : `Statement ${model.statement.header.sequenceNumber ?? model.statement.header.statementId}`),
  colour: ({ context }) => context.customer.profile.colour,
  initial: initialEntries,
  update: updateEntries,
  start: loadEntries,
  resumed: loadEntries,
  commands: entriesCommands,
  Component: EntriesView,
});
