import { type OrderState, orderStateTitle, type TransactionState } from "../../domain/order-life.ts";

/** How something stands: a sign, words, and a tone; the sign and the words suffice without colour. */
export interface StateMark {
  readonly sign: string;
  readonly title: string;
  readonly tone: Tone;
}
export type Tone = "plain" | "good" | "busy" | "warn" | "bad" | "quiet";

const orderMarks: Readonly<Record<OrderState, readonly [sign: string, tone: Tone]>> = {
  draft: ["·", "quiet"],
  checked: ["○", "plain"],
  "partly-signed": ["◐", "plain"],
  signed: ["●", "plain"],
  queued: ["»", "busy"],
  sending: ["…", "busy"],
  unanswered: ["?", "bad"],
  delivered: ["→", "busy"],
  "waiting-at-bank": ["…", "warn"],
  accepted: ["✓", "good"],
  "partly-accepted": ["▲", "warn"],
  refused: ["✕", "bad"],
  booked: ["■", "good"],
  cancelled: ["×", "quiet"],
};

export function orderMark(state: OrderState): StateMark {
  const [sign, tone] = orderMarks[state];
  return { sign, title: orderStateTitle[state], tone };
}

const transactionMarks: Readonly<Record<TransactionState, StateMark>> = {
  open: { sign: "·", title: "open", tone: "plain" },
  accepted: { sign: "✓", title: "accepted", tone: "good" },
  refused: { sign: "✕", title: "refused", tone: "bad" },
  booked: { sign: "■", title: "booked", tone: "good" },
};

export function transactionMark(state: TransactionState): StateMark {
  return transactionMarks[state];
}
