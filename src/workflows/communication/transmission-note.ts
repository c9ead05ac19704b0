import { AppError, isAppError } from "../../domain/errors.ts";
import { orderNumberText } from "../../domain/order-number.ts";
import type { EbicsRequest } from "../../ebics/index.ts";
import type { WorkflowContext } from "../context.ts";
import type { CustomerStore } from "../ports/customer-store.ts";
import type { Order } from "../ports/orders.ts";
import type { Transmission } from "../ports/transmissions.ts";
import type { ProgressStep } from "./progress.ts";

/** The note of a try, written before each of its requests leaves. */
export class TransmissionNote {
  transmission: Transmission;
  readonly #context: WorkflowContext;
  readonly #order: Order;
  readonly #tell: (change: Partial<ProgressStep>) => void;
  /** The last segment had left, and the bank sent us back to an earlier one: from then on the order may be executed, whatever fails. */
  #sentBack: boolean;

  /** @param order as it stands in the store: what is noted is noted only while nobody else has changed it */
  constructor(context: WorkflowContext, order: Order, transmission: Transmission, tell: (change: Partial<ProgressStep>) => void) {
    this.transmission = transmission;
    this.#context = context;
    this.#order = order;
    this.#tell = tell;
    this.#sentBack = transmission.phase === "last-segment-leaving";
  }

  async write({ step }: EbicsRequest): Promise<void> {
    const before = this.transmission;
    this.#sentBack ||= before.phase === "last-segment-leaving" && step.segment !== before.segmentsAcknowledged + 1;
    const next: Transmission = {
      ...before,
      orderType: step.order,
      transactionId: step.transactionId,
      bankOrderId: step.bankOrderId,
      segments: step.segments ?? 0,
      segmentsAcknowledged: Math.max(0, (step.segment ?? 1) - 1),
      phase: step.last === true || this.#sentBack ? "last-segment-leaving" : step.phase === "initialisation" ? "initialising" : "transferring",
    };
    await stillMine(this.#context, this.#order, before, (store) => store.transmissions.put(next));
    this.transmission = next; // Only now: a request whose note could not be written does not leave.
    this.#tell({ done: next.segmentsAcknowledged, total: step.segments, note: step.bankOrderId === undefined ? undefined : `order id ${step.bankOrderId}` });
  }

  /** @param error that ended the try; the channel's tells of all repeats of the last request together */
  mayHaveArrived(error: unknown): boolean {
    const lastNeverArrived = !this.#sentBack && isAppError(error, "channel") && error.context.requestMayHaveArrived === false;
    return this.transmission.phase === "last-segment-leaving" && !lastNeverArrived;
  }
}

/**
 * Another process may have taken this one for dead (stopped, asleep, in another container) and settled the order: then no further
 * request leaves, or the order could go out twice.
 */
async function stillMine(context: WorkflowContext, order: Order, transmission: Transmission, work: (store: CustomerStore) => Promise<void>): Promise<void> {
  await context.store.transaction(async (store) => {
    const now = await store.orders.get(order.id);
    const last = (await store.transmissions.ofOrder(order.id)).at(-1);
    if (now?.state !== order.state || now.revision !== order.revision || last?.attempt !== transmission.attempt || last.phase === "abandoned") {
      throw new AppError("workflow", "taken-over", `Sending order ${orderNumberText(order.number)} was broken off: meanwhile another process settled what became of it.`, {
        meaning: "No further part of it left.", next: "Look at the order: its state says whether the bank may have it.",
      });
    }
    await work(store);
  });
}
