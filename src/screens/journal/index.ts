import type { Routes } from "../routes.ts";
import type { WorkstationSession } from "../session.ts";
import { defineScreen } from "../shell/define-screen.ts";
import { journalCommands } from "./commands.ts";
import { loadJournal } from "./load-journal.ts";
import { initialJournal, type JournalAction, type JournalModel, updateJournal } from "./model.ts";
import { JournalView } from "./view.tsx";

/** What was done for one customer, by whom and when; it proves itself. */
export const journal = defineScreen<WorkstationSession, Routes, "journal", JournalModel, JournalAction>({
  id: "journal",
  title: () => "Journal",
  colour: ({ context }) => context.customer.profile.colour,
  initial: initialJournal,
  update: updateJournal,
  start: loadJournal,
  resumed: loadJournal,
  commands: journalCommands,
  Component: JournalView,
});
