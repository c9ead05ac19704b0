import { formatAccount } from "../../domain/account-number.ts";
import type { Language } from "../../domain/money.ts";
import { orderNumberText } from "../../domain/order-number.ts";
import { channelNames } from "../../workflows/ports/channel.ts";
import type { Connection } from "../../workflows/ports/connections.ts";
import type { Subscriber } from "../../workflows/ports/subscribers.ts";
import { needSpans } from "../needs/need-spans.ts";
import { orderMark } from "../order/state-mark.ts";
import { fitToWidth } from "../terminal/width.ts";
import type { Span } from "../widgets/line.tsx";
import type { Column } from "../widgets/table.tsx";
import { moneyText, sparkline, sumsText } from "../wording/amounts.ts";
import { instantText, shortDayText } from "../wording/dates.ts";
import type { OverviewRow } from "./load-overview.ts";

const sectionTitles: Readonly<Record<OverviewRow["kind"], string>> = { need: "needs", account: "accounts", connection: "bank", order: "orders" };

/** The section's name stands before its first row. */
export function overviewColumns(language: Language, nowMs: number, width: number): readonly Column<OverviewRow>[] {
  return [
    { title: "", width: 8, cell: (row) => (row.first ? sectionTitles[row.kind] : ""), look: () => ({ dim: true }) },
    { title: "", width: { min: 20, grow: 1 }, cell: (row) => rowSpans(row, nowMs, language, width - 11), whole: true },
  ];
}

/** @param width cells of the row, without the section's name */
function rowSpans(row: OverviewRow, nowMs: number, language: Language, width: number): Span[] {
  switch (row.kind) {
    case "need":
      return needSpans(row.item, nowMs, language);
    case "account":
      return accountSpans(row, language, width);
    case "connection":
      return connectionSpans(row, nowMs, language);
    case "order":
      return orderSpans(row, nowMs, language, width);
  }
}

function accountSpans({ account, balance, history }: OverviewRow & { kind: "account" }, language: Language, width: number): Span[] {
  const amount = balance === undefined ? "no statement yet" : moneyText(balance.amount, language);
  const titleWidth = Math.max(8, Math.min(24, width - 66));
  return [
    fitToWidth(formatAccount(account.number), Math.min(35, Math.max(20, width - 34))), " ",
    ...(width >= 84 ? [fitToWidth(account.title, titleWidth), " "] : []),
    { text: fitToWidth(amount, 20, "right"), bold: balance !== undefined && balance.amount.minor < 0n, ...(balance !== undefined && balance.amount.minor < 0n ? { tone: "bad" as const } : {}) },
    { text: balance === undefined ? "" : `  ${shortDayText(balance.date, language)}`, dim: true }, `  ${sparkline(history, Math.max(0, Math.min(30, width - 68)))}`,
  ];
}

function connectionSpans({ connection, subscribers, lastSession }: OverviewRow & { kind: "connection" }, nowMs: number, language: Language): Span[] {
  const [sign, words, good] = readiness(connection, subscribers);
  const spans: Span[] = [{ text: sign, tone: good ? "good" : "warning", bold: !good }, ` ${connection.title} by ${channelNames[connection.channel.kind]}`, { text: ` · ${words}`, dim: good }];
  if (connection.practice) spans.push({ text: "  PRACTICE", tone: "warning", bold: true });
  spans.push({ text: lastSession === undefined ? " · no session yet" : ` · session ${lastSession.number}, ${instantText(lastSession.endedAt ?? lastSession.startedAt, nowMs, language)} ${outcomeWords[lastSession.outcome]}`, dim: true });
  return spans;
}

const outcomeWords = { running: "running", ok: "ok", failed: "failed", cancelled: "cancelled" } as const;

/** How far the set-up is. */
function readiness(connection: Connection, subscribers: readonly Subscriber[]): readonly [sign: string, words: string, good: boolean] {
  if (subscribers.length === 0) return ["○", "no signer yet: e sets one up", false];
  const ready = subscribers.filter((one) => one.state === "ready").length;
  if (connection.bankKeys === undefined) return ["○", "the bank's keys are missing: e fetches them", false];
  if (connection.bankKeys.confirmedAt === undefined) return ["▲", "the bank's keys are not confirmed: e compares them", false];
  if (ready === 0) return ["○", "the bank has not activated the signer yet", false];
  return ["✓", `${ready} of ${subscribers.length} signers ready`, true];
}

function orderSpans({ order }: OverviewRow & { kind: "order" }, nowMs: number, language: Language, width: number): Span[] {
  const mark = orderMark(order.state);
  const withTime = width >= 90;
  const titleWidth = Math.max(10, width - 5 - 22 - 21 - (withTime ? 15 : 0));
  return [
    `${orderNumberText(order.number)} ${fitToWidth(order.title, titleWidth)} `, fitToWidth(sumsText(order.sums, language), 21, "right"), "  ",
    { text: fitToWidth(`${mark.sign} ${mark.title}`, 18), ...mark.look }, " ", { text: withTime ? instantText(order.createdAt, nowMs, language) : "", dim: true },
  ];
}
