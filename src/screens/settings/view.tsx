import { Box } from "ink";
import { type ReactNode, useMemo } from "react";
import { CustomerStrip, roomForFacts } from "../customer-strip/customer-strip.tsx";
import { tabSpans } from "../lists/tab-spans.ts";
import type { PropsOf } from "../routes.ts";
import { Table } from "../widgets/table.tsx";
import { sectionColumns } from "./columns.ts";
import { editUnderCursor } from "./commands.ts";
import { sectionOf, sections, type SettingsAction, type SettingsModel } from "./model.ts";
import { keyOfRow } from "./rows.ts";

export function SettingsView(props: PropsOf<"settings", SettingsModel, SettingsAction>): ReactNode {
  const { model, params, size, shell, dispatch } = props;
  const { context } = params;
  const columns = useMemo(() => sectionColumns(model.section, context.operator.language), [model.section, context.operator.language]);
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      <CustomerStrip context={context} facts={tabSpans(sections, sections.findIndex(({ id }) => id === model.section), roomForFacts(context, size.columns))} width={size.columns} />
      <Table
        columns={columns} rows={model.rows} state={model.table} keyOf={keyOfRow} filterable titles={model.section !== "profile"}
        size={{ columns: size.columns, rows: size.rows - 1 }}
        onAction={(action) => dispatch({ type: "table", action })}
        opens="" onOpen={() => void editUnderCursor(props).catch(shell.showError.bind(shell))}
        empty={model.loaded ? sectionOf(model).empty : "Reading …"}
      />
    </Box>
  );
}
