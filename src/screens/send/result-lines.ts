import { AppError } from "../../domain/errors.ts";
import type { OrderOutcome } from "../../workflows/communication/progress.ts";
import type { NoticeTone } from "../shell/shell.ts";
import { fitToWidth } from "../terminal/width.ts";
import { wrapText } from "../widgets/dialog-frame.tsx";
import type { Span } from "../widgets/line.tsx";
import type { Look } from "../widgets/paint.ts";
import { counted } from "../wording/amounts.ts";
import type { SendModel, SendRun } from "./model.ts";
import { barText, type ProgressLine, progressLines } from "./progress-lines.ts";

type SendLine = readonly Span[];

const outcomeMarks: Readonly<Record<OrderOutcome["kind"], readonly [sign: string, look: Look]>> = {
  delivered: ["✓", { tone: "good" }],
  refused: ["✕", { tone: "bad", bold: true }],
  unanswered: ["?", { tone: "bad", bold: true }],
  "not-sent": ["!", { tone: "warning", bold: true }],
  stopped: ["!", { tone: "warning" }],
  held: ["!", { tone: "warning", bold: true }],
};

/** All sessions one under the other: how each goes, then how it came out. */
export function sendLines(model: SendModel, nowMs: number, width: number): SendLine[] {
  return model.runs.flatMap((run, at) => [...(at === 0 ? [] : [[""]]), ...runLines(run, nowMs, width)]);
}

function runLines(run: SendRun, nowMs: number, width: number): SendLine[] {
  const number = run.progress?.sessionNumber;
  const head: SendLine = [
    " ", { text: run.context.customer.profile.shortName, tone: run.context.customer.profile.colour, bold: true }, { text: ` ▸ ${run.bankTitle} by ${run.progress?.road ?? run.channel}`, bold: true },
    run.practice ? { text: "  PRACTICE", tone: "warning", bold: true } : "", { text: number === undefined ? "" : `   session ${number}`, dim: true },
  ];
  if (run.state === "waiting") return [head, [{ text: "   · waits for the session before", dim: true }]];
  if (run.state === "left-out") return [head, [{ text: "   · not begun: the line was taken down before", dim: true }]];
  const steps = run.progress === undefined ? [] : progressLines(run.progress, nowMs).flatMap((line) => stepLines(line, width));
  return [head, ...steps, ...outcomeLines(run, width)];
}

const titleWidth = 30;
const barWidth = 16;

function stepLines(line: ProgressLine, width: number): SendLine[] {
  const start: SendLine = ["   ", { text: line.sign, ...line.look }, " ", fitToWidth(line.title, titleWidth), " "];
  if (line.progress !== undefined) {
    return [[...start, { text: barText(line.progress.fraction, barWidth), tone: "accent" }, fitToWidth(line.progress.percent, 6, "right"), `  ${line.note}${line.progress.left === "" ? "" : ` · ${line.progress.left}`}`]];
  }
  const indent = titleWidth + 6;
  const [first = "", ...rest] = wrapText(line.note, Math.max(10, width - indent - 1));
  return [[...start, { text: first, dim: line.look.dim === true }], ...rest.map((text): SendLine => [" ".repeat(indent), text])];
}

function outcomeLines(run: SendRun, width: number): SendLine[] {
  if (run.state === "failed") return errorTexts(run.error).flatMap((text, at) => told(at === 0 ? "✕" : " ", text, at === 0 ? { tone: "bad", bold: true } : {}, width));
  if (run.result === undefined) return [];
  const { orders, fetched, problem } = run.result;
  const lines: SendLine[] = [[""]];
  if (problem !== undefined) lines.push(...told("✕", problem, { tone: "bad", bold: true }, width));
  for (const outcome of orders.filter((one) => one.text !== problem)) {
    const [sign, look] = outcomeMarks[outcome.kind];
    lines.push(...told(sign, outcome.text, look, width));
    if (outcome.kind === "unanswered") lines.push(...told(" ", "It may be at the bank or not. It is not sent again: a asks the bank, which answers for certain.", {}, width));
  }
  const news = [
    fetched.statements > 0 ? counted(fetched.statements, "new statement") : undefined,
    fetched.transactionsBooked > 0 ? `${counted(fetched.transactionsBooked, "payment")} booked` : undefined,
    fetched.statusReports > 0 ? counted(fetched.statusReports, "status report") : undefined,
    fetched.statementsKnown > 0 ? `${counted(fetched.statementsKnown, "statement")} known before` : undefined,
  ].filter((part) => part !== undefined);
  lines.push(...told("·", news.length === 0 ? "Nothing new from the bank." : `From the bank: ${news.join(", ")}.`, {}, width));
  return lines;
}

/** Message, meaning for the money, next step. */
function errorTexts(error: unknown): string[] {
  if (!(error instanceof AppError)) return ["The session broke off for a reason that Kontor did not expect.", "What was stored is safe; orders that may have left are asked about in the next session.", "w shows the technical part."];
  return [error.message, error.meaning, error.next].filter((part) => part !== undefined);
}

function told(sign: string, text: string, look: Look, width: number): SendLine[] {
  return wrapText(text, width - 6).map((line, at) => ["   ", { text: at === 0 ? sign : " ", ...look }, " ", { text: line, ...(look.bold === true ? { bold: true } : {}) }]);
}

/** One line for whoever is elsewhere by then. */
export function summaryOf(runs: readonly SendRun[]): { readonly text: string; readonly tone: NoticeTone } {
  const orders = runs.flatMap((run) => run.result?.orders ?? []);
  const of = (kind: OrderOutcome["kind"]): number => orders.filter((one) => one.kind === kind).length;
  const failed = runs.filter((run) => run.state === "failed" || run.result?.problem !== undefined).length;
  const statements = runs.reduce((sum, run) => sum + (run.result?.fetched.statements ?? 0), 0);
  const booked = runs.reduce((sum, run) => sum + (run.result?.fetched.transactionsBooked ?? 0), 0);
  const parts = [
    of("unanswered") > 0 ? `${counted(of("unanswered"), "order")} never heard back` : undefined,
    of("refused") > 0 ? `${of("refused")} refused` : undefined,
    of("delivered") > 0 ? `${of("delivered")} delivered` : undefined,
    of("not-sent") + of("stopped") > 0 ? `${of("not-sent") + of("stopped")} not sent` : undefined,
    of("held") > 0 ? `${of("held")} held back` : undefined,
    statements > 0 ? counted(statements, "new statement") : undefined,
    booked > 0 ? `${counted(booked, "payment")} booked` : undefined,
    failed > 0 ? `${counted(failed, "session")} ended early` : undefined,
  ].filter((part) => part !== undefined);
  const tone: NoticeTone = of("unanswered") + of("refused") > 0 ? "bad" : failed + of("stopped") + of("not-sent") + of("held") > 0 ? "warning" : "good";
  return { text: parts.length === 0 ? "Session ended: nothing new." : `Session ended: ${parts.join(", ")}.`, tone };
}
