import { instantNow } from "../../workflows/context.ts";
import { showFacts } from "../dialogs/facts-dialog.tsx";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { currentRow } from "../lists/list-model.ts";
import { writeOut, writtenText } from "../lists/out-file.ts";
import type { CommandOf } from "../routes.ts";
import { counted } from "../wording/amounts.ts";
import { entryLines, journalJsonLines } from "./journal-lines.ts";
import { type JournalContext, loadJournal } from "./load-journal.ts";
import type { JournalAction, JournalModel } from "./model.ts";

const nothingYet = ({ model }: { readonly model: JournalModel }): string | undefined => (model.count === 0 ? "Nothing was done for this customer yet." : undefined);

export const journalCommands: readonly CommandOf<"journal", JournalModel, JournalAction>[] = [
  {
    id: "journal.verify", title: "verify", keys: ["v"], description: "Walks the chain of hashes from the first entry to the last.",
    disabledReason: (screen) => nothingYet(screen) ?? (screen.model.verdict.kind === "checking" ? "The chain is being checked." : undefined),
    run: verify,
  },
  {
    id: "journal.export", title: "export", keys: ["w"], description: "Writes the whole journal as JSON lines, with the hashes.", disabledReason: nothingYet,
    run({ params, session, shell }) {
      const { context } = params;
      const name = `${context.customer.profile.shortName}-journal-${instantNow(context).slice(0, 10)}.jsonl`;
      shell.startActivity({
        title: `Journal · ${context.customer.profile.shortName}`,
        async run({ progress, signal }) {
          const lines = journalJsonLines(context.store.journal, signal, (done, total) => progress({ done, total, text: "entries" }));
          shell.notice(writtenText(await writeOut(session.files, name, lines)), "good");
        },
      });
    },
  },
  {
    id: "journal.details", title: "details", keys: ["Enter", "d"], description: "One entry with everything in it.",
    disabledReason: ({ model }) => (currentRow(model) === undefined ? "There is no entry under the cursor." : undefined),
    run: showEntryUnderCursor,
  },
  { id: "journal.reload", title: "load anew", keys: ["r"], inFooter: false, run: loadJournal },
];

export async function showEntryUnderCursor({ model, params, shell }: JournalContext): Promise<void> {
  const entry = currentRow(model);
  if (entry !== undefined) await showFacts(shell, { title: `Journal entry ${entry.sequence}`, customer: customerOf(params.context), facts: entryLines(entry) });
}

async function verify({ params, dispatch, shell }: JournalContext): Promise<void> {
  const { journal } = params.context.store;
  dispatch({ type: "verdict", verdict: { kind: "checking" } });
  try {
    const entries = await journal.count();
    const broken = await journal.verify();
    if (broken === undefined) {
      dispatch({ type: "verdict", verdict: { kind: "whole", entries } });
      shell.notice(`The journal is whole: ${counted(entries, "entry", "entries")}, each fits the one before.`, "good");
    } else {
      dispatch({ type: "verdict", verdict: { kind: "broken", ...broken } });
      await showFacts(shell, {
        title: "The journal is broken", customer: customerOf(params.context),
        facts: [["where", `entry ${broken.sequence}`], ["why", broken.problem], ["means", "Entries from here on cannot be relied upon: somebody or something changed them outside of Kontor."], ["next", "Tell your administrator and keep the store's file as it is; restore from a backup made before."]],
      });
    }
  } catch (error) {
    dispatch({ type: "verdict", verdict: { kind: "unchecked" } });
    throw error;
  }
}
