import { Box } from "ink";
import type { ReactNode } from "react";
import { CustomerStrip } from "../customer-strip/customer-strip.tsx";
import { currentRow } from "../lists/list-model.ts";
import type { PropsOf } from "../routes.ts";
import type { Span } from "../widgets/line.tsx";
import { type Column, Table } from "../widgets/table.tsx";
import { openUnderCursor } from "./commands.ts";
import { type BankAction, type BankModel, type SectionId, sectionOf, sections } from "./model.ts";
import type { BankRow } from "./rows.ts";

export function BankView(props: PropsOf<"bank", BankModel, BankAction>): ReactNode {
  const { model, params, size, shell, dispatch } = props;
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      <CustomerStrip context={params.context} facts={factSpans(model)} width={size.columns} />
      <Table
        columns={columnsOf[model.section]} rows={model.rows} state={model.table} keyOf={(row) => row.key} filterable titles={model.section !== "protocol" && model.section !== "bank"}
        size={{ columns: size.columns, rows: size.rows - 1 }}
        onAction={(action) => dispatch({ type: "table", action })}
        opens={opens(model)} onOpen={() => void openUnderCursor(props).catch(shell.showError.bind(shell))}
        empty={model.asking ? "Asking the bank …" : model.loaded ? sectionOf(model).empty : "Reading …"}
      />
    </Box>
  );
}

/** What Enter does with the order under the cursor. */
function opens(model: BankModel): string {
  const direction = currentRow(model)?.order?.direction;
  return direction === undefined ? "" : direction === "send" ? "send it" : "fetch it";
}

function factSpans(model: BankModel): Span[] {
  return [model.connection?.title ?? "", ...sections.flatMap(({ id, title }, at): Span[] => [" ", id === model.section ? { text: `[${at + 1} ${title}]`, bold: true } : `${at + 1} ${title}`]), model.asking ? { text: " asking …", dim: true } : ""];
}

const cell = (at: number) => (row: BankRow): string => row.cells[at] ?? "";
const orders: readonly Column<BankRow>[] = [
  { title: "", width: 5, cell: cell(0) },
  { title: "order", width: { min: 18, grow: 2 }, cell: cell(1), whole: true },
  { title: "called", width: { min: 25, grow: 1 }, cell: cell(2) },
  // A blank more than between other columns: the number must not be read as part of the user's id.
  { title: "sig ", width: 4, align: "right", cell: (row) => (cell(3)(row) === "" ? "" : `${cell(3)(row)} `) },
  { title: "who may", width: { min: 10, grow: 1 }, cell: cell(4) },
];
const columnsOf: Readonly<Record<SectionId, readonly Column<BankRow>[]>> = {
  orders,
  available: orders.slice(0, 3),
  protocol: [{ title: "", width: { min: 20, grow: 1 }, cell: cell(0) }],
  rights: [
    { title: "user", width: 10, cell: cell(0) },
    { title: "name, order", width: { min: 18, grow: 2 }, cell: cell(1) },
    { title: "called, state", width: { min: 24, grow: 1 }, cell: cell(2) },
    { title: "may", width: { min: 14, grow: 1 }, cell: cell(3) },
    { title: "up to", width: 16, align: "right", cell: cell(4), from: 110 },
  ],
  bank: [{ title: "", width: 28, cell: cell(0) }, { title: "", width: { min: 20, grow: 1 }, cell: cell(1) }],
};
