import { Box } from "ink";
import { type ReactNode, useMemo } from "react";
import { CustomerStrip } from "../customer-strip/customer-strip.tsx";
import type { PropsOf } from "../routes.ts";
import { widthOf } from "../terminal/width.ts";
import type { Span } from "../widgets/line.tsx";
import { Table } from "../widgets/table.tsx";
import { sectionColumns } from "./columns.ts";
import { editUnderCursor } from "./commands.ts";
import { type Section, sectionOf, sections, type SettingsAction, type SettingsModel } from "./model.ts";
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
        opens="" onOpen={() => void editUnderCursor(props).catch(shell.showError.bind(shell))}
        empty={model.loaded ? sectionOf(model).empty : "Reading …"}
      />
    </Box>
  );
}

/** `1 profile [2 accounts] …`; where there is little room in short words, then cut, `1 prof [2 acco] 3 sign`, and at last only the numbers are left. */
function tabSpans(model: SettingsModel, room: number): Span[] {
  const isOpen = ({ id }: Section): boolean => id === model.section;
  const forms: readonly ((section: Section) => string)[] = [
    ({ title }) => title,
    (section) => (isOpen(section) ? section.title : section.shortTitle),
    ...Array.from({ length: 8 }, (_, at) => ({ shortTitle }: Section) => shortTitle.slice(0, 8 - at)),
    () => "",
  ];
  const frame = " []".length;
  const cells = (form: (section: Section) => string): number => sections.reduce((sum, section) => sum + " 1 ".length + form(section).length, frame);
  const form = forms.find((one) => cells(one) <= room) ?? (() => "");
  return sections.flatMap((section, at): Span[] => {
    const text = `${at + 1} ${form(section)}`.trimEnd();
    return [" ", isOpen(section) ? { text: `[${text}]`, bold: true } : text];
  });
}
