import { orderLife, type OrderEvent, type OrderState, orderStateTitle } from "../../domain/order-life.ts";
import type { Right } from "../../domain/rights.ts";
import { isRecall } from "../../workflows/recalls/is-recall.ts";
import type { Order } from "../../workflows/ports/orders.ts";

/** What an operator can do with an order from the screens. */
export type OrderAction = "check" | "edit" | "sign" | "withdraw-signatures" | "queue" | "for-others" | "send" | "unqueue" | "cancel" | "ask-bank";

const facts: Readonly<Record<OrderAction, { readonly right: Right; readonly event: OrderEvent; readonly doing: string }>> = {
  check: { right: "prepare", event: "check", doing: "be checked" },
  edit: { right: "prepare", event: "edit", doing: "be changed" },
  sign: { right: "sign", event: "sign", doing: "be signed" },
  "withdraw-signatures": { right: "sign", event: "withdraw-signatures", doing: "lose its signatures" },
  queue: { right: "send", event: "queue", doing: "go into the outbox" },
  "for-others": { right: "send", event: "queue-for-others", doing: "go to the bank for others to sign" },
  send: { right: "send", event: "queue", doing: "be sent" },
  unqueue: { right: "send", event: "unqueue", doing: "leave the outbox" },
  cancel: { right: "prepare", event: "cancel", doing: "be cancelled" },
  "ask-bank": { right: "send", event: "prove-absent", doing: "be asked about" },
};

/**
 * Why the order cannot be treated so now, as a sentence; undefined when it can.
 * The workflows check again: this is for the footer, the help and the palette.
 */
export function whyNot(action: OrderAction, order: Pick<Order, "state" | "origin" | "format">, rights: readonly Right[]): string | undefined {
  const { right, event, doing } = facts[action];
  if (!rights.includes(right)) return `You have no right to ${right} for this customer.`;
  if (action === "edit" && isRecall(order)) return "A recall is not changed: cancel it and make another.";
  if (action === "edit" && order.origin === "mandates") return "Collected from the register of mandates: cancel it and collect again.";
  if (action === "edit" && order.origin === "import") return "Imported: change it in the program that wrote it, then import it again.";
  if (action === "send" && order.state === "queued") return undefined;
  if (action === "for-others" && order.state === "checked") return rights.includes("sign") ? undefined : "You have no right to sign for this customer.";
  if (orderLife[order.state][event] !== undefined) return undefined;
  return `The order is ${orderStateTitle[order.state]}: ${firstStep(action, order.state) ?? `it cannot ${doing}`}.`;
}

/** What must come before, where anything can. */
function firstStep(action: OrderAction, state: OrderState): string | undefined {
  if (action === "ask-bank") return "no answer of it is missing";
  if (state === "draft" && action !== "withdraw-signatures") return "check it first";
  if ((state === "checked" || state === "partly-signed") && (action === "queue" || action === "send")) return "its signatures are not complete";
  if (state === "queued" && action !== "check") return "take it out of the outbox first";
  if (state === "unanswered") return "ask the bank first";
  return undefined;
}

/** Why none of the orders can be treated so; undefined when at least one can. */
export function whyNotAny(action: OrderAction, orders: readonly Pick<Order, "state" | "origin" | "format">[], rights: readonly Right[]): string | undefined {
  if (orders.length === 0) return "There is no order here.";
  const reasons = orders.map((order) => whyNot(action, order, rights));
  return reasons.includes(undefined) ? undefined : reasons[0];
}
