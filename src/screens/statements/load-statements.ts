import type { Statement } from "../../workflows/ports/statements.ts";
import type { ContextOf } from "../routes.ts";
import type { StatementsAction, StatementsModel } from "./model.ts";
import { statementRows } from "./statement-row.ts";

export type StatementsContext = ContextOf<"statements", StatementsModel, StatementsAction>;

const pageRows = 500;
/** Ten years of one account, daily; older ones are found by account. */
const rowsMax = 20_000;

/** Headers only: entries are read where they are looked at. */
export async function loadStatements({ params, dispatch, signal }: StatementsContext): Promise<void> {
  const { store } = params.context;
  const accounts = await store.accounts.all();
  const statements: Statement[] = [];
  while (statements.length < rowsMax && !signal.aborted) {
    const page = await store.statements.list({ limit: pageRows, offset: statements.length });
    statements.push(...page);
    if (page.length < pageRows) break;
  }
  dispatch({ type: "loaded", rows: statementRows(statements, accounts), accounts, accountId: params.accountId });
}
