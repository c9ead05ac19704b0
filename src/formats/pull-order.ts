import type { Finding } from "../domain/finding.ts";
import type { Batch, OrderHeader, Transaction } from "../domain/order.ts";
import type { OrderFormat, OrderSink } from "./format.ts";

/** One thing that a reader found, in document order. */
export type OrderEvent =
  | { readonly kind: "header"; readonly header: OrderHeader }
  | { readonly kind: "batch"; readonly batch: Batch }
  | { readonly kind: "transaction"; readonly transaction: Transaction; readonly line: number }
  | { readonly kind: "finding"; readonly finding: Finding };

/** The reader is stopped at its next pause when so much waits to be taken. */
const waitingMax = 512;

/**
 * A reader turned round: what it would push into a sink is pulled out of it, so that a writer can take from a reader. Memory stays flat:
 * the reader waits at its `flush` until what it gave was taken. Leaving early ends the reading.
 */
export async function* pullOrder(format: OrderFormat, content: AsyncIterable<Uint8Array>): AsyncGenerator<OrderEvent, void, undefined> {
  const waiting = new Waiting();
  const reading = format.read(content, waiting).then(
    () => waiting.end(),
    (reason: unknown) => waiting.end({ reason }),
  );
  try {
    for (;;) {
      const events = waiting.take();
      yield* events;
      if (events.length > 0) continue;
      if (waiting.ended !== undefined) {
        if (waiting.ended.error !== undefined) throw waiting.ended.error.reason;
        return;
      }
      await waiting.change();
    }
  } finally {
    waiting.leave();
    await reading;
  }
}

class Waiting implements OrderSink {
  ended: { readonly error: { readonly reason: unknown } | undefined } | undefined;
  #events: OrderEvent[] = [];
  /** Wakes whoever waits for the next event; undefined while nobody does. */
  #wake: (() => void) | undefined;
  #taken: Promise<void> | undefined;
  #wakeReader: () => void = () => undefined;
  #left = false;

  header(header: OrderHeader): void {
    this.#push({ kind: "header", header });
  }
  batch(batch: Batch): void {
    this.#push({ kind: "batch", batch });
  }
  transaction(transaction: Transaction, line: number): void {
    this.#push({ kind: "transaction", transaction, line });
  }
  finding(finding: Finding): void {
    this.#push({ kind: "finding", finding });
  }

  async flush(): Promise<void> {
    if (this.#left) throw new Left();
    if (this.#events.length < waitingMax) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#taken = promise;
    this.#wakeReader = resolve;
    await promise;
    if (this.#left) throw new Left();
  }

  take(): OrderEvent[] {
    const events = this.#events;
    this.#events = [];
    if (this.#taken !== undefined) {
      this.#taken = undefined;
      this.#wakeReader();
    }
    return events;
  }

  end(error?: { readonly reason: unknown }): void {
    this.ended = { error: error?.reason instanceof Left ? undefined : error };
    this.#wake?.();
  }

  /** Resolves at the next event, or at the end. */
  change(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    return promise;
  }

  leave(): void {
    this.#left = true;
    this.#wakeReader();
  }

  #push(event: OrderEvent): void {
    this.#events.push(event);
    this.#wake?.();
    this.#wake = undefined;
  }
}

/** Nobody takes any more: ends the reader, is told to nobody. */
class Left extends Error {}
