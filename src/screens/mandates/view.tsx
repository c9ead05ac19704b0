import { Box } from "ink";
import { type ReactNode, useMemo } from "react";
import type { RegisterEntry } from "../../domain/mandate.ts";
import { mandateDay } from "../../workflows/mandates/keep-mandate.ts";
import { CustomerStrip } from "../customer-strip/customer-strip.tsx";
import { currentRow } from "../lists/list-model.ts";
import type { PropsOf } from "../routes.ts";
import { Lines, wrapText } from "../widgets/dialog-frame.tsx";
import type { Span } from "../widgets/line.tsx";
import { Table } from "../widgets/table.tsx";
import { counted } from "../wording/amounts.ts";
import { mandateColumns } from "./columns.ts";
import { editUnderCursor } from "./commands.ts";
import { loadRows } from "./load-mandates.ts";
import { type MandatesAction, type MandatesModel, stateGroups } from "./model.ts";

export function MandatesView(props: PropsOf<"mandates", MandatesModel, MandatesAction>): ReactNode {
  const { model, params, size, shell, dispatch } = props;
  const { context } = params;
  const today = mandateDay(context);
  const waiting = (model.counts.unconfirmed ?? 0) > 0;
  const columns = useMemo(() => mandateColumns(context.operator.language, today, waiting), [context.operator.language, today, waiting]);
  const remark = remarkLines(currentRow(model), size.columns);
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      <CustomerStrip context={context} facts={groupSpans(model)} width={size.columns} />
      <Table
        columns={columns} rows={model.rows} state={model.table} keyOf={({ mandate }) => mandate.id} markable filterable
        size={{ columns: size.columns, rows: size.rows - 1 - remark.length }} sortedBy={{ title: sortTitles[model.sort], descending: false }}
        onAction={(action) => {
          dispatch({ type: "table", action });
          if (action.type === "filter") void loadRows(props).catch(shell.showError.bind(shell));
        }}
        opens="" onOpen={() => void editUnderCursor(props).catch(shell.showError.bind(shell))}
        empty={model.loaded ? model.group.empty : "Reading …"}
      />
      <Lines lines={remark} width={size.columns} />
    </Box>
  );
}

/** Why the mandate under the cursor is suspended, and who has to confirm it: no column has room for it. */
function remarkLines(entry: RegisterEntry | undefined, width: number): (readonly Span[])[] {
  const reason = entry?.mandate.state === "suspended" ? entry.mandate.stateReason : undefined;
  const by = entry?.mandate.unconfirmed?.by.join(" and ");
  const remarks = [...(reason === undefined ? [] : [reason]), ...(by === undefined ? [] : [`▲ Unconfirmed: entered or changed by ${by}. Another operator compares it with the signed one, and confirms it (v).`])];
  return remarks.flatMap((text) => (text === "" ? [] : wrapText(text, width - 4))).slice(0, remarkRowsMax).map((line): readonly Span[] => ["  ", { text: line, tone: "warning" }]);
}
const remarkRowsMax = 3;

const sortTitles = { reference: "reference", debtor: "debtor", "last used": "last" } as const;

/** `1 all 214  2 active 200 …`, the present one marked; and how many rows are marked. */
function groupSpans(model: MandatesModel): Span[] {
  const spans: Span[] = stateGroups.flatMap((group, at): Span[] => {
    const count = model.counts[group.id];
    if (group.unconfirmed === true && group !== model.group && (count ?? 0) === 0) return [];
    const text = `${at + 1} ${group.id}${count === undefined || count === 0 ? "" : ` ${count}`}`;
    return group === model.group ? [{ text: `[${text}]`, bold: true }, " "] : [{ text: ` ${text} `, dim: count === 0 }, " "];
  });
  return model.table.marked.size === 0 ? spans : [{ text: `${counted(model.table.marked.size, "mandate")} marked  `, tone: "accent", bold: true }, ...spans];
}
