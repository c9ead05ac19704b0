import type { MandateCollection, RegisteredMandate, RegisterEntry } from "../../domain/mandate.ts";
import { refusalStops, usesUp } from "../../domain/mandate-rules.ts";
import { statesAtBank } from "../../domain/order-life.ts";
import { orderNumberText } from "../../domain/order-number.ts";
import { reasonWords } from "../../domain/reason-codes.ts";
import { instantNow, type WorkflowContext } from "../context.ts";
import type { CustomerStore } from "../ports/customer-store.ts";
import type { Order } from "../ports/orders.ts";
import { mustGetMandate } from "./keep-mandate.ts";

const rowsAtOnce = 500;
/** Refusals that a mandate remembers to have answered. */
const seenMax = 20;

/**
 * Within a transaction: what the bank said of an order's collections comes back to their mandates. One that was collected for the last time is
 * used up, and is so no more where the bank turns out never to have had the order; a refusal that is not of one collection only suspends the mandate and says what to do. The same word a second time changes nothing.
 */
export async function followCollections(context: WorkflowContext, store: CustomerStore, order: Pick<Order, "id" | "kinds">): Promise<void> {
  if (order.kinds?.includes("direct-debit") !== true) return;
  for (let after = -1; ; ) {
    const rows = await store.mandates.touchedBy(order.id, after, rowsAtOnce);
    for (const { mandateId, collection } of rows) {
      const entry = await mustGetMandate(store, mandateId);
      const change = collection.state === "refused" ? refused(entry.mandate, collection, entry.collections) : used(entry, collection);
      if (change !== undefined) await put(context, store, change);
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < rowsAtOnce) return;
    after = last.collection.position;
  }
}

interface Change {
  readonly mandate: RegisteredMandate;
  readonly action: string;
  readonly text: string;
  readonly collection: MandateCollection;
}

function used({ mandate, collections }: RegisterEntry, collection: MandateCollection): Change | undefined {
  if (mandate.state === "used-up" && !statesAtBank.has(collection.orderState) && !collections.some((one) => usesUp(mandate, one))) {
    return { mandate: { ...mandate, state: "active" }, action: "mandate.not-used", text: `not used up: order ${orderNumberText(collection.orderNumber)} is not at the bank`, collection };
  }
  if (mandate.state !== "active" || !usesUp(mandate, collection)) return undefined;
  return { mandate: { ...mandate, state: "used-up" }, action: "mandate.used-up", text: "used up", collection };
}

function refused(mandate: RegisteredMandate, collection: MandateCollection, collections: readonly MandateCollection[]): Change | undefined {
  const mark = `${collection.orderNumber}/${collection.position}`;
  if (mandate.refusalsSeen.includes(mark)) return undefined;
  const code = collection.reasonCode ?? "";
  const why = `${code} ${reasonWords(code) ?? "refused"}`.trim();
  const advice = refusalStops(mandate.scheme, code);
  // A single collection that was turned down before its booking may be presented again.
  const state = mandate.state === "used-up" && !collections.some((one) => usesUp(mandate, one)) ? "active" : mandate.state;
  const seen = { ...mandate, state, refusalsSeen: [...mandate.refusalsSeen, mark].slice(-seenMax) };
  if (advice === undefined || (state !== "active" && state !== "used-up")) {
    return { mandate: seen, action: "mandate.collection-refused", text: `: a collection ${collection.wasBooked ? "came back" : "was refused"}, ${why}`, collection };
  }
  return { mandate: { ...seen, state: "suspended", stateReason: `${why}. ${advice}`, stopCode: code }, action: "mandate.suspended", text: `suspended: ${why}. ${advice}`, collection };
}

async function put(context: WorkflowContext, store: CustomerStore, { mandate, action, text, collection }: Change): Promise<void> {
  const at = instantNow(context);
  await store.mandates.put({ ...mandate, changedAt: at });
  await store.journal.append({
    at, actor: "bank", action, subject: mandate.id, summary: `Mandate ${mandate.mandateId} of ${mandate.debtor.name}${text.startsWith(":") ? "" : " "}${text}`,
    detail: { order: collection.orderNumber, position: collection.position, code: collection.reasonCode },
  });
}
