import type { OrderId } from "../../domain/ids.ts";
import { sendSegments } from "../../ebics/index.ts";
import { requireRightNow, type WorkflowContext } from "../context.ts";
import { mustGet } from "../must-get.ts";
import { concludeAnswer, lostTransaction } from "./conclude-try.ts";
import { converse, type Line, orderContext } from "./line.ts";
import type { OrderOutcome, ProgressStep } from "./progress.ts";
import { forgetStaleTransfers, resumableUpload, sealOf, segmentsOf } from "./transfers.ts";
import { TransmissionNote } from "./transmission-note.ts";

/**
 * Sends the last segment of an order that was never heard back once more, in the same transaction, of which the bank makes one order at most:
 * it takes it, or says again what it said. So the answer that was lost is heard, where the bank still knows the transaction.
 * @returns undefined when nothing certain was learnt: then the customer protocol must be asked
 */
export async function goOnUnanswered(context: WorkflowContext, line: Line, id: OrderId, tell: (change: Partial<ProgressStep>) => void = () => undefined): Promise<OrderOutcome | undefined> {
  const { store } = context;
  const order = await mustGet(store, id);
  if (order.state !== "unanswered") return undefined;
  const tries = await store.transmissions.ofOrder(id);
  const last = tries.at(-1);
  const resumable = await resumableUpload(store, tries, sealOf(order, await store.orders.signatures(id), line.subscriber));
  if (last === undefined || resumable === undefined) return undefined;
  await requireRightNow(context, store, "send", "send orders");
  const note = new TransmissionNote(context, order, last, tell);
  const exchange = sendSegments(orderContext(context, line), { ...resumable.state, lastMayHaveArrived: true }, segmentsOf(store.transfers, resumable.transferId));
  const answer = await converse(line, exchange, (request) => note.write(request));
  if (answer.kind === "ok" || (answer.kind === "rejected" && !answer.mayBeExecuting && !answer.decisive.retryHelps)) {
    const outcome = await concludeAnswer(context, order, note.transmission, answer);
    await forgetStaleTransfers(context);
    return outcome;
  }
  if (answer.kind === "rejected" && lostTransaction.has(answer.technical.code)) await store.transfers.remove(resumable.transferId);
  return undefined;
}
