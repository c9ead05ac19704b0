import type { Language, Money } from "../../domain/money.ts";
import type { AttentionItem } from "../../workflows/attention.ts";
import { fitToWidth } from "../terminal/width.ts";
import type { Span } from "../widgets/line.tsx";
import type { Look } from "../widgets/paint.ts";
import { sumsText } from "../wording/amounts.ts";
import { durationText, momentText } from "../wording/dates.ts";

const needMarks: Readonly<Record<AttentionItem["kind"], readonly [sign: string, look: Look]>> = {
  "older-copy": ["▲", { tone: "bad", bold: true }],
  unanswered: ["?", { tone: "bad", bold: true }],
  refused: ["✕", { tone: "bad", bold: true }],
  "partly-refused": ["✕", { tone: "bad" }],
  unbalanced: ["≠", { tone: "bad" }],
  "statements-missing": ["≠", { tone: "warning" }],
  "recovery-used": ["▲", { tone: "bad", bold: true }],
  "recovery-missing": ["○", { tone: "warning" }],
  "bank-keys": ["▲", { tone: "warning", bold: true }],
  "own-keys": ["▲", { tone: "warning" }],
  "to-sign": ["●", { tone: "accent", bold: true }],
  "to-sign-at-bank": ["◆", { tone: "accent", bold: true }],
  "to-send": ["»", { tone: "accent" }],
  findings: ["!", { tone: "warning" }],
  "to-approve": ["◇", { tone: "accent" }],
  "to-confirm": ["◇", { tone: "accent" }],
  "mandates-stopped": ["!", { tone: "warning" }],
  "mandates-to-confirm": ["◇", { tone: "accent" }],
  subscriber: ["○", { tone: "warning" }],
};

/** Cut-offs nearer than this are told in a loud colour. */
const soonMs = 60 * 60_000;
/** Beyond this the time left says nothing that the day does not. */
const farMs = 12 * 60 * 60_000;

/** `● 2 orders to sign   412,300.00 EUR  by 15:00, 28 min  0047 Payroll`. The sign and words suffice without colour. */
export function needSpans(item: AttentionItem, nowMs: number, language: Language): Span[] {
  const [sign, look] = needMarks[item.kind];
  const spans: Span[] = [item.mine ? { text: sign, ...look } : { text: "·", dim: true }, { text: ` ${fitToWidth(item.title, 22)} `, dim: !item.mine }];
  if (item.sums.length > 0) spans.push({ text: `${fitToWidth(firstSum(item.sums, language), 19, "right")}  `, dim: !item.mine });
  if (item.deadlineMs !== undefined) {
    const left = item.deadlineMs - nowMs;
    spans.push({ text: left > 0 ? `by ${momentText(item.deadlineMs, nowMs, language)}${left < farMs ? `, ${durationText(left)}` : ""}  ` : "the cut-off is past  ", ...(left < soonMs ? { tone: "warning", bold: true } : {}) });
  }
  spans.push({ text: item.note, dim: true });
  return spans;
}

/** One currency; a plus says that there are others. */
function firstSum(sums: readonly Money[], language: Language): string {
  return sumsText(sums.slice(0, 1), language) + (sums.length > 1 ? "+" : "");
}

/** What concerns money that may be lost or late comes first; what others must see to, last. */
const ranks: readonly AttentionItem["kind"][] = ["older-copy", "recovery-used", "unanswered", "refused", "partly-refused", "unbalanced", "bank-keys", "to-sign", "to-sign-at-bank", "to-send", "findings", "statements-missing", "mandates-stopped", "to-approve", "to-confirm", "mandates-to-confirm", "recovery-missing", "own-keys", "subscriber"];

/** Mine first, then by kind, then by cut-off. */
export function compareNeeds(a: AttentionItem, b: AttentionItem): number {
  return Number(b.mine) - Number(a.mine) || ranks.indexOf(a.kind) - ranks.indexOf(b.kind) || (a.deadlineMs ?? Number.POSITIVE_INFINITY) - (b.deadlineMs ?? Number.POSITIVE_INFINITY) || 0;
}
