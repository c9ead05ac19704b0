import { type ReactNode, useState } from "react";
import type { Mending, MendingGroup, MendingKind } from "../../workflows/import-desk/mender.ts";
import type { ImportPlan } from "../../workflows/import-desk/plan-import.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import type { DialogCustomer, ScreenSize } from "../shell/shell.ts";
import { DialogFrame, dialogWidth, wrapText } from "../widgets/dialog-frame.tsx";
import { Line } from "../widgets/line.tsx";
import { arrayRows } from "../widgets/row-source.ts";
import { type Column, Table } from "../widgets/table.tsx";
import { initialTable, updateTable } from "../widgets/table-state.ts";
import { useInput } from "../widgets/use-input.ts";
import { counted } from "../wording/amounts.ts";
import type { ImportContext } from "./work.ts";

const titles: Readonly<Record<MendingKind, string>> = {
  address: "split addresses into their parts",
  characters: "write texts in plain characters",
  date: "move dates to the next bank day",
  bic: "look up missing BICs by the account",
};

/** What can be mended, before and after; the operator chooses the kinds. @returns the choice, or undefined when left as it was */
export function chooseMendings({ shell, params }: ImportContext, name: string, plan: ImportPlan): Promise<ReadonlySet<MendingKind> | undefined> {
  return shell.dialog<ReadonlySet<MendingKind>>((close, size) => <MendDialog title={`Mend ${name}`} customer={customerOf(params.context)} plan={plan} size={size} onClose={close} />);
}

interface MendDialogProps {
  readonly title: string;
  readonly customer: DialogCustomer;
  readonly plan: ImportPlan;
  readonly size: ScreenSize;
  readonly onClose: (chosen?: ReadonlySet<MendingKind>) => void;
}

const maxWidth = 120;

function MendDialog({ title, customer, plan, size, onClose }: MendDialogProps): ReactNode {
  const [chosen, setChosen] = useState(plan.chosen);
  const [at, setAt] = useState(0);
  const [table, setTable] = useState(initialTable);
  const width = dialogWidth(size, maxWidth);
  const { mendings } = plan;
  const group = mendings[at];
  const current = group?.first[table.cursor];
  const inFull = current === undefined ? [] : [`before  ${current.before === "" ? "-" : current.before}`, `after   ${current.after}`].flatMap((text) => wrapText(text, width).slice(0, 3));
  const tableRows = Math.max(4, Math.min(size.rows - mendings.length - inFull.length - 6, (group?.first.length ?? 0) + 1, 16));
  useInput((event) => {
    if (event.kind === "paste") return true;
    switch (event.name) {
      case "tab":
        setAt((at + 1) % mendings.length);
        setTable(initialTable);
        return true;
      case "space":
        if (group !== undefined) setChosen(toggled(chosen, group.kind));
        return true;
      case "enter":
        onClose(chosen);
        return true;
      case "esc":
        onClose();
        return true;
      default:
        return false;
    }
  }, "field");
  return (
    <DialogFrame title={title} customer={customer} size={size} width={maxWidth} rows={mendings.length + tableRows + inFull.length + 4}>
      {() => (
        <>
          {mendings.map((one, index) => <Line key={one.kind} spans={groupSpans(one, index === at, chosen.has(one.kind))} width={width} />)}
          <Line spans={[{ text: "─".repeat(width), dim: true }]} width={width} />
          <Table columns={columns} rows={arrayRows(group?.first ?? [])} state={table} size={{ columns: width, rows: tableRows }} keyOf={(mending) => `${mending.transaction ?? "batch"} ${mending.field} ${mending.before}`}
            onAction={(action) => setTable((state) => updateTable(state, action))} empty="" />
          <Line spans={[{ text: more(group), dim: true }]} width={width} />
          {inFull.map((text, index) => <Line key={String(index)} spans={[text]} width={width} />)}
          <Line spans={[{ text: "─".repeat(width), dim: true }]} width={width} />
          <Line spans={[{ text: "Tab next kind · Space chooses it · ↑ ↓ look · Enter mends so · Esc leaves", dim: true }]} width={width} />
        </>
      )}
    </DialogFrame>
  );
}

const columns: readonly Column<Mending>[] = [
  { title: "", width: 1, cell: (mending) => (mending.certain ? "" : "?"), look: () => ({ tone: "warning", bold: true }) },
  { title: "payment", width: 8, align: "right", cell: ({ transaction }) => (transaction === undefined ? "batch" : String(transaction + 1)) },
  { title: "of", width: { min: 10, grow: 1 }, cell: (mending) => mending.subject, from: 90 },
  { title: "before", width: { min: 20, grow: 2 }, cell: (mending) => mending.before },
  { title: "after", width: { min: 20, grow: 2 }, cell: (mending) => mending.after },
];

function groupSpans({ kind, count, uncertain }: MendingGroup, isCurrent: boolean, isChosen: boolean): Parameters<typeof Line>[0]["spans"] {
  const look = uncertain === 0 ? "" : ` · ${uncertain} to look at (?)`;
  return [{ text: `${isCurrent ? "▸" : " "} [${isChosen ? "x" : " "}] ${titles[kind]}: ${count}${look}`, bold: isCurrent }];
}

function more(group: MendingGroup | undefined): string {
  const hidden = (group?.count ?? 0) - (group?.first.length ?? 0);
  return hidden > 0 ? `and ${counted(hidden, "more", "more")} like these` : "";
}

function toggled(chosen: ReadonlySet<MendingKind>, kind: MendingKind): ReadonlySet<MendingKind> {
  const next = new Set(chosen);
  if (!next.delete(kind)) next.add(kind);
  return next;
}
