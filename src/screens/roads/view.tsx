import { Box } from "ink";
import type { ReactNode } from "react";
import { amountText } from "../../domain/money.ts";
import type { Language } from "../../domain/money.ts";
import { channelNames } from "../../workflows/ports/channel.ts";
import type { Call } from "../../workflows/ports/calls.ts";
import type { LineTest, LineTestStep } from "../../workflows/roads/test-line.ts";
import { CustomerStrip } from "../customer-strip/customer-strip.tsx";
import { currentRow } from "../lists/list-model.ts";
import { ruleLine } from "../lists/rule-line.ts";
import type { PropsOf } from "../routes.ts";
import { fitToWidth } from "../terminal/width.ts";
import { wrapText } from "../widgets/dialog-frame.tsx";
import { Line, type Span } from "../widgets/line.tsx";
import { type Column, Table } from "../widgets/table.tsx";
import { instantText } from "../wording/dates.ts";
import { testUnderCursor } from "./commands.ts";
import type { RoadRow, RoadsAction, RoadsModel } from "./model.ts";
import { sizeText } from "../wording/sizes.ts";

const proofs = { system: "any authority", authority: "pinned authority", key: "pinned certificate" } as const;

const columns: readonly Column<RoadRow>[] = [
  { title: "#", width: 2, align: "right", cell: (row) => String(row.position + 1) },
  { title: "road", width: 12, cell: (row) => channelNames[row.config.kind] },
  { title: "to", width: { min: 24, grow: 2 }, cell: whereTo },
  { title: "protection", width: 28, cell: (row) => `${row.protection.tunnel ? "SSH, " : ""}TLS, ${proofs[row.protection.proof]}`, look: (row) => (row.weaker.length > 0 ? { tone: "warning" } : undefined) },
  { title: "costs", width: 20, cell: (row) => costText(row), from: 100 },
];

/** Whom it calls, and through what where several roads of a kind may lead to the same. */
function whereTo({ facts: { line, numbers, via, proxy, "called address": called }, config: { url } }: RoadRow): string {
  if (called !== undefined) return `${called} · ${via ?? ""}`;
  return line ?? numbers ?? (proxy === undefined ? url : `${url.replace(/^https:\/\/([^/]*).*$/, "$1")} · ${proxy}`);
}

function costText({ config: { tariff } }: RoadRow): string {
  if (tariff === undefined) return "";
  const { currency, perCallMinor, perMinuteMinor } = tariff;
  return `${amountText({ currency, minor: perCallMinor })} + ${amountText({ currency, minor: perMinuteMinor })}/min ${currency}`;
}

/** The roads in the order in which they are tried; below, the test that runs or was, else the road's settings and the last calls. */
export function RoadsView(props: PropsOf<"roads", RoadsModel, RoadsAction>): ReactNode {
  const { model, params, size, session, shell, dispatch } = props;
  const { context } = params;
  const width = size.columns - 2;
  const tableRows = Math.min(Math.max(4, model.rows.count + 1), Math.max(4, size.rows - 12));
  const row = currentRow(model);
  const tested = model.test !== undefined && model.test.position === row?.position ? model.test : undefined;
  const below: (readonly Span[])[] = [
    ...(tested === undefined ? [ruleLine("settings", width), ...factLinesOf(row, width)] : testLines(tested, width, session.clock.now())),
    ...(model.calls.length === 0 ? [] : [ruleLine("last calls", width), ...model.calls.slice(0, 6).map((call) => callSpans(call, session.clock.now(), context.operator.language))]),
  ];
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows} overflow="hidden">
      <CustomerStrip context={context} facts={[model.connection?.title ?? "", { text: model.connection?.mayBeLessProtected === true ? " · less protected roads may be taken" : "", tone: "warning" }]} width={size.columns} />
      <Table
        columns={columns} rows={model.rows} state={model.table} keyOf={(one) => String(one.position)} size={{ columns: size.columns, rows: tableRows }}
        onAction={(action) => dispatch({ type: "table", action })} opens="" onOpen={() => void testUnderCursor(props).catch(shell.showError.bind(shell))} empty="Reading …"
      />
      {below.slice(0, Math.max(0, size.rows - 1 - tableRows)).map((spans, at) => <Line key={String(at)} spans={[" ", ...spans]} width={size.columns} />)}
    </Box>
  );
}

function factLinesOf(row: RoadRow | undefined, width: number): (readonly Span[])[] {
  if (row === undefined) return [];
  return [
    ...Object.entries(row.facts).map(([name, value]): readonly Span[] => [{ text: fitToWidth(name, 14), dim: true }, " ", value]),
    ...[...(row.problem === undefined ? [] : [`! not on this machine: ${row.problem}`]), ...row.weaker.map((text) => `! less protected than the first: ${text}`)]
      .flatMap((text) => wrapText(text, width).map((line): readonly Span[] => [{ text: line, tone: "warning" }])),
  ];
}

const signs: Readonly<Record<LineTestStep["state"], Span>> = { running: { text: "…", tone: "accent" }, done: { text: "✓", tone: "good" }, failed: { text: "✕", tone: "bad", bold: true }, "not-finished": { text: "·", dim: true } };

/** How it ended first: it is to be seen however many steps there are. */
function testLines({ steps, result }: NonNullable<RoadsModel["test"]>, width: number, nowMs: number): (readonly Span[])[] {
  const titleWidth = Math.max(...steps.map((step) => step.title.length));
  const textWidth = Math.max(20, width - titleWidth - timeWidth - 3);
  return [
    ruleLine("test of the line", width),
    ...verdictLines(result, width),
    ...steps.flatMap((step): (readonly Span[])[] => {
      const [first = "", ...more] = wrapText(step.text, textWidth);
      const time = fitToWidth(secondsText(step.tookMs ?? nowMs - step.beganAtMs), timeWidth, "right");
      return [[signs[step.state], " ", fitToWidth(step.title, titleWidth), { text: time, dim: true }, " ", first], ...more.map((text): readonly Span[] => [" ".repeat(width - textWidth), text])];
    }),
  ];
}

const timeWidth = 6;

function verdictLines(result: LineTest | undefined, width: number): (readonly Span[])[] {
  if (result === undefined) return [];
  if (result.ok) return [[{ text: "✓ The line works.", tone: "good", bold: true }]];
  return wrapText(`✕ ${result.problem?.next ?? ""}`, width).map((text): readonly Span[] => [{ text, bold: true }]);
}

/** "0.4 s", "73 s" */
function secondsText(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 60_000 ? 1 : 0)} s`;
}

function callSpans(call: Call, nowMs: number, language: Language): readonly Span[] {
  const seconds = call.endedAt === undefined ? "" : `${Math.round((Date.parse(call.endedAt) - Date.parse(call.startedAt)) / 1000)} s`;
  const cost = call.cost === undefined ? "" : `${amountText(call.cost)} ${call.cost.currency}`;
  return [fitToWidth(instantText(call.startedAt, nowMs, language), 13), fitToWidth(channelNames[call.kind], 12), fitToWidth(seconds, 8, "right"), fitToWidth(`${sizeText(call.bytesSent)} out`, 14, "right"), fitToWidth(`${sizeText(call.bytesReceived)} in`, 14, "right"), "  ", { text: call.result, ...(call.result === "ok" ? {} : { tone: "warning" as const }) }, `  ${cost}`];
}
