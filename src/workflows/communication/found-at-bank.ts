import { orderNumberText } from "../../domain/order-number.ts";
import type { WorkflowContext } from "../context.ts";
import type { CustomerStore } from "../ports/customer-store.ts";
import type { Order } from "../ports/orders.ts";
import { followCollections } from "../mandates/follow-collections.ts";
import { learnPayees } from "./learn-payees.ts";

/** Outcomes of a try that was never answered. */
export const notAtBank = "not-at-bank";
export const foundAtBankOutcome = "found-at-bank";

/** "Never heard back" is over: the bank has it. */
export async function foundAtBank(context: WorkflowContext, store: CustomerStore, order: Order, step: { readonly at: Order["createdAt"]; readonly actor: string; readonly note: string }): Promise<void> {
  await store.orders.advance(order.id, order.revision, "deliver", step);
  for (const transmission of await store.transmissions.ofOrder(order.id)) {
    if (transmission.phase === "last-segment-leaving") await store.transmissions.put({ ...transmission, phase: "answered", outcome: foundAtBankOutcome });
  }
  await store.journal.append({ at: step.at, actor: "bank", action: "order.found-at-bank", subject: order.id, summary: `Order ${orderNumberText(order.number)} was found at the bank as ${order.bankOrderId ?? ""}` });
  await learnPayees(store, context, order.id);
  await followCollections(context, store, order);
}
