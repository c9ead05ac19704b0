import type { Language } from "../../domain/money.ts";
import type { OrderSignature, OrderStep } from "../../workflows/ports/orders.ts";
import type { Transmission } from "../../workflows/ports/transmissions.ts";
import type { Column } from "../widgets/table.tsx";
import { instantText, timeWithSecondsText } from "../wording/dates.ts";

/** One thing that happened to an order. */
export interface HistoryRow {
  readonly key: string;
  readonly at: OrderStep["at"];
  readonly who: string;
  readonly what: string;
  readonly note: string;
}

const eventWords: Readonly<Record<OrderStep["event"], string>> = {
  created: "made", check: "checked", edit: "changed", sign: "signed", "sign-last": "signed, complete", "withdraw-signatures": "signatures withdrawn",
  queue: "into the outbox", unqueue: "out of the outbox", "queue-for-others": "into the outbox, for others to sign", "unqueue-for-others": "out of the outbox", "start-sending": "sending", "not-sent": "not sent", "lose-answer": "no answer came",
  deliver: "delivered", "prove-absent": "the bank never had it", "prove-absent-for-others": "the bank never had it", "wait-at-bank": "waits at the bank", "keep-waiting": "not decided yet", accept: "accepted", "accept-partly": "partly accepted",
  refuse: "refused", book: "booked", cancel: "cancelled",
};

/** Steps and transmissions by time, the newest last. */
export function historyRows(steps: readonly OrderStep[], transmissions: readonly Transmission[]): HistoryRow[] {
  const rows = [
    ...steps.map((step, at): HistoryRow => ({ key: `step-${at}`, at: step.at, who: step.actor, what: eventWords[step.event], note: step.note ?? "" })),
    ...transmissions.map((one): HistoryRow => ({ key: `transmission-${one.attempt}`, at: one.startedAt, who: "line", what: `attempt ${one.attempt}`, note: transmissionText(one) })),
  ];
  return rows.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

const phaseWords: Readonly<Record<Transmission["phase"], string>> = {
  initialising: "announced", transferring: "on the way", "last-segment-leaving": "the last segment left, no answer yet", answered: "answered", abandoned: "given up",
};

function transmissionText(one: Transmission): string {
  return [
    phaseWords[one.phase],
    `${one.segmentsAcknowledged} of ${one.segments} segments`,
    one.bankOrderId === undefined ? undefined : `order id ${one.bankOrderId}`,
    one.transactionId === undefined ? undefined : `transaction ${one.transactionId.slice(0, 8)}…`,
    one.outcome,
  ].filter((part) => part !== undefined && part !== "").join(" · ");
}

export function historyColumns(language: Language, nowMs: number): readonly Column<HistoryRow>[] {
  return [
    { title: "when", width: 16, cell: (row) => whenText(row, language, nowMs) },
    { title: "who", width: 14, cell: (row) => row.who },
    { title: "what", width: 21, cell: (row) => row.what },
    { title: "note", width: { min: 10, grow: 1 }, cell: (row) => row.note, whole: true },
  ];
}

/** Today with seconds: the order of things within a session matters. */
function whenText(row: HistoryRow, language: Language, nowMs: number): string {
  const text = instantText(row.at, nowMs, language);
  return /^\d\d:\d\d$/.test(text) ? timeWithSecondsText(Date.parse(row.at)) : text;
}

/** A signature as the signatures' list shows it. */
export interface SignatureRow {
  readonly key: string;
  readonly who: string;
  readonly signatureClass: string;
  readonly when: string;
  readonly device: string;
  readonly state: "valid" | "void" | "can sign";
}

/** Who has signed, then who can. @param digest of the order's bytes now: a signature over others is void */
export function signatureRows(signatures: readonly OrderSignature[], digest: string | undefined, canSign: readonly { readonly name: string; readonly signatureClass: string }[], language: Language, nowMs: number): SignatureRow[] {
  return [
    ...signatures.map((one): SignatureRow => ({
      key: `given-${one.signerId}`, who: one.signerName, signatureClass: one.signatureClass, when: instantText(one.at, nowMs, language),
      device: `${one.device}, ${one.mechanism}`, state: one.digest === digest ? "valid" : "void",
    })),
    ...canSign.map((one, at): SignatureRow => ({ key: `can-${at}`, who: one.name, signatureClass: one.signatureClass, when: "-", device: "", state: "can sign" })),
  ];
}

export const signatureColumns: readonly Column<SignatureRow>[] = [
  { title: "who", width: { min: 16, grow: 2 }, cell: (row) => row.who },
  { title: "class", width: 5, cell: (row) => row.signatureClass },
  { title: "when", width: 13, cell: (row) => row.when },
  { title: "state", width: 10, cell: (row) => row.state, look: (row) => (row.state === "valid" ? { tone: "good" } : row.state === "void" ? { tone: "bad", bold: true } : { dim: true }) },
  { title: "device", width: { min: 16, grow: 3 }, cell: (row) => row.device },
];
