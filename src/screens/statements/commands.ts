import { printStatement } from "../../workflows/print-pages.ts";
import { connectionsOf, daysOf, statementGaps } from "../../workflows/statement-gaps.ts";
import { currentRow } from "../lists/list-model.ts";
import { writeOut, writtenText } from "../lists/out-file.ts";
import type { CommandOf } from "../routes.ts";
import { loadStatements } from "./load-statements.ts";
import type { StatementsAction, StatementsModel } from "./model.ts";

const noneHere = ({ model }: { readonly model: StatementsModel }): string | undefined => (currentRow(model) === undefined ? "There is no statement under the cursor." : undefined);

export const statementsCommands: readonly CommandOf<"statements", StatementsModel, StatementsAction>[] = [
  {
    id: "statements.account", title: "account", keys: ["a"], description: "Shows one account's statements after the other, then all again.",
    disabledReason: ({ model }) => (model.accounts.length === 0 ? "This customer has no accounts yet." : undefined),
    run: ({ dispatch }) => dispatch({ type: "next-account" }),
  },
  {
    id: "statements.print", title: "print", keys: ["p"], description: "Writes the statement as PDF into the folder for prints.", disabledReason: noneHere,
    async run({ model, params, session, shell }) {
      const row = currentRow(model);
      if (row === undefined) return;
      const printed = await printStatement(params.context, row.statement.id);
      shell.notice(writtenText(await writeOut(session.files, printed.fileName, printed.bytes)), "good");
    },
  },
  {
    id: "statements.export", title: "original", keys: ["w"], description: "Writes the file as the bank sent it, byte for byte.", disabledReason: noneHere,
    async run({ model, params, session, shell }) {
      const row = currentRow(model);
      const file = row === undefined ? undefined : await params.context.store.files.get(row.statement.fileId);
      if (file === undefined) return;
      shell.notice(writtenText(await writeOut(session.files, file.name, params.context.store.files.read(file.id))), "good");
    },
  },
  {
    id: "statements.import", title: "import", keys: ["i"], description: "Takes in a statement file that came by another road.",
    run: ({ shell, params }) => shell.push("import", { context: params.context }),
  },
  {
    id: "statements.fetch", title: "fetch", keys: ["f"], description: "Asks the banks for new statements.",
    disabledReason: ({ params }) => (params.context.rights.includes("fetch") ? undefined : "You have no right to fetch for this customer."),
    async run({ shell, params }) {
      const connections = await params.context.store.connections.all();
      if (connections.length === 0) return shell.notice("There is no connection to a bank yet. Settings sets one up.", "warning");
      shell.push("send", { customers: [{ context: params.context, connectionIds: connections.map((one) => one.id) }], send: false, fetch: true });
    },
  },
  {
    id: "statements.missing", title: "missing days", keys: ["m"], inFooter: false, description: "Finds where one statement does not follow the other, and asks the banks for those days once more.",
    disabledReason: ({ params }) => (params.context.rights.includes("fetch") ? undefined : "You have no right to fetch for this customer."),
    async run({ shell, params }) {
      const gaps = await statementGaps(params.context.store);
      const days = daysOf(gaps);
      if (days === undefined) return shell.notice("Nothing is missing: each statement opens with what the one before closed with.", "good");
      const connectionIds = await connectionsOf(params.context.store, gaps);
      if (connectionIds.length === 0) return shell.notice("Statements are missing, but their accounts have no connection to a bank. Settings sets one up.", "warning");
      shell.push("send", { customers: [{ context: params.context, connectionIds }], send: false, fetch: true, days });
    },
  },
  { id: "statements.reload", title: "load anew", keys: ["r"], inFooter: false, run: loadStatements },
];
