import { Box } from "ink";
import { type ReactNode, useMemo } from "react";
import type { Language } from "../../domain/money.ts";
import { countStages, type QueueEntry, type Stage, stageWords, stages } from "../../workflows/onboarding/queue.ts";
import type { PropsOf } from "../routes.ts";
import { Line } from "../widgets/line.tsx";
import type { Look } from "../widgets/paint.ts";
import { type Column, Table } from "../widgets/table.tsx";
import { instantText } from "../wording/dates.ts";
import { chosenEntries, keyOf, loadQueue, type OnboardingAction, type OnboardingModel } from "./load.ts";

const looks: Readonly<Record<Stage, Look | undefined>> = {
  "to-send": { tone: "warning" }, unanswered: { tone: "bad", bold: true }, made: { tone: "accent", bold: true }, printed: { tone: "accent" }, posted: undefined,
  activated: { tone: "warning", bold: true }, ready: { tone: "good" }, suspended: { dim: true },
};

function columnsFor(language: Language, nowMs: number): readonly Column<QueueEntry>[] {
  return [
    { title: "customer", width: 12, cell: ({ context: { customer } }) => [{ text: "▌", tone: customer.profile.colour }, { text: customer.profile.shortName, bold: true }] },
    { title: "bank", width: { min: 10, grow: 2 }, cell: (row) => row.connection.title },
    { title: "user", width: { min: 10, grow: 1 }, cell: (row) => row.subscriber.userId },
    { title: "stands", width: { min: 20, grow: 1 }, cell: (row) => stageWords[row.stage], look: (row) => looks[row.stage] },
    { title: "since", width: 13, cell: (row) => (row.mark === undefined ? "" : instantText(row.mark.at, nowMs, language)) },
    { title: "signer", width: { min: 14, grow: 2 }, cell: (row) => row.signerName, from: 96 },
    { title: "by", width: 14, cell: (row) => row.mark?.by ?? "", from: 110 },
    { title: "run", width: { min: 12, grow: 1 }, cell: (row) => row.subscriber.run ?? "", from: 130 },
  ];
}

/** Everybody on the way to a bank, over all customers: how far, since when, by whom. */
export function OnboardingView(props: PropsOf<"onboarding", OnboardingModel, OnboardingAction>): ReactNode {
  const { model, size, session, shell, dispatch } = props;
  const language = session.operator?.operator.language ?? "en";
  const minute = Math.floor(session.clock.now() / 60_000);
  const columns = useMemo(() => columnsFor(language, minute * 60_000), [language, minute]);
  const counts = useMemo(() => countStages(chosenEntries({ ...model, table: { ...model.table, marked: new Set() } })), [model]);
  const words = stages.flatMap((stage) => (counts[stage] === undefined ? [] : [`${counts[stage]} ${stageWords[stage]}`]));
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      <Line spans={[" ", { text: words.join(" · "), dim: true }]} width={size.columns} />
      <Table
        columns={columns} rows={model.rows} state={model.table} keyOf={keyOf} filterable markable size={{ columns: size.columns, rows: size.rows - 1 }}
        onAction={(action) => {
          dispatch({ type: "table", action });
          if (action.type === "filter") void loadQueue(props).catch(shell.showError.bind(shell));
        }}
        onOpen={({ context, connection }) => shell.push("connect", { context, connectionId: connection.id })}
        empty={model.loaded ? "Nobody is on the way to a bank. g runs a file with many users; one alone is set up under a customer's settings." : "Reading …"}
      />
    </Box>
  );
}
