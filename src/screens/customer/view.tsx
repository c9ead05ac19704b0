import { Box } from "ink";
import { type ReactNode, useMemo } from "react";
import type { WorkflowContext } from "../../workflows/context.ts";
import { CustomerStrip } from "../customer-strip/customer-strip.tsx";
import { openNeed } from "../needs/open-need.ts";
import type { PropsOf, WorkstationShell } from "../routes.ts";
import { keyLabel } from "../commands/key-name.ts";
import { widthOf } from "../terminal/width.ts";
import { Lines } from "../widgets/dialog-frame.tsx";
import type { Span } from "../widgets/line.tsx";
import { Table } from "../widgets/table.tsx";
import { counted, sumsText } from "../wording/amounts.ts";
import { menuIds } from "./commands.ts";
import type { OverviewRow } from "./load-overview.ts";
import type { CustomerAction, CustomerModel } from "./model.ts";
import { overviewColumns } from "./overview-spans.ts";

export function CustomerView({ model, params, size, shell, session, dispatch }: PropsOf<"customer", CustomerModel, CustomerAction>): ReactNode {
  const { context } = params;
  const { language } = context.operator;
  const minute = Math.floor(session.clock.now() / 60_000);
  const columns = useMemo(() => overviewColumns(language, minute * 60_000, size.columns), [language, minute, size.columns]);
  const menu = menuLines(shell, size.columns);
  const facts = model.overview === undefined ? "Reading …" : `${model.overview.summary.balances.length === 0 ? "" : ` · ${sumsText(model.overview.summary.balances, language)}`} · ${counted(model.overview.orderCount, "order")} · you may ${context.rights.join(", ")}`;
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      <CustomerStrip context={context} facts={[{ text: context.customer.profile.name, bold: true }, facts]} width={size.columns} />
      <Lines lines={menu} width={size.columns} />
      <Table
        columns={columns} rows={model.rows} state={model.table} keyOf={(row) => row.key} titles={false} size={{ columns: size.columns, rows: size.rows - 1 - menu.length }}
        onAction={(action) => dispatch({ type: "table", action })} onOpen={(row) => openRow(shell, context, row)}
        empty={model.overview === undefined ? "" : "Nothing here yet: e sets up the bank and the accounts."}
      />
    </Box>
  );
}

/** `o orders  i import …` in as many lines as it takes, from the live commands: remapped keys and what is not allowed are seen here, too. */
function menuLines(shell: WorkstationShell, width: number): (readonly Span[])[] {
  const lines: Span[][] = [];
  let left = 0;
  for (const { id, title, keys: [key], disabledReason } of shell.commands()) {
    if (!menuIds.includes(id) || key === undefined) continue;
    const dim = disabledReason !== undefined;
    const label = keyLabel(key);
    const cells = widthOf(`  ${label} ${title}`);
    if (cells > left) {
      lines.push([]);
      left = width;
    }
    left -= cells;
    lines.at(-1)?.push("  ", { text: label, bold: !dim, dim }, { text: ` ${title}`, dim });
  }
  return lines;
}

function openRow(shell: WorkstationShell, context: WorkflowContext, row: OverviewRow): void {
  switch (row.kind) {
    case "need":
      openNeed(shell, context, row.item);
      break;
    case "account":
      shell.push("statements", { context });
      break;
    case "connection":
      shell.push("settings", { context });
      break;
    case "order":
      shell.push("order", { context, orderId: row.order.id });
      break;
  }
}
