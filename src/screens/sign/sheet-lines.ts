import { accountText } from "../../domain/account-number.ts";
import { type Language, type Money, sumByCurrency } from "../../domain/money.ts";
import { orderNumberText } from "../../domain/order-number.ts";
import { visibleText } from "../../domain/text.ts";
import { sendAsText } from "../../workflows/free-form.ts";
import { isCollecting } from "../../workflows/order-survey.ts";
import { askedBackText, recallReasonText } from "../../workflows/recalls/recall-words.ts";
import type { SheetOrder, SigningResult } from "../../workflows/sign-orders.ts";
import { fitToWidth } from "../terminal/width.ts";
import { wrapText } from "../widgets/dialog-frame.tsx";
import type { Span } from "../widgets/line.tsx";
import type { Look } from "../widgets/paint.ts";
import { counted, moneyText, sumsText } from "../wording/amounts.ts";
import { cutOffText, dayText, instantText } from "../wording/dates.ts";
import type { PreparedSheet, SignEffect } from "../../workflows/signing-groups.ts";
import { contentUnknownText, recallUnknownText, type SheetWarning, warningsOf } from "../../workflows/sheet-warnings.ts";

export type SheetLine = readonly Span[];

export interface SheetSetting {
  readonly language: Language;
  readonly nowMs: number;
  readonly width: number;
}

/** First payees that are shown of an order that is signed alone, and of one among others. */
const payeesAlone = 6;
const payeesAmongOthers = 3;

/** "2 orders · 121 payments · 84,215,300.00 HUF", over the whole sheet. */
export function totalText(prepared: PreparedSheet, language: Language): string {
  const payments = prepared.sheet.orders.reduce((sum, { facts }) => sum + facts.transactionCount, 0);
  return `${counted(prepared.sheet.orders.length, "order")} · ${counted(payments, "payment")} · ${movedText(prepared.sheet.orders, language)}`;
}

/** What the orders move, and what they only ask back: the two are never added. */
export function movedText(orders: readonly Pick<SheetOrder, "facts">[], language: Language): string {
  const sumsOf = (recalls: boolean): Money[] => sumByCurrency(orders.filter(({ facts }) => asksBack(facts) === recalls).flatMap(({ facts }) => facts.sums));
  const moved = sumsText(sumsOf(false), language);
  if (!orders.some(({ facts }) => asksBack(facts))) return moved;
  return [orders.every(({ facts }) => asksBack(facts)) ? "" : moved, `asks back ${sumsText(sumsOf(true), language)}`].filter((part) => part !== "").join(" · ");
}

/** What is signed, order by order: all of it from the bytes themselves. @param choice index of the key */
export function sheetLines(prepared: PreparedSheet, choice: number, setting: SheetSetting): SheetLine[] {
  const key = prepared.choices[choice];
  const head: SheetLine[] =
    key === undefined
      ? told(`✕ You have no signing key at ${prepared.bankTitle} for this customer. Settings sets one up.`, { tone: "bad", bold: true }, setting.width, 1)
      : [[{ text: " you sign as ", dim: true }, { text: `${key.signer.name} (${key.signer.signatureClass})`, bold: true }, { text: ` at ${prepared.bankTitle}`, dim: true }, prepared.practice ? { text: " PRACTICE", tone: "warning" as const, bold: true } : "", { text: ", with ", dim: true }, key.device, prepared.choices.length > 1 ? { text: "  k: another key", dim: true } : ""]];
  return [...head, ...prepared.sheet.orders.flatMap((entry) => [[""], ...orderLines(entry, prepared, key?.effects.get(entry.order.id), setting)])];
}

/** One order of a sheet, all of it. */
export function orderLines(entry: SheetOrder, prepared: PreparedSheet, effect: SignEffect | undefined, setting: SheetSetting): SheetLine[] {
  const { order, facts, digest, signatures } = entry;
  const { language, nowMs, width } = setting;
  const lines: SheetLine[] = [[
    { text: ` ${orderNumberText(order.number)} ${order.title}`, bold: true }, "  ", { text: sumsText(facts.sums, language), bold: true }, `  ${counted(facts.transactionCount, "payment")}`,
  ]];
  const cutOff = prepared.cutOffs.get(order.id);
  const deadline = cutOff === undefined ? "" : ` · ${cutOffText(cutOff.deadlineMs, nowMs, language)}`;
  const value = facts.executionDate === undefined ? "" : `${isCollecting(facts) ? "due" : "value"} ${dayText(facts.executionDate, language)}${deadline}`;
  if (facts.file !== undefined) {
    lines.push(...told(contentUnknownText, { tone: "warning", bold: true }, width, 3));
    lines.push(...field("size", `${facts.file.sizeBytes} bytes`, width), ...field("file's hash", facts.file.sha256, width));
  }
  if (facts.recall !== undefined) {
    lines.push(...told("← Recall: nothing is paid; this asks the bank to stop payments or to get them back.", { tone: "warning", bold: true }, width, 3));
    if (facts.recall.of === undefined) lines.push(...told(recallUnknownText, { tone: "warning", bold: true }, width, 3));
    lines.push(...field("recalls", askedBackText(facts.recall), width), ...field("reason", recallReasonText(facts.recall), width));
  }
  if (order.sendAs !== undefined) lines.push(...field("sent as", sendAsText(order.sendAs), width));
  lines.push(...contentLines(facts, warningsOf(entry), value, prepared.sheet.orders.length === 1, setting));
  if (signatures.length > 0) lines.push(...field("signed", signatures.map((one) => `${one.signerName} (${one.signatureClass}) ${instantText(one.at, nowMs, language)}`).join(", "), width));
  if (effect?.refusal !== undefined) lines.push(...told(`✕ not by you: ${effect.refusal.message}`, { tone: "bad", bold: true }, width, 3));
  else if (effect !== undefined) lines.push(...field("then", effect.after.complete ? "complete: it can be sent" : effect.after.explanation, width));
  lines.push(...field("SHA-256", digest, width));
  return lines;
}

/** Accounts, day, payees and what is to be looked at. @param alone more payees are shown of an order that is signed alone */
export function contentLines(facts: SheetOrder["facts"], warnings: readonly SheetWarning[], when: string, alone: boolean, { language, width }: SheetSetting): SheetLine[] {
  return [
    // A direct debit goes the other way: who signs must not take it for a payment.
    ...(isCollecting(facts) ? told("← Direct debits: this order collects money from those named below.", { tone: "warning", bold: true }, width, 3) : []),
    ...field(asksBack(facts) ? "account" : isCollecting(facts) ? "into" : "from", facts.accounts.join(", "), width), ...field("when", when, width),
    ...payeeLines(facts, alone ? payeesAlone : payeesAmongOthers, language, width),
    ...field("largest", facts.largest.map((amount) => moneyText(amount, language)).join(" + "), width),
    ...warnings.flatMap(({ kind, text }) => (kind === "content-unknown" ? [] : told(text, { tone: "warning", bold: true }, width, 3))),
  ];
}

/** A recall pays nothing. */
export function asksBack(facts: SheetOrder["facts"]): boolean {
  return facts.recall !== undefined;
}

/** The first payees, one a line: name, amount, account. */
function payeeLines(facts: SheetOrder["facts"], shownMax: number, language: Language, width: number): SheetLine[] {
  const shown = facts.firstTransactions.slice(0, shownMax);
  const more = facts.transactionCount - shown.length;
  const nameWidth = Math.max(10, Math.min(34, width - indent - 20 - 32));
  const lines = shown.map((one, at): SheetLine => [
    label(at === 0 ? (isCollecting(facts) ? "debtors" : "payees") : ""), fitToWidth(visibleText(one.creditor.name), nameWidth), ` ${fitToWidth(moneyText(one.amount, language), 18, "right")} `, { text: one.creditorAccount === undefined ? "" : accountText(one.creditorAccount), dim: true },
  ]);
  return more > 0 ? [...lines, [label(""), { text: `and ${counted(more, "more payment")}`, dim: true }]] : lines;
}

/** How it came out, order by order. */
export function resultLines(results: readonly SigningResult[], width: number): SheetLine[] {
  return results.flatMap((result): SheetLine[] => {
    const title = `${orderNumberText(result.order.number)} ${result.order.title}: `;
    if (result.kind === "not-signed") return told(`✕ ${title}not signed. ${result.reason}`, { tone: "bad", bold: true }, width, 1);
    return told(`✓ ${title}${result.verdict.complete ? "signed, complete; x sends it" : `signed. ${result.verdict.explanation}`}`, { tone: "good" }, width, 1);
  });
}

/** Wrapped under its label, so that nothing that is signed is cut off. */
export function field(name: string, text: string, width: number): SheetLine[] {
  if (text === "") return [];
  return broken(text, width - indent).map((line, at) => [label(at === 0 ? name : ""), line]);
}

/** Cells before what stands beside a label. */
const indent = 12;

function label(name: string): Span {
  return { text: `   ${name.padEnd(indent - 3)}`, dim: true };
}

export function told(text: string, look: Look, width: number, blanks: number): SheetLine[] {
  return wrapText(text, width - blanks - 1).map((line) => [" ".repeat(blanks), { text: line, ...look }]);
}

/** Wrapped at blanks; a digest, which has none, within itself. */
function broken(text: string, width: number): string[] {
  const room = Math.max(10, width);
  return wrapText(text, room).flatMap((line) => line.match(new RegExp(`.{1,${room}}`, "gsu")) ?? [line]);
}
