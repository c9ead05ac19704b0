import { Box } from "ink";
import { type ReactNode, useMemo } from "react";
import { CustomerStrip } from "../customer-strip/customer-strip.tsx";
import type { PropsOf } from "../routes.ts";
import type { Span } from "../widgets/line.tsx";
import { Table } from "../widgets/table.tsx";
import { counted } from "../wording/amounts.ts";
import { type StatementsAction, type StatementsModel, unbalancedCount } from "./model.ts";
import { statementColumns } from "./statement-row.ts";

export function StatementsView({ model, params, size, shell, session, dispatch }: PropsOf<"statements", StatementsModel, StatementsAction>): ReactNode {
  const { context } = params;
  const minute = Math.floor(session.clock.now() / 60_000);
  const columns = useMemo(() => statementColumns(context.operator.language, minute * 60_000), [context.operator.language, minute]);
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      <CustomerStrip context={context} facts={factSpans(model)} width={size.columns} />
      <Table
        columns={columns} rows={model.rows} state={model.table} keyOf={(row) => row.statement.id} filterable
        size={{ columns: size.columns, rows: size.rows - 1 }}
        onAction={(action) => dispatch({ type: "table", action })}
        onOpen={(row) => shell.push("entries", { context, statementId: row.statement.id })}
        rowLook={(row) => (row.statement.balanced === false ? { bold: true } : undefined)}
        empty={model.loaded ? "No statements yet. f fetches them from the bank, i imports a file." : "Reading …"}
      />
    </Box>
  );
}

function factSpans(model: StatementsModel): Span[] {
  const spans: Span[] = [model.account === undefined ? "all accounts" : { text: model.account.title, bold: true }, { text: ` · ${counted(model.rows.count, "statement")}`, dim: true }];
  const unbalanced = unbalancedCount(model);
  if (unbalanced > 0) spans.push({ text: `  ✕ ${unbalanced === 1 ? "1 statement does" : `${unbalanced} statements do`} not add up`, tone: "bad", bold: true });
  return spans;
}
