import { type Finding, isDamage, type Severity } from "../../domain/finding.ts";
import { visibleText } from "../../domain/text.ts";
import type { StateMark } from "../order/state-mark.ts";

const marks: Readonly<Record<Severity, StateMark>> = {
  error: { sign: "✕", title: "error", look: { tone: "bad", bold: true } },
  warning: { sign: "!", title: "warning", look: { tone: "warning" } },
  info: { sign: "i", title: "note", look: { dim: true } },
};

export function severityMark(severity: Severity): StateMark {
  return marks[severity];
}

/** `12:34` line and column, `12` line only, `-` for none. */
export function placeText(finding: Finding): string {
  if (finding.line === undefined) return "-";
  return finding.column === undefined ? String(finding.line) : `${finding.line}:${finding.column}`;
}

/** Errors first, of these that the file is damaged; then by place in the file. What has no place comes first in its kind. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  const rank: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };
  return findings.toSorted((a, b) => rank[a.severity] - rank[b.severity] || Number(isDamage(b)) - Number(isDamage(a)) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}

/** All that is known of one finding, for the view of the file around it. */
export function findingDetail(finding: Finding): string[] {
  const place = finding.line === undefined ? "about the whole file" : `line ${finding.line}${finding.column === undefined ? "" : `, column ${finding.column}`}`;
  const field = finding.field === undefined ? "" : ` · field ${visibleText(finding.field)}`;
  const payment = finding.transaction === undefined ? "" : ` · payment ${finding.transaction + 1}`;
  return [`${marks[finding.severity].sign} ${finding.message}`, `${place}${field}${payment} · ${finding.code}`];
}
