import { type OrderState, orderStateTitle, type TransactionState } from "../../domain/order-life.ts";
import type { Look } from "../widgets/paint.ts";

/** How something stands: a sign, words, and a look; the sign and the words suffice without colour. */
export interface StateMark {
  readonly sign: string;
  readonly title: string;
  readonly look: Look;
}

const plain: Look = {};
const quiet: Look = { dim: true };
const busy: Look = { tone: "accent" };
const good: Look = { tone: "good" };
const warning: Look = { tone: "warning" };
const bad: Look = { tone: "bad", bold: true };

const orderMarks: Readonly<Record<OrderState, readonly [sign: string, look: Look]>> = {
  draft: ["·", quiet],
  checked: ["○", plain],
  "partly-signed": ["◐", plain],
  signed: ["●", plain],
  queued: ["»", busy],
  sending: ["…", busy],
  unanswered: ["?", bad],
  delivered: ["→", busy],
  "waiting-at-bank": ["…", warning],
  accepted: ["✓", good],
  "partly-accepted": ["▲", warning],
  refused: ["✕", bad],
  booked: ["■", good],
  cancelled: ["×", quiet],
};

export function orderMark(state: OrderState): StateMark {
  const [sign, look] = orderMarks[state];
  return { sign, title: orderStateTitle[state], look };
}

const transactionMarks: Readonly<Record<TransactionState, StateMark>> = {
  open: { sign: "·", title: "open", look: plain },
  accepted: { sign: "✓", title: "accepted", look: good },
  refused: { sign: "✕", title: "refused", look: bad },
  booked: { sign: "■", title: "booked", look: good },
};

export function transactionMark(state: TransactionState): StateMark {
  return transactionMarks[state];
}
