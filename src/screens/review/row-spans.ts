import { type Language, type Money, sumByCurrency } from "../../domain/money.ts";
import { orderNumberText } from "../../domain/order-number.ts";
import { visibleText } from "../../domain/text.ts";
import { outcomeAtBank, outcomeOf } from "../../workflows/sign-many.ts";
import { isCollecting } from "../../workflows/order-survey.ts";
import { asksBack } from "../sign/sheet-lines.ts";
import { type WarningKind, warningKinds } from "../../workflows/sheet-warnings.ts";
import { fitToWidth } from "../terminal/width.ts";
import type { Span } from "../widgets/line.tsx";
import type { Look } from "../widgets/paint.ts";
import { counted, moneyText, sumsText } from "../wording/amounts.ts";
import { durationText, shortDayText } from "../wording/dates.ts";
import { isSigned, keyFor, type ReviewResult, toBeSigned, whyNotMine } from "./chosen.ts";
import { type ReviewModel, unseenRows } from "./model.ts";
import type { ReviewGroup, ReviewOrder } from "../../workflows/review-sheet.ts";
import { withoutContent } from "./read-sheet.ts";
import { remarkIndent, type ReviewRow } from "./rows.ts";

export interface RowSetting {
  readonly language: Language;
  readonly nowMs: number;
  readonly width: number;
}

/** Every line begins with the bar of its customer, so that none is taken for another's. */
export function rowSpans(model: ReviewModel, row: ReviewRow, cursor: boolean, setting: RowSetting): Span[] {
  const { colour } = row.group.group.context.customer.profile;
  const start: Span[] = [cursor ? "▸" : " ", { text: "▌", tone: colour }];
  switch (row.kind) {
    case "group":
      return [...start, ...groupSpans(model, row.group, setting)];
    case "order":
      return [...start, ...orderSpans(model, row.group, row.order, setting)];
    case "remark":
      return [...start, " ".repeat(remarkIndent - 2), { text: row.text, tone: row.tone, bold: row.tone !== "good" }];
    case "unread":
      return [...start, " ".repeat(remarkIndent - 2), { text: row.text, tone: "bad", bold: true }];
  }
}

/** `DANUBE  8 orders  412,300.00 EUR   Practice bank · Réka (E) · Key file keys/reka.p12` */
function groupSpans(model: ReviewModel, group: ReviewGroup, { language }: RowSetting): Span[] {
  const { shortName, colour } = group.group.context.customer.profile;
  const key = keyFor(model, group);
  const { prepared } = group;
  return [
    { text: ` ${shortName} `, tone: colour, bold: true, inverse: true },
    { text: ` ${counted(group.orders.length, "order")}  ${sumsText(sumsOf(group.orders), language)}`, bold: true },
    ...(prepared === undefined ? [] : [{ text: `   ${prepared.bankTitle}`, dim: true }]),
    ...(prepared?.practice === true ? [{ text: " PRACTICE", tone: "warning" as const, bold: true }] : []),
    ...(key === undefined ? [] : [{ text: ` · ${key.signer.name} (${key.signer.signatureClass}) · ${key.device}`, dim: true }]),
    ...((prepared?.choices.length ?? 0) > 1 ? [{ text: "  k: another key", dim: true }] : []),
  ];
}

const sumWidth = 19;

/** `● 0012 Suppliers November   12 payments   412,300.00 EUR  24 Nov`; `● A1B2 at the bank, from Béla Nagy …` */
function orderSpans(model: ReviewModel, group: ReviewGroup, review: ReviewOrder, { language, nowMs, width }: RowSetting): Span[] {
  const { facts } = review;
  const mark = markOf(model, group, review);
  const soon = width < 90 || review.kind === "at-bank" ? "" : cutOffText(group.prepared?.cutOffs.get(review.entry.order.id)?.deadlineMs, nowMs);
  const fixed = 2 + 2 + 5 + 7 + 1 + sumWidth + 2 + 7 + (width < 90 ? 0 : 22);
  const title = fitToWidth(visibleText(`${asksBack(facts) ? "← recall: " : isCollecting(facts) ? "← collects: " : ""}${titleOf(review)}`), Math.max(10, width - fixed));
  const [first, ...more] = facts.sums;
  const sum = first === undefined ? "unknown" : `${moneyText(first, language)}${more.length > 0 ? "+" : ""}`;
  return [
    { text: mark.sign, ...mark.look }, ` ${visibleText(shortName(review))} `, { text: title, bold: true, dim: mark.sign === "○" }, fitToWidth(String(facts.transactionCount), 7, "right"), " ",
    { text: fitToWidth(sum, sumWidth, "right"), bold: true }, "  ", fitToWidth(facts.executionDate === undefined ? "" : shortDayText(facts.executionDate, language), 7), { text: soon, dim: true },
  ];
}

/** `0012`, or the bank's order id. */
export function shortName(review: ReviewOrder): string {
  return review.kind === "own" ? orderNumberText(review.entry.order.number) : review.sheet.order.bankOrderId;
}

export function titleOf(review: ReviewOrder): string {
  if (review.kind === "own") return review.entry.order.title;
  const { order, ownOrder } = review.sheet;
  return `at the bank, from ${order.originator.name ?? order.originator.userId}${ownOrder === undefined ? "" : `: our ${orderNumberText(ownOrder.number)} ${ownOrder.title}`}`;
}

function cutOffText(deadlineMs: number | undefined, nowMs: number): string {
  if (deadlineMs === undefined) return "";
  return deadlineMs <= nowMs ? "  cut-off is past" : `  cut-off in ${durationText(deadlineMs - nowMs)}`;
}

function markOf(model: ReviewModel, group: ReviewGroup, review: ReviewOrder): { readonly sign: string; readonly look: Look } {
  const result = model.results.get(review.key);
  if (result !== undefined) return isSigned(result) ? { sign: "✓", look: { tone: "good", bold: true } } : { sign: "✕", look: { tone: "bad", bold: true } };
  if (whyNotMine(model, group, review) !== undefined) return { sign: "✕", look: { tone: "bad" } };
  return model.leftOut.has(review.key) ? { sign: "○", look: { dim: true } } : { sign: "●", look: { tone: "accent", bold: true } };
}

/** What the whole sheet signs, or what came of it. */
export function totalSpans(model: ReviewModel, { language }: RowSetting): Span[] {
  if (model.phase === "signed" || model.phase === "signing") return [" ", { text: outcomeText(model), bold: true }];
  const chosen = toBeSigned(model);
  const orders = chosen.flatMap((one) => one.orders);
  if (orders.length === 0) return [{ text: " Nothing here is to be signed.", bold: true }];
  const payments = orders.reduce((sum, { facts }) => sum + facts.transactionCount, 0);
  const customers = new Set(chosen.map(({ group }) => group.group.context.customer.id)).size;
  const collecting = orders.filter(({ facts }) => isCollecting(facts));
  const recalling = orders.filter(({ facts }) => asksBack(facts));
  const paying = orders.filter(({ facts }) => !isCollecting(facts) && !asksBack(facts));
  return [
    { text: ` ${counted(orders.length, "order")} of ${counted(customers, "customer")} · ${counted(payments, "payment")} · ${sumsText(sumsOf(paying), language)}`, bold: true },
    ...(collecting.length === 0 ? [] : [{ text: ` · collects ${sumsText(sumsOf(collecting), language)}`, bold: true }]),
    ...(recalling.length === 0 ? [] : [{ text: ` · asks back ${sumsText(sumsOf(recalling), language)}`, bold: true }]),
  ];
}

const warningWords: Readonly<Record<WarningKind, readonly [one: string, many: string]>> = {
  changed: ["with a changed account", "with changed accounts"],
  unconfirmed: ["with unconfirmed accounts or mandates", "with unconfirmed accounts or mandates"],
  missed: ["with a payee check missed", "with payee checks missed"],
  duplicate: ["that may be a repeat", "that may be repeats"],
  "content-unknown": ["of unknown content", "of unknown content"],
  new: ["with new payees", "with new payees"],
  finding: ["with remarks", "with remarks"],
};

/** `▲ 2 with changed accounts · 5 with new payees · ✕ 1 not by you · ○ 2 left out`: orders by what is to be looked at. */
export function lookSpans(model: ReviewModel): Span[] {
  const orders = model.groups.flatMap((group) => group.orders.map((order) => ({ group, order })));
  const warned = warningKinds.flatMap((kind) => {
    const count = orders.filter(({ order }) => order.warnings.some((warning) => warning.kind === kind)).length;
    return count === 0 ? [] : [`${count} ${warningWords[kind][count === 1 ? 0 : 1]}`];
  });
  const notByYou = orders.filter(({ group, order }) => whyNotMine(model, group, order) !== undefined).length;
  const notHere = model.groups.reduce((sum, group) => sum + withoutContent(group).length, 0);
  const unread = model.groups.reduce((sum, group) => sum + group.unread.length, 0) - notHere;
  const waiting = model.groups.reduce((sum, group) => sum + group.waitForOthers, 0);
  const parts: Span[] = [
    ...(warned.length === 0 ? [{ text: "nothing new, nothing changed", tone: "good" as const }] : [{ text: `▲ ${warned.join(" · ")}`, tone: "warning" as const, bold: true }]),
    ...(notByYou === 0 ? [] : [{ text: ` · ✕ ${notByYou} not by you`, tone: "bad" as const }]),
    ...(unread === 0 ? [] : [{ text: ` · ✕ ${unread} cannot be read`, tone: "bad" as const }]),
    ...(notHere === 0 ? [] : [{ text: ` · ${notHere} at the bank not here yet: f`, tone: "warning" as const }]),
    ...(model.leftOut.size === 0 ? [] : [` · ○ ${model.leftOut.size} left out`]),
    ...(waiting === 0 ? [] : [{ text: ` · ${waiting} more wait for others`, dim: true }]),
  ];
  return [" ", ...parts];
}

/** `lines 1 to 17 of 60 · 12 not on the screen yet`. */
export function positionText(model: ReviewModel): string {
  const { rows, top, height } = model;
  const unseen = model.phase === "ready" ? unseenRows(model) : 0;
  const where = rows.length <= height ? "" : `lines ${top + 1} to ${Math.min(rows.length, top + height)} of ${rows.length}`;
  return [where, unseen === 0 ? "" : `${unseen} not on the screen yet: PgDn`].filter((part) => part !== "").join(" · ");
}

/** `18 signed · 1 already signed · 1 over limit`. */
export function outcomeText(model: Pick<ReviewModel, "results">): string {
  const counts = new Map<string, number>();
  for (const result of model.results.values()) {
    const outcome = outcomeWord(result);
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  }
  const signed = counts.get("signed") ?? 0;
  counts.delete("signed");
  return [`${signed} signed`, ...[...counts].map(([outcome, count]) => `${count} ${outcome}`)].join(" · ");
}

function outcomeWord(result: ReviewResult): string {
  if (result.kind === "failed") return "not signed";
  return result.kind === "at-bank" ? outcomeAtBank(result.result) : outcomeOf(result);
}

export function sumsOf(orders: readonly ReviewOrder[]): Money[] {
  return sumByCurrency(orders.flatMap(({ facts }) => facts.sums));
}
