import { Box } from "ink";
import { type ReactNode, useMemo } from "react";
import { CustomerStrip } from "../customer-strip/customer-strip.tsx";
import type { PropsOf } from "../routes.ts";
import { widthOf } from "../terminal/width.ts";
import type { Span } from "../widgets/line.tsx";
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
      <CustomerStrip context={context} facts={tabSpans(model, size.columns - widthOf(context.customer.profile.shortName) - 3)} width={size.columns} />
      <Table
        columns={columns} rows={model.rows} state={model.table} keyOf={keyOfRow} filterable titles={model.section !== "profile"}
        size={{ columns: size.columns, rows: size.rows - 1 }}
        onAction={(action) => dispatch({ type: "table", action })}
        onOpen={() => void editUnderCursor(props).catch(shell.showError.bind(shell))}
        empty={model.loaded ? sectionOf(model).empty : "Reading …"}
      />
    </Box>
  );
}

/** `1 profile [2 accounts] …`; where there is little room the other titles are cut, `1 prof [2 accounts] 3 sign`, and at last only the numbers left. */
function tabSpans(model: SettingsModel, room: number): Span[] {
  const lengthsTried = Array.from({ length: 11 }, (_, at) => 12 - at);
  const length = lengthsTried.find((one) => sections.reduce((cells, { id, title }) => cells + (id === model.section ? title.length : title.slice(0, one).trimEnd().length) + " 1 ".length, " []".length) <= room) ?? 0;
  return sections.flatMap(({ id, title }, at): Span[] => [" ", id === model.section ? { text: `[${at + 1} ${title}]`, bold: true } : `${at + 1} ${title.slice(0, length)}`.trimEnd()]);
}
