import { orderNumberText } from "../../domain/order-number.ts";
import { instantNow, type WorkflowContext } from "../context.ts";
import type { CommunicationSession } from "../ports/sessions.ts";
import type { Transmission } from "../ports/transmissions.ts";

/**
 * Settles what a crash left in the middle: a try whose process is gone. Before the last segment left, the order certainly is not at the bank
 * and goes back to the outbox; after it, the order is "never heard back".
 * @returns how many orders were settled
 */
export async function recoverAfterCrash(context: WorkflowContext): Promise<number> {
  const sessions = new Map((await context.store.sessions.running()).map((session) => [session.id, session]));
  // A machine that is called otherwise now, or a container that is made anew, can never be asked: after a day nobody waits for it any more.
  // Should it be alive all the same, it finds the order taken over and sends no more of it.
  const isOver = (session: CommunicationSession): boolean =>
    !context.tools.processes.isAlive(session.owner) || context.tools.clock.now() - Date.parse(session.startedAt) > sessionMsMax;
  const isGone = (sessionId: Transmission["sessionId"]): boolean => {
    const session = sessions.get(sessionId);
    return session === undefined || isOver(session);
  };
  let settled = 0;
  for (const transmission of await context.store.transmissions.unfinished()) {
    if (isGone(transmission.sessionId) && (await settle(context, transmission))) settled++;
  }
  for (const session of sessions.values()) {
    if (!isOver(session)) continue;
    await context.store.sessions.finish(session.id, { endedAt: instantNow(context), outcome: "failed", summary: "The program ended in the middle of it.", log: session.log });
  }
  return settled;
}

const sessionMsMax = 86_400_000;

async function settle(context: WorkflowContext, seen: Transmission): Promise<boolean> {
  return context.store.transaction(async (store) => {
    // Another process may have settled it, or finished it, between looking and locking.
    const transmission = (await store.transmissions.ofOrder(seen.orderId)).find((one) => one.attempt === seen.attempt);
    const order = await store.orders.get(seen.orderId);
    if (order?.state !== "sending" || transmission === undefined || transmission.phase === "answered" || transmission.phase === "abandoned") return false;
    const mayBeThere = transmission.phase === "last-segment-leaving";
    const at = instantNow(context);
    await store.orders.advance(order.id, order.revision, mayBeThere ? "lose-answer" : "not-sent", {
      at, actor: context.operator.name, note: "the program ended while sending", set: { bankOrderId: mayBeThere ? transmission.bankOrderId : undefined },
    });
    if (!mayBeThere) await store.transmissions.put({ ...transmission, phase: "abandoned", outcome: "crash" });
    await store.journal.append({
      at, actor: context.operator.name, action: "order.recovered", subject: order.id,
      summary: mayBeThere ? `Order ${orderNumberText(order.number)}: never heard back, the program ended while its last segment left` : `Order ${orderNumberText(order.number)} was not sent: the program ended before its last segment left`,
      detail: { transactionId: transmission.transactionId, bankOrderId: transmission.bankOrderId },
    });
    return true;
  });
}
