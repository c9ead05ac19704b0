import { type CutOff, deadlineOf } from "../domain/calendar.ts";
import { AppError } from "../domain/errors.ts";
import type { OrderId } from "../domain/ids.ts";
import { statesAtBank } from "../domain/order-life.ts";
import { orderNumberText } from "../domain/order-number.ts";
import { profileOf } from "./bank-profile.ts";
import { instantNow, requireRight, requireRightNow, type WorkflowContext } from "./context.ts";
import { executionRule } from "./execution-rule.ts";
import { mustGet } from "./must-get.ts";
import type { CustomerStore } from "./ports/customer-store.ts";
import type { Order } from "./ports/orders.ts";
import { serviceFor } from "./route-order.ts";

/**
 * Puts a signed order into the outbox: it leaves with the next session.
 * @param options.override a reason, when the same payments went to the bank before and shall go again all the same
 * @param options.forOthers true: it is only partly signed, and waits at the bank until the others have signed it there
 * @throws AppError workflow/`same-content-sent` naming the other order when there is no reason
 */
export async function queueOrder(context: WorkflowContext, id: OrderId, options: { readonly override?: { readonly reason: string } | undefined; readonly forOthers?: boolean | undefined } = {}): Promise<Order> {
  requireRight(context, "send", "send orders");
  return context.store.transaction(async (store) => {
    await requireRightNow(context, store, "send", "send orders");
    const order = await mustGet(store, id);
    const reason = options.override?.reason.trim() ?? "";
    const earlier = await sentBefore(store, { ...order, duplicateOverride: undefined }); // an override holds for one time in the outbox
    if (earlier !== undefined && reason === "") throw sameContentSent(order, earlier);
    const at = instantNow(context);
    const duplicateOverride = earlier === undefined ? undefined : { reason, by: context.operator.name, at };
    if (earlier !== undefined) {
      await store.journal.append({
        at, actor: context.operator.name, action: "order.duplicate-overridden", subject: id,
        summary: `Order ${orderNumberText(order.number)} may leave although order ${orderNumberText(earlier.number)} held the same payments: ${reason}`,
      });
    }
    const forOthers = options.forOthers === true ? { by: context.operator.name, at } : undefined;
    const queued = await store.orders.advance(id, order.revision, forOthers === undefined ? "queue" : "queue-for-others", { at, actor: context.operator.name, note: reason === "" ? undefined : reason, set: { duplicateOverride, forOthers } });
    await store.journal.append({ at, actor: context.operator.name, action: "order.queued", subject: id, summary: `Order ${orderNumberText(order.number)} put into the outbox${forOthers === undefined ? "" : ", for others to sign it at the bank"}`, detail: { digest: order.signedDigest } });
    return queued;
  });
}

export async function unqueueOrder(context: WorkflowContext, id: OrderId): Promise<Order> {
  requireRight(context, "send", "take orders out of the outbox");
  return context.store.transaction(async (store) => {
    const order = await mustGet(store, id);
    const at = instantNow(context);
    const back = await store.orders.advance(id, order.revision, order.forOthers === undefined ? "unqueue" : "unqueue-for-others", { at, actor: context.operator.name });
    await store.journal.append({ at, actor: context.operator.name, action: "order.unqueued", subject: id, summary: `Order ${orderNumberText(order.number)} taken out of the outbox` });
    return back;
  });
}

/** Ends an order that has not left. It stays visible with its reason. */
export async function cancelOrder(context: WorkflowContext, id: OrderId, reason: string): Promise<Order> {
  requireRight(context, "prepare", "cancel orders");
  return context.store.transaction(async (store) => {
    const order = await mustGet(store, id);
    const cancelled = await store.orders.advance(id, order.revision, "cancel", { at: instantNow(context), actor: context.operator.name, note: reason });
    await store.journal.append({ at: instantNow(context), actor: context.operator.name, action: "order.cancelled", subject: id, summary: `Order ${orderNumberText(order.number)} cancelled: ${reason}` });
    return cancelled;
  });
}

/** The same payments in an order that the bank has or may have; undefined when there is none, or when the operator has overridden it. */
export async function sentBefore(store: CustomerStore, order: Order): Promise<Order | undefined> {
  if (order.duplicateOverride !== undefined) return undefined;
  const same = await store.orders.findByFingerprint(order.fingerprint);
  return same.find((other) => other.id !== order.id && statesAtBank.has(other.state));
}

export function sameContentSent(order: Order, earlier: Order): AppError {
  return new AppError("workflow", "same-content-sent", `Order ${orderNumberText(earlier.number)} with the same payments already went to the bank.`, {
    meaning: `Order ${orderNumberText(order.number)} was stopped: sending it would pay twice. Nothing was sent.`,
    next: "Compare the two. If both must be paid, send again with a reason.",
    context: { orderNumber: earlier.number },
  });
}

/**
 * The moment by which the order must have arrived: the next cut-off, of collections the one so many bank days before they are due as the bank
 * wants them. Undefined where the bank has none (instant), or no service takes it.
 */
export async function nextCutOff(context: WorkflowContext, order: Order): Promise<CutOff | undefined> {
  const connection = order.connectionId === undefined ? undefined : await context.store.connections.get(order.connectionId);
  if (connection === undefined || order.sendAs !== undefined) return undefined;
  const profile = profileOf(context.tools.banks, connection.bankProfile);
  const service = serviceFor({ profile, protocol: connection.protocol }, order, await context.store.orders.batches(order.id));
  return deadlineOf(executionRule(context.tools.banks, profile, service), order.executionDate, context.tools.clock.now());
}
