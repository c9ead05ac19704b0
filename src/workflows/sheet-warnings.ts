import { counted } from "../domain/counted.ts";
import { orderNumberText } from "../domain/order-number.ts";
import { unconfirmedMandateCode } from "./mandates/check-collections.ts";
import type { SheetOrder } from "./sign-orders.ts";

/** What fraud and mistakes look like, the worst first. */
export const warningKinds = ["changed", "unconfirmed", "missed", "duplicate", "content-unknown", "new", "finding"] as const;
export type WarningKind = (typeof warningKinds)[number];

export interface SheetWarning {
  readonly kind: WarningKind;
  /** With its sign before it. */
  readonly text: string;
}

export const contentUnknownText = "! Content not known: it may move any sum from any account. What is signed is this file, by its size and hash.";

export const recallUnknownText = "! No order here has the message that it is about: whose payments it asks back is not known.";

const repeatCodes: ReadonlySet<string> = new Set(["same-content", "same-message-id"]);
const findingsShown = 3;

/** New and changed partners, and what the check found. */
export function warningsOf({ facts, order }: { readonly facts: SheetOrder["facts"]; readonly order: Pick<SheetOrder["order"], "findings" | "duplicateOverride"> }): readonly SheetWarning[] {
  const warnings: SheetWarning[] = [];
  const warn = (kind: WarningKind, text: string): void => {
    warnings.push({ kind, text });
  };
  if (facts.changedPayeePayments > 0) {
    warn("changed", `▲ CHANGED account in ${counted(facts.changedPayeePayments, "payment")}: ${listed(facts.changedPayees.map((payee) => `${payee.name}: ${payee.account}, so far ${payee.knownAccount ?? "another"}`), facts.changedPayees.length)}`);
  }
  if (facts.unconfirmedPayeePayments > 0) {
    warn("unconfirmed", `▲ UNCONFIRMED account in ${counted(facts.unconfirmedPayeePayments, "payment")}: ${listed(facts.unconfirmedPayees.map((payee) => `${payee.name}: ${payee.account}, entered by ${payee.enteredBy?.join(" and ") ?? "somebody"}`), facts.unconfirmedPayees.length)}`);
  }
  const mandates = order.findings.filter(({ code }) => code === unconfirmedMandateCode);
  if (mandates.length > 0) warn("unconfirmed", `▲ UNCONFIRMED mandate in ${counted(mandates.length, "collection")}: ${mandates[0]?.message ?? ""}${mandates.length === 1 ? "" : ` And ${mandates.length - 1} more.`}`);
  if (facts.missedPayeePayments > 0) {
    warn("missed", `▲ PAYEE CHECK did not find the name in ${counted(facts.missedPayeePayments, "payment")}: ${listed(facts.missedPayees.map((miss) => `${miss.name} (order ${orderNumberText(miss.orderNumber)}: ${miss.text})`), facts.missedPayees.length)}`);
  }
  if (facts.file !== undefined) warn("content-unknown", contentUnknownText);
  if (facts.recall !== undefined && facts.recall.of === undefined) warn("content-unknown", recallUnknownText);
  if (facts.newPayeePayments > 0) warn("new", `▲ NEW payees in ${counted(facts.newPayeePayments, "payment")}: ${listed(facts.newPayees.map((payee) => payee.name), facts.newPayees.length)}`);
  for (const finding of order.findings.filter((one) => one.severity === "warning" && one.code !== unconfirmedMandateCode).slice(0, findingsShown)) warn(repeatCodes.has(finding.code) ? "duplicate" : "finding", `! ${finding.message}`);
  if (order.duplicateOverride !== undefined) warn("duplicate", `! Sent although the same payments left before: ${order.duplicateOverride.reason}`);
  return warnings;
}

function listed(names: readonly string[], count: number): string {
  const shown = names.slice(0, 4);
  return shown.join(", ") + (count > shown.length ? `, and ${count - shown.length} more` : "");
}
