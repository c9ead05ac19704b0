import type { OrderEvent } from "../../domain/order-life.ts";
import { orderNumberText } from "../../domain/order-number.ts";
import type { Answer, SegmentsSent } from "../../ebics/index.ts";
import { instantNow, type WorkflowContext } from "../context.ts";
import type { Order } from "../ports/orders.ts";
import type { Transmission } from "../ports/transmissions.ts";
import { followCollections } from "../mandates/follow-collections.ts";
import { learnPayees } from "./learn-payees.ts";
import { rejectionText } from "./line.ts";
import type { OrderOutcome } from "./progress.ts";

/** The bank's word that a transaction cannot be gone on with: unknown, given up, no recovery, or no agreement on where it stands. */
export const lostTransaction: ReadonlySet<string> = new Set(["091101", "091102", "091105", "061101"]);

/** What the bank said to an order, and what follows for it. */
export async function concludeAnswer(context: WorkflowContext, order: Order, transmission: Transmission, answer: Answer<SegmentsSent>): Promise<OrderOutcome> {
  if (answer.kind === "ok") {
    const bankOrderId = answer.value.bankOrderId ?? transmission.bankOrderId;
    return conclude(context, order, { ...transmission, bankOrderId, segmentsAcknowledged: answer.value.segments }, "deliver", { code: answer.business.code, text: "delivered" });
  }
  const words = rejectionText(answer);
  if (answer.kind === "rejected" && answer.mayBeExecuting) return conclude(context, order, transmission, "lose-answer", words);
  const tryLater = answer.kind === "rejected" && (answer.decisive.retryHelps || lostTransaction.has(answer.technical.code));
  return conclude(context, order, transmission, tryLater ? "not-sent" : "refuse", words);
}

interface Words {
  readonly code: string;
  readonly text: string;
  readonly next?: string | undefined;
}

const outcomeKinds = { deliver: "delivered", refuse: "refused", "lose-answer": "unanswered", "not-sent": "not-sent" } as const;

/** Writes down how the try ended: the order's state, the try, the journal, all or nothing. */
export async function conclude(
  context: WorkflowContext, order: Order, transmission: Transmission, event: keyof typeof outcomeKinds & OrderEvent, words: Words,
): Promise<OrderOutcome> {
  const at = instantNow(context);
  const text = outcomeText(order, event, transmission, words);
  await context.store.transaction(async (store) => {
    await store.orders.advance(order.id, order.revision, event, {
      at, actor: context.operator.name, note: event === "deliver" ? `order id ${transmission.bankOrderId ?? "none given"}` : words.text,
      set: { bankOrderId: event === "not-sent" ? undefined : transmission.bankOrderId, ...(event === "deliver" ? {} : { bankAnswer: { code: words.code, text: words.text, at } }) },
    });
    await store.transmissions.put({ ...transmission, phase: event === "not-sent" ? "abandoned" : event === "lose-answer" ? transmission.phase : "answered", outcome: words.code });
    await store.journal.append({
      at, actor: context.operator.name, action: `order.${outcomeKinds[event]}`, subject: order.id, summary: text,
      detail: { transactionId: transmission.transactionId, bankOrderId: transmission.bankOrderId, code: words.code },
    });
    if (event === "deliver") await learnPayees(store, context, order.id);
    await followCollections(context, store, order);
  });
  return { orderId: order.id, number: order.number, kind: outcomeKinds[event], bankOrderId: transmission.bankOrderId, text };
}

function outcomeText(order: Order, event: keyof typeof outcomeKinds, transmission: Transmission, words: Words): string {
  const name = `Order ${orderNumberText(order.number)}`;
  switch (event) {
    case "deliver":
      return `${name} was delivered as ${transmission.bankOrderId ?? "(no order id)"}.`;
    case "refuse":
      return `${name} was refused: ${words.code} ${words.text} It will not be executed.${words.next === undefined ? "" : ` ${words.next}`}`;
    case "not-sent":
      return `${name} did not go out: ${words.text} Nothing of it can be executed; it stays in the outbox.${words.next === undefined ? "" : ` ${words.next}`}`;
    case "lose-answer":
      return `${name}: never heard back. The bank may have it. Do not send it again: ask the bank.`;
  }
}
