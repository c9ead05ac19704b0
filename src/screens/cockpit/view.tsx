import { Box } from "ink";
import { type ReactNode, useEffect, useMemo } from "react";
import type { PropsOf } from "../routes.ts";
import { openNeed } from "../needs/open-need.ts";
import { placeColumns } from "../widgets/columns.ts";
import { Lines } from "../widgets/dialog-frame.tsx";
import { Line, type Span } from "../widgets/line.tsx";
import { arrayRows } from "../widgets/row-source.ts";
import { Table, wholeLines } from "../widgets/table.tsx";
import type { TableAction } from "../widgets/table-state.ts";
import { counted } from "../wording/amounts.ts";
import { customerColumns, needColumns } from "./columns.ts";
import { type CockpitAction, type CockpitModel, customersOf, focusOf, needsOf, unread } from "./model.ts";
import { goInto } from "./go-into.ts";
import { readCustomers } from "./read-customers.ts";

type CockpitProps = PropsOf<"cockpit", CockpitModel, CockpitAction>;

export function CockpitView(props: CockpitProps): ReactNode {
  const { model, size, session, shell, dispatch } = props;
  const { language } = session.operator?.operator ?? { language: "en" as const };
  const minute = Math.floor(session.clock.now() / 60_000);
  const needs = useMemo(() => needsOf(model), [model]);
  const mine = useMemo(() => needs.filter(({ item }) => item.mine).length, [needs]);
  const customers = useMemo(() => customersOf(model), [model]);
  const needRows = useMemo(() => arrayRows(needs), [needs]);
  const customerRows = useMemo(() => arrayRows(customers), [customers]);
  const forNeeds = useMemo(() => needColumns(language, minute * 60_000), [language, minute]);
  const forCustomers = useMemo(() => customerColumns(language, minute * 60_000, size.columns), [language, minute, size.columns]);
  useRefreshAfterActivities(props);

  const needLines = Math.max(1, Math.min(needs.length, Math.max(3, Math.floor((size.rows - 4) / 2), size.rows - 5 - customers.length)));
  const focus = focusOf(model);
  // Where the customers leave room, the need under the cursor is told in full at the bottom.
  const spare = size.rows - needLines - 4 - customers.length;
  const whole = focus === "needs" && spare > 0 ? wholeLines(placeColumns(forNeeds, size.columns - 2), needRows, model.needs, size.columns - 2).slice(0, spare) : [];
  const onNeeds = (action: TableAction): void => {
    // Below the last need the customers begin; the filter is one for both lists.
    if (action.type === "move" && action.by === 1 && model.needs.cursor >= needs.length - 1 && customers.length > 0) dispatch({ type: "focus", on: "customers" });
    else if (action.type === "filtering" || action.type === "filter") dispatch({ type: "list", action });
    else if (action.type !== "mark") dispatch({ type: "needs", action });
  };
  const onList = (action: TableAction): void => {
    if (action.type === "move" && action.by === -1 && model.list.cursor === 0 && needs.length > 0) dispatch({ type: "focus", on: "needs" });
    else dispatch({ type: "list", action });
  };
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      <Heading title={`Needs me now (${mine})${needs.length > mine ? ` · needs others (${needs.length - mine})` : ""}`} note={unread(model) > 0 ? `reading ${counted(unread(model), "customer")} …` : ""} width={size.columns} bold={focus === "needs"} />
      <Table
        columns={forNeeds} rows={needRows} state={{ ...model.needs, filter: "" }} keyOf={(row) => row.key} titles={false} filterable active={focus === "needs"}
        size={{ columns: size.columns, rows: needLines }} onAction={onNeeds}
        onOpen={({ customer, item }) => {
          if (customer.context !== undefined) openNeed(shell, customer.context, item);
        }}
        empty={unread(model) > 0 || !model.listed ? "Reading …" : "Nothing needs you now."}
      />
      <Heading title={`Customers (${customers.length})`} note={headingNote(model)} width={size.columns} bold={focus === "customers"} />
      <Table
        columns={forCustomers} rows={customerRows} state={model.list} keyOf={(row) => row.summary.id} markable filterable active={focus === "customers"}
        size={{ columns: size.columns, rows: size.rows - needLines - 2 - whole.length }} onAction={onList} onOpen={(row) => void goInto(props, row).catch(shell.showError.bind(shell))}
        empty={model.listed ? "No customers yet. n makes the first one." : "Reading …"}
      />
      <Lines lines={whole} width={size.columns} />
    </Box>
  );
}

function headingNote(model: CockpitModel): string {
  const marked = model.list.marked.size;
  return [marked > 0 ? `${marked} marked` : "", model.sort === "name" ? "" : `by ${model.sort}`, "/ filter", "o order"].filter((part) => part !== "").join(" · ");
}

/** `Needs me now (9) ───────── / filter` */
function Heading({ title, note, width, bold }: { readonly title: string; readonly note: string; readonly width: number; readonly bold: boolean }): ReactNode {
  const rule = Math.max(1, width - title.length - note.length - (note === "" ? 3 : 5));
  const spans: Span[] = [" ", { text: title, bold }, " ", { text: "─".repeat(rule), dim: true }, note === "" ? "" : ` ${note} `];
  return <Line spans={spans} width={width} />;
}

/** A session that went on in the background changes what stands here. */
function useRefreshAfterActivities(props: CockpitProps): void {
  const ended = props.shell.activities.filter((activity) => activity.state !== "running").map((activity) => activity.id).at(-1) ?? 0;
  // Only the end of an activity matters, not each new picture.
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when another activity has ended
  useEffect(() => {
    if (ended > 0) void readCustomers(props).catch((error: unknown) => props.shell.showError(error));
  }, [ended]);
}
