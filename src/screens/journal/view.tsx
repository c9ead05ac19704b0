import { Box } from "ink";
import { type ReactNode, useMemo } from "react";
import { CustomerStrip } from "../customer-strip/customer-strip.tsx";
import type { PropsOf } from "../routes.ts";
import type { Span } from "../widgets/line.tsx";
import { Table } from "../widgets/table.tsx";
import { counted } from "../wording/amounts.ts";
import { showEntryUnderCursor } from "./commands.ts";
import { journalColumns } from "./journal-lines.ts";
import { foundMax, loadJournal } from "./load-journal.ts";
import type { JournalAction, JournalModel } from "./model.ts";

export function JournalView(props: PropsOf<"journal", JournalModel, JournalAction>): ReactNode {
  const { model, params, size, shell, session, dispatch } = props;
  const { context } = params;
  const minute = Math.floor(session.clock.now() / 60_000);
  const columns = useMemo(() => journalColumns(context.operator.language, minute * 60_000), [context.operator.language, minute]);
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      <CustomerStrip context={context} facts={factSpans(model)} width={size.columns} />
      <Table
        columns={columns} rows={model.rows} state={model.table} keyOf={(entry) => String(entry.sequence)} filterable
        size={{ columns: size.columns, rows: size.rows - 1 }}
        onAction={(action) => {
          dispatch({ type: "table", action });
          if (action.type === "filter") void loadJournal(props).catch(shell.showError.bind(shell));
        }}
        opens="" onOpen={() => void showEntryUnderCursor(props).catch(shell.showError.bind(shell))}
        empty={model.loaded ? "Nothing yet. Every action is written here by itself." : "Reading …"}
      />
    </Box>
  );
}

function factSpans(model: JournalModel): Span[] {
  const counts: Span[] = [counted(model.count, "entry", "entries"), model.table.filter !== "" && model.rows.count >= foundMax ? { text: `, the newest ${foundMax} that fit`, dim: true } : ""];
  switch (model.verdict.kind) {
    case "unchecked":
      return [...counts, { text: " · chain not checked: v verifies it", dim: true }];
    case "checking":
      return [...counts, " · checking the chain …"];
    case "whole":
      return [...counts, { text: " · ✓ the chain is whole", tone: "good" }];
    case "broken":
      return [...counts, { text: ` · ✕ BROKEN at entry ${model.verdict.sequence}`, tone: "bad", bold: true }];
  }
}
