import { type ReactNode, useMemo, useState } from "react";
import { filterRows } from "../lists/list-model.ts";
import type { WorkstationShell } from "../routes.ts";
import type { DialogCustomer, ScreenSize } from "../shell/shell.ts";
import { DialogFrame, dialogWidth } from "../widgets/dialog-frame.tsx";
import { Line } from "../widgets/line.tsx";
import { arrayRows } from "../widgets/row-source.ts";
import { type Column, Table } from "../widgets/table.tsx";
import { initialTable, updateTable } from "../widgets/table-state.ts";
import { useInput } from "../widgets/use-input.ts";

export interface ChooseQuestion<Row> {
  readonly title: string;
  readonly customer?: DialogCustomer | undefined;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** What the `/` filter looks at. */
  readonly textOf: (row: Row) => string;
  /** Key of the row where the cursor begins; else the first one. */
  readonly first?: string | undefined;
  readonly empty: string;
  /** What Enter does: "use this order". */
  readonly choose: string;
}

/** A list to choose one row from. @returns undefined when left with Esc */
export function chooseRow<Row>(shell: Pick<WorkstationShell, "dialog">, question: ChooseQuestion<Row>): Promise<Row | undefined> {
  return shell.dialog<Row>((close, size) => <ChooseDialog question={question} size={size} onClose={close} />);
}

function ChooseDialog<Row>({ question, size, onClose }: { readonly question: ChooseQuestion<Row>; readonly size: ScreenSize; readonly onClose: (row?: Row) => void }): ReactNode {
  const [table, setTable] = useState(() => ({ ...initialTable, cursor: Math.max(0, question.rows.findIndex((row) => question.keyOf(row) === question.first)) }));
  const width = dialogWidth(size, 100);
  // Where a row says in full below the list what is cut in it, there is room for that.
  const [least, besides] = question.columns.some((column) => column.whole === true) ? [9, 6] : [6, 3];
  const rows = Math.min(size.rows - 2, Math.max(least, question.rows.length + besides));
  const source = useMemo(() => arrayRows(filterRows(question.rows, table.filter, question.textOf)), [question, table.filter]);
  useInput((event) => {
    if (event.kind === "paste" || event.name !== "esc" || table.filtering || table.filter !== "") return false;
    onClose();
    return true;
  }, "widget");
  return (
    <DialogFrame title={question.title} customer={question.customer} size={size} width={100} rows={rows}>
      {() => (
        <>
          <Table columns={question.columns} rows={source} state={table} size={{ columns: width, rows: rows - 1 }} keyOf={question.keyOf} filterable
            onAction={(action) => setTable((state) => updateTable(state, action))} onOpen={(row) => onClose(row)} empty={question.empty} />
          <Line spans={[{ text: `Enter: ${question.choose} · / filters · Esc closes`, dim: true }]} width={width} />
        </>
      )}
    </DialogFrame>
  );
}
