import type { CurrencyCode } from "../../domain/ids.ts";
import { currencyExponent, type Language } from "../../domain/money.ts";
import { visibleText } from "../../domain/text.ts";
import type { BoardState } from "../../workflows/wallboard.ts";
import { fitToWidth } from "../terminal/width.ts";
import { brailleChart } from "../widgets/braille-chart.ts";
import type { Span } from "../widgets/line.tsx";
import type { Look } from "../widgets/paint.ts";
import { counted, moneyText, sumsText } from "../wording/amounts.ts";
import { durationText, instantText, momentText, shortDayText } from "../wording/dates.ts";
import { chartColumnsMin, chartRows, type ChartRequest, type DrawnChart } from "./chart-request.ts";
import { balanceHistory, type BoardEntry, outToday, stateCounts } from "./model.ts";

export interface BoardSetting {
  readonly language: Language;
  readonly nowMs: number;
  readonly width: number;
}

type BoardLine = readonly Span[];

/** Sums, orders and balances: what the day is like. */
export function numberLines(entries: readonly BoardEntry[], setting: BoardSetting, chart: DrawnChart): BoardLine[] {
  return [...outLines(entries, setting), ...stateLines(entries, setting), ...balanceLines(entries, setting, chart)];
}

/** Sessions, cut-offs and failures: what happens now. */
export function eventLines(entries: readonly BoardEntry[], setting: BoardSetting): BoardLine[] {
  return [...cutOffLines(entries, setting), ...failureLines(entries, setting), ...sessionLines(entries, setting)];
}

function heading(title: string, width: number): BoardLine {
  return [" ", { text: title, bold: true }, " ", { text: "─".repeat(Math.max(1, width - title.length - 3)), dim: true }];
}

function none(text: string): BoardLine {
  return [{ text: `   ${text}`, dim: true }];
}

/** A bar of exactly that many cells. @param part of `whole`; with nothing in the whole it is empty */
function bar(part: bigint, whole: bigint, cells: number, look: Look): Span[] {
  const full = whole <= 0n ? 0 : Number((part * BigInt(cells) * 2n + whole) / (whole * 2n));
  return [{ text: "█".repeat(Math.min(cells, full)), ...look }, { text: "░".repeat(Math.max(0, cells - full)), dim: true }];
}

function outLines(entries: readonly BoardEntry[], { language, width }: BoardSetting): BoardLine[] {
  const out = outToday(entries);
  const cells = Math.max(6, Math.min(40, width - 54));
  return [
    heading("Out today", width),
    ...(out.length === 0 ? [none("Nothing is due today.")] : out.map(({ sent, due }): BoardLine => [
      `   ${due.currency} `, ...bar(sent.minor, due.minor, cells, { tone: "good" }), ` ${fitToWidth(moneyText(sent, language), 21, "right")}`, { text: ` of ${moneyText(due, language)}`, dim: true },
    ])),
  ];
}

const stateLooks: Readonly<Record<BoardState, Look>> = {
  "to prepare": { dim: true }, "to sign": { tone: "accent" }, "to send": { tone: "accent" }, "on their way": { tone: "accent" }, "never heard back": { tone: "bad", bold: true }, "accepted today": { tone: "good" }, "refused today": { tone: "bad", bold: true },
};

function stateLines(entries: readonly BoardEntry[], { width }: BoardSetting): BoardLine[] {
  const counts = stateCounts(entries);
  const most = BigInt(Math.max(1, ...counts.map((one) => one.count)));
  const cells = Math.max(6, Math.min(40, width - 30));
  return [
    heading("Orders", width),
    ...counts.map(({ state, count }): BoardLine => [`   ${fitToWidth(state, 17)}`, { text: fitToWidth(String(count), 5, "right"), bold: count > 0 }, " ", ...bar(BigInt(count), most, cells, stateLooks[state])]),
  ];
}

/** Of the chart without axes. */
const plainRows = 4;

/** The balances as a chart with axes; undefined where there is too little room or nothing to draw. */
export function balanceChart(entries: readonly BoardEntry[], { language, width }: BoardSetting): ChartRequest | undefined {
  const history = balanceHistory(entries);
  if (history === undefined || history.days.length < 2 || width - 4 < chartColumnsMin) return undefined;
  const { divisor } = scaleOf(history.days.map((day) => day.minor), history.currency);
  return { columns: width - 4, rows: chartRows, labels: history.days.map((day) => shortDayText(day.date, language)), values: history.days.map((day) => Number(day.minor) / divisor) };
}

/** The unit of the axis: ones, thousands, millions … @returns minor units in one of them */
function scaleOf(minors: readonly bigint[], currency: CurrencyCode): { readonly divisor: number; readonly title: string } {
  const one = 10 ** currencyExponent(currency);
  const most = Math.max(...minors.map((minor) => Math.abs(Number(minor)))) / one;
  const [size, title] = scales.find(([limit]) => most >= limit) ?? [1, ""];
  return { divisor: one * size, title };
}
const scales = [[1e9, ", thousand millions"], [1e6, ", millions"], [1e3, ", thousands"]] as const;

function balanceLines(entries: readonly BoardEntry[], { language, width }: BoardSetting, drawn: DrawnChart): BoardLine[] {
  const history = balanceHistory(entries);
  const first = history?.days[0];
  const last = history?.days.at(-1);
  if (history === undefined || first === undefined || last === undefined || history.days.length < 2) return [heading("Balances", width), none("No two days of statements yet.")];
  const chart = drawn ?? brailleChart(history.days.map((day) => day.minor), Math.max(10, width - 4), plainRows);
  return [
    heading(`Balances of ${counted(history.accounts, "main account")}, ${history.currency}${drawn === undefined ? "" : scaleOf(history.days.map((day) => day.minor), history.currency).title}`, width),
    ...chart.map((text): BoardLine => ["   ", { text, tone: "accent" }]),
    ["   ", { text: `${shortDayText(first.date, language)} to ${shortDayText(last.date, language)}  `, dim: true }, { text: moneyText({ minor: last.minor, currency: history.currency }, language), bold: true }],
  ];
}

const linesMax = 8;
const soonMs = 60 * 60_000;

function cutOffLines(entries: readonly BoardEntry[], { language, nowMs, width }: BoardSetting): BoardLine[] {
  const waiting = entries.flatMap(({ context, board }) => board.waiting.map((item) => ({ context, item }))).sort((a, b) => a.item.deadlineMs - b.item.deadlineMs);
  return [
    heading("Cut-offs", width),
    ...(waiting.length === 0 ? [none("Nothing waits for a cut-off.")] : shortened(waiting, ({ context, item }): BoardLine => {
      const left = item.deadlineMs - nowMs;
      return [
        "   ", { text: left <= 0 ? fitToWidth("past", 21) : fitToWidth(`${momentText(item.deadlineMs, nowMs, language)}, in ${durationText(left)}`, 21), ...(left < soonMs ? { tone: left <= 0 ? "bad" as const : "warning" as const, bold: true } : {}) },
        " ", ...nameSpans(context), ` ${fitToWidth(item.title, 17)} `, { text: sumsText(item.sums, language), dim: true },
      ];
    })),
  ];
}

function failureLines(entries: readonly BoardEntry[], { language, nowMs, width }: BoardSetting): BoardLine[] {
  const failures = entries.flatMap(({ context, board }) => board.failures.map((failure) => ({ context, failure }))).sort((a, b) => (a.failure.at < b.failure.at ? 1 : a.failure.at > b.failure.at ? -1 : 0));
  return [
    heading("Lines", width),
    ...(failures.length === 0 ? [none("The last session of every bank came through.")] : shortened(failures, ({ context, failure }): BoardLine => [
      "   ", { text: "✕ ", tone: "bad", bold: true }, ...nameSpans(context), ` ${visibleText(failure.bank)} `, { text: `${instantText(failure.at, nowMs, language)} ${failure.summary}`, dim: true },
    ])),
  ];
}

function sessionLines(entries: readonly BoardEntry[], { language, nowMs, width }: BoardSetting): BoardLine[] {
  const running = entries.flatMap(({ context, board }) => board.running.map((session) => ({ context, session })));
  return [
    heading(`Sessions (${running.length})`, width),
    ...(running.length === 0 ? [none("No line is up.")] : shortened(running, ({ context, session }): BoardLine => ["   ", { text: "◐ ", tone: "accent" }, ...nameSpans(context), ` ${visibleText(session.bank)}`, { text: ` since ${instantText(session.since, nowMs, language)}`, dim: true }])),
  ];
}

/** The first ones; how many more there are is said. */
function shortened<Row>(rows: readonly Row[], lineOf: (row: Row) => BoardLine): BoardLine[] {
  return [...rows.slice(0, linesMax).map(lineOf), ...(rows.length > linesMax ? [none(`and ${rows.length - linesMax} more`)] : [])];
}

function nameSpans({ customer: { profile } }: BoardEntry["context"]): Span[] {
  return [{ text: "▌", tone: profile.colour }, { text: fitToWidth(profile.shortName, 9), bold: true }];
}
