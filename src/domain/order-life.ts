import { AppError } from "./errors.ts";

/** Where an order stands. Delivered is not accepted; accepted is not booked. */
export const orderStates = [
  "draft",
  "checked",
  "partly-signed",
  "signed",
  "queued",
  "sending",
  "unanswered",
  "delivered",
  "waiting-at-bank",
  "accepted",
  "partly-accepted",
  "refused",
  "booked",
  "cancelled",
] as const;
export type OrderState = (typeof orderStates)[number];

export type OrderEvent =
  | "check" // complete, no errors
  | "edit" // changed, or found incomplete again: signatures are void
  | "sign" // signed, the rule wants more signatures
  | "sign-last" // signed, the rule is fulfilled
  | "withdraw-signatures"
  | "queue"
  | "queue-for-others" // with too few signatures on purpose: the others sign at the bank
  | "unqueue"
  | "unqueue-for-others"
  | "start-sending"
  | "not-sent" // certain: nothing of it can be executed at the bank
  | "lose-answer" // the last byte may have arrived, the answer did not
  | "deliver" // the bank took it (its answer, or found there by asking)
  | "prove-absent" // asked the bank: it never had the whole order
  | "prove-absent-for-others"
  | "wait-at-bank"
  | "keep-waiting" // a recall that the bank has not decided yet
  | "accept"
  | "accept-partly"
  | "refuse"
  | "book"
  | "cancel";

/** The life of an order: state -> event -> next state. What is not here cannot happen. */
export const orderLife: Readonly<Record<OrderState, Readonly<Partial<Record<OrderEvent, OrderState>>>>> = {
  draft: { check: "checked", edit: "draft", cancel: "cancelled" },
  checked: { edit: "draft", check: "checked", sign: "partly-signed", "sign-last": "signed", cancel: "cancelled" },
  "partly-signed": { sign: "partly-signed", "sign-last": "signed", "queue-for-others": "queued", "withdraw-signatures": "checked", edit: "draft", cancel: "cancelled" },
  signed: { queue: "queued", "withdraw-signatures": "checked", edit: "draft", cancel: "cancelled" },
  queued: { "start-sending": "sending", unqueue: "signed", "unqueue-for-others": "partly-signed", cancel: "cancelled" },
  sending: { "not-sent": "queued", "lose-answer": "unanswered", deliver: "delivered", refuse: "refused" },
  unanswered: { deliver: "delivered", "prove-absent": "signed", "prove-absent-for-others": "partly-signed", refuse: "refused" },
  delivered: {
    "wait-at-bank": "waiting-at-bank",
    "keep-waiting": "delivered",
    accept: "accepted",
    "accept-partly": "partly-accepted",
    refuse: "refused",
    book: "booked",
  },
  "waiting-at-bank": { accept: "accepted", "accept-partly": "partly-accepted", refuse: "refused", book: "booked" },
  accepted: { "accept-partly": "partly-accepted", refuse: "refused", book: "booked", accept: "accepted" },
  "partly-accepted": { book: "booked", refuse: "refused", "accept-partly": "partly-accepted" },
  refused: {},
  booked: {},
  cancelled: {},
};

/** @throws AppError workflow/`impossible-transition` when the order's life has no such step */
export function nextOrderState(state: OrderState, event: OrderEvent): OrderState {
  const next = orderLife[state][event];
  if (next === undefined) {
    throw new AppError("workflow", "impossible-transition", `An order that is ${orderStateTitle[state]} cannot ${eventWords[event]}.`, {
      meaning: "The order was left as it is.",
      context: { state, event },
    });
  }
  return next;
}

/** "An order that is booked cannot …" */
const eventWords: Readonly<Record<OrderEvent, string>> = {
  check: "be checked",
  edit: "be changed",
  sign: "be signed",
  "sign-last": "be signed",
  "withdraw-signatures": "have its signatures withdrawn",
  queue: "go into the outbox",
  "queue-for-others": "go to the bank for others to sign",
  unqueue: "be taken out of the outbox",
  "unqueue-for-others": "be taken out of the outbox",
  "start-sending": "be sent",
  "not-sent": "come back from sending",
  "lose-answer": "be waiting for an answer",
  deliver: "be delivered",
  "prove-absent": "be missing at the bank",
  "prove-absent-for-others": "be missing at the bank",
  "wait-at-bank": "wait for signers at the bank",
  "keep-waiting": "go on waiting for the bank",
  accept: "be accepted",
  "accept-partly": "be partly accepted",
  refuse: "be refused",
  book: "be booked",
  cancel: "be cancelled",
};

/** What the operator reads. */
export const orderStateTitle: Readonly<Record<OrderState, string>> = {
  draft: "draft",
  checked: "checked",
  "partly-signed": "partly signed",
  signed: "signed",
  queued: "queued",
  sending: "sending",
  unanswered: "never heard back",
  delivered: "delivered",
  "waiting-at-bank": "waiting for signers at the bank",
  accepted: "accepted",
  "partly-accepted": "partly accepted",
  refused: "refused",
  booked: "booked",
  cancelled: "cancelled",
};

/** States in which the bank has, or may have, the order: its content must not leave a second time unnoticed. */
export const statesAtBank: ReadonlySet<OrderState> = new Set<OrderState>([
  "sending", "unanswered", "delivered", "waiting-at-bank", "accepted", "partly-accepted", "booked",
]);

/** Of one transaction, once the bank has spoken of it. */
export type TransactionState = "open" | "accepted" | "refused" | "booked";
