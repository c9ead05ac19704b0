import { printStatement } from "../../workflows/print-pages.ts";
import { currentRow } from "../lists/list-model.ts";
import { writeOut, writtenText } from "../lists/out-file.ts";
import type { CommandOf } from "../routes.ts";
import { showFacts } from "../dialogs/facts-dialog.tsx";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { matchedOrderIds } from "./entry-row.ts";
import { loadEntries } from "./load-entries.ts";
import type { EntriesAction, EntriesModel } from "./model.ts";
import { openEntry, showEntry } from "./open-entry.ts";
import { statementFacts } from "./statement-facts.ts";

const noneHere = ({ model }: { readonly model: EntriesModel }): string | undefined => (currentRow(model) === undefined ? "There is no entry under the cursor." : undefined);
const noStatement = ({ model }: { readonly model: EntriesModel }): string | undefined => (model.statement === undefined ? "The statement is not read yet." : undefined);

export const entriesCommands: readonly CommandOf<"entries", EntriesModel, EntriesAction>[] = [
  {
    id: "entries.order", title: "order", keys: ["o"], description: "Goes to the order that this entry books.",
    disabledReason: ({ model }) => {
      const entry = currentRow(model);
      if (entry === undefined) return "There is no entry under the cursor.";
      return matchedOrderIds(entry).length === 0 ? "No order was found for this entry." : undefined;
    },
    async run(screen) {
      const entry = currentRow(screen.model);
      if (entry !== undefined) await openEntry(screen, entry);
    },
  },
  {
    id: "entries.details", title: "details", keys: ["d"], description: "Everything the bank says of this entry.", disabledReason: noneHere,
    async run(screen) {
      const entry = currentRow(screen.model);
      if (entry !== undefined) await showEntry(screen, entry);
    },
  },
  {
    id: "entries.balances", title: "balances", keys: ["b"], description: "All balances, dates and findings of the statement.", disabledReason: noStatement,
    async run({ model, params, shell }) {
      if (model.statement === undefined) return;
      await showFacts(shell, { title: "Statement", customer: customerOf(params.context), facts: statementFacts(model.statement, params.context.operator.language) });
    },
  },
  {
    id: "entries.print", title: "print", keys: ["p"], description: "Writes the statement as PDF into the folder for prints.", disabledReason: noStatement,
    async run({ params, session, shell }) {
      const printed = await printStatement(params.context, params.statementId);
      shell.notice(writtenText(await writeOut(session.files, printed.fileName, printed.bytes)), "good");
    },
  },
  {
    id: "entries.export", title: "original", keys: ["w"], description: "Writes the file as the bank sent it, byte for byte.", disabledReason: noStatement,
    async run({ model, params, session, shell }) {
      const { files } = params.context.store;
      const file = model.statement === undefined ? undefined : await files.get(model.statement.fileId);
      if (file === undefined) return;
      shell.notice(writtenText(await writeOut(session.files, file.name, files.read(file.id))), "good");
    },
  },
  { id: "entries.reload", title: "load anew", keys: ["r"], inFooter: false, run: loadEntries },
];
