import { Box } from "ink";
import { type ReactNode, useMemo } from "react";
import type { Language } from "../../domain/money.ts";
import type { QuarantinedFile } from "../../workflows/ports/import-desk.ts";
import { CustomerStrip } from "../customer-strip/customer-strip.tsx";
import { currentRow } from "../lists/list-model.ts";
import type { PropsOf } from "../routes.ts";
import { wrapText } from "../widgets/dialog-frame.tsx";
import { Line } from "../widgets/line.tsx";
import { type Column, Table } from "../widgets/table.tsx";
import { counted } from "../wording/amounts.ts";
import { instantText } from "../wording/dates.ts";
import { lookAgain } from "./commands.ts";
import { type QuarantineAction, type QuarantineModel, stateTitles } from "./model.ts";

export function QuarantineView(props: PropsOf<"quarantine", QuarantineModel, QuarantineAction>): ReactNode {
  const { model, params, size, session, dispatch } = props;
  const { context } = params;
  const minute = Math.floor(session.clock.now() / 60_000);
  const columns = useMemo(() => columnsOf(context.operator.language, minute * 60_000), [context.operator.language, minute]);
  const file = currentRow(model);
  const said = file === undefined ? [] : [...wrapText(file.reason, size.columns - 2).slice(0, 3), ...settledText(file, context.operator.language, minute * 60_000)];
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      <CustomerStrip context={context} facts={[{ text: `${counted(model.all.filter((one) => one.state === "held").length, "file")} in quarantine`, dim: true }]} width={size.columns} />
      <Table
        columns={columns} rows={model.rows} state={model.table} keyOf={(row) => row.id} filterable
        size={{ columns: size.columns, rows: size.rows - 1 - said.length }}
        onAction={(action) => dispatch({ type: "table", action })} opens="" onOpen={() => lookAgain(props)}
        empty={model.loaded ? "Nothing waits here. A file that cannot be imported comes here with a (put aside)." : "Reading …"}
      />
      {said.map((text, at) => <Line key={String(at)} spans={[{ text: ` ${text}`, dim: true }]} width={size.columns} />)}
    </Box>
  );
}

function columnsOf(language: Language, nowMs: number): readonly Column<QuarantinedFile>[] {
  return [
    { title: "file", width: { min: 20, grow: 2 }, cell: (file) => file.name },
    { title: "", width: 11, cell: (file) => stateTitles[file.state], look: (file) => ({ tone: file.state === "held" ? "warning" : file.state === "released" ? "good" : "bad" }) },
    { title: "since", width: 14, cell: (file) => instantText(file.at, nowMs, language) },
    { title: "by", width: 12, cell: (file) => file.by },
    { title: "why", width: { min: 20, grow: 3 }, cell: (file) => file.reason, from: 100 },
  ];
}

function settledText({ settled }: QuarantinedFile, language: Language, nowMs: number): string[] {
  return settled === undefined ? [] : [`${instantText(settled.at, nowMs, language)} ${settled.by}: ${settled.note}`];
}
