import { Box } from "ink";
import type { ReactNode } from "react";
import { CustomerStrip } from "../customer-strip/customer-strip.tsx";
import { ruleLine } from "../lists/rule-line.ts";
import type { PropsOf } from "../routes.ts";
import { Line, type Span } from "../widgets/line.tsx";
import { arrayRows } from "../widgets/row-source.ts";
import { type Column, Table } from "../widgets/table.tsx";
import { initialTable } from "../widgets/table-state.ts";
import { useInput } from "../widgets/use-input.ts";
import { counted, sumsText } from "../wording/amounts.ts";
import type { PreviewRow } from "../../formats/definition/try.ts";
import { adviceOf } from "./advice.ts";
import { chooseMeaning, toggleCut } from "./commands.ts";
import { type DefineAction, type DefineModel, exampleLine, type FieldRow, fieldRows, fieldUnderCursor } from "./model.ts";

const columns: readonly Column<FieldRow>[] = [
  { title: "column", width: { min: 12, grow: 1 }, cell: (row) => row.place },
  { title: "in this line", width: { min: 20, grow: 2 }, cell: (row) => row.sample },
  { title: "means", width: { min: 24, grow: 2 }, cell: (row) => row.means, look: (row) => (row.isSet ? { tone: "good" } : { dim: true }) },
];

const trialColumns: readonly Column<PreviewRow>[] = [
  { title: "name", width: { min: 14, grow: 2 }, cell: (row) => row.name ?? "" },
  { title: "account", width: { min: 14, grow: 2 }, cell: (row) => row.account ?? "" },
  { title: "amount", width: 16, align: "right", cell: (row) => `${row.amount ?? ""} ${row.currency ?? ""}` },
  { title: "date", width: 10, cell: (row) => row.date ?? "" },
  { title: "for", width: { min: 10, grow: 2 }, cell: (row) => row.text, from: 90 },
];

/** Above, what the columns of a line mean; below, at once, what is read with that. */
export function DefineView(props: PropsOf<"define-format", DefineModel, DefineAction>): ReactNode {
  const { model, params, size, dispatch } = props;
  const { draft, trial } = model;
  useInput((event) => {
    if (!model.cutting || event.kind === "paste") return false;
    switch (event.name) {
      case "left":
      case "right":
        dispatch({ type: "move", by: event.name === "left" ? -1 : 1 });
        return true;
      case "home":
      case "end":
        dispatch({ type: "move", by: event.name === "home" ? -100_000 : 100_000 });
        return true;
      case "space":
        void toggleCut(props).catch(props.shell.showError.bind(props.shell));
        return true;
      case "enter":
      case "esc":
      case "tab":
        dispatch({ type: "cutting", on: false });
        return true;
      default:
        return false;
    }
  }, "field");
  const rows = fieldRows(model);
  const ruler = draft !== undefined && draft.separator === undefined ? 2 : 0;
  const below = Math.max(6, Math.floor(size.rows / 3));
  const above = Math.max(4, size.rows - 2 - ruler - below);
  const context = params.context;
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      <CustomerStrip context={context} facts={[{ text: params.name, bold: true }, { text: factsOf(model), dim: true }]} width={size.columns} />
      {ruler === 0 ? null : <RulerLines model={model} width={size.columns} />}
      <Table columns={columns} rows={arrayRows(rows)} state={model.table} keyOf={(row) => String(row.index)} active={!model.cutting}
        size={{ columns: size.columns, rows: above }} onAction={(action) => dispatch({ type: "table", action })} opens="" onOpen={() => void chooseMeaning(props).catch(props.shell.showError.bind(props.shell))}
        empty={draft === undefined ? "Reading …" : "There is no text in this file."} />
      <Line spans={ruleLine(trial === undefined ? "what is read" : `what is read: ${counted(trial.count, draft?.kind === "statements" ? "entry" : "payment", draft?.kind === "statements" ? "entries" : "payments")} ${sumsText(trial.sums, context.operator.language)}`, size.columns)} width={size.columns} />
      <Table columns={trialColumns} rows={arrayRows(trial?.rows ?? [])} state={initialTable} keyOf={(row) => String(row.line)} active={false}
        size={{ columns: size.columns, rows: below - 2 }} onAction={() => undefined} empty={trial === undefined ? "Reading …" : "Nothing is read yet."} />
      <Line spans={[adviceOf(model)]} width={size.columns} />
    </Box>
  );
}

function factsOf({ draft }: DefineModel): string {
  if (draft === undefined) return "";
  const separator = draft.separator === "\t" ? "tab" : draft.separator;
  const written = draft.isWorkbook === true ? "spreadsheet" : `${draft.charset} · ${separator === undefined ? "fixed width" : `columns by ${separator}`}`;
  return ` · ${written} · ${draft.currency ?? "currency by column"} · line ${draft.exampleLine + 1}`;
}

/** The line with its cuts, the character under the cursor in view. */
function RulerLines({ model, width }: { readonly model: DefineModel; readonly width: number }): ReactNode {
  const text = exampleLine(model);
  const left = Math.max(0, Math.min(model.column - Math.floor(width / 2), text.length - width + 2));
  const cuts = new Set(model.draft?.fields.map((field) => field.at));
  const field = fieldUnderCursor(model);
  const marks = Array.from({ length: Math.min(width - 1, text.length - left) }, (_, index) => (cuts.has(left + index) ? "┃" : (left + index + 1) % 10 === 0 ? String(((left + index + 1) / 10) % 10) : "·")).join("");
  const from = Math.max(0, (field?.at ?? 0) - left);
  const to = Math.max(from, (field?.at ?? 0) + (field?.length ?? 0) - left);
  const shown = text.slice(left, left + width - 1);
  const at = model.column - left;
  const spans: Span[] = model.cutting
    ? [shown.slice(0, at), { text: shown.slice(at, at + 1) || " ", inverse: true, bold: true }, shown.slice(at + 1)]
    : [shown.slice(0, from), { text: shown.slice(from, to), bold: true, tone: "good" }, shown.slice(to)];
  return (
    <>
      <Line spans={[{ text: marks, dim: !model.cutting }]} width={width} />
      <Line spans={spans} width={width} />
    </>
  );
}
