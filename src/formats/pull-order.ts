import type { Finding } from "../domain/finding.ts";
import type { Batch, OrderHeader, Transaction } from "../domain/order.ts";
import type { OrderFormat } from "./format.ts";
import { pulled } from "./pulled.ts";

/** One thing that a reader found, in document order. */
export type OrderEvent =
  | { readonly kind: "header"; readonly header: OrderHeader }
  | { readonly kind: "batch"; readonly batch: Batch }
  | { readonly kind: "transaction"; readonly transaction: Transaction; readonly line: number }
  | { readonly kind: "finding"; readonly finding: Finding };

/** What a reader finds in an order file, one after the other. Leaving early ends the reading. */
export function pullOrder(format: OrderFormat, content: AsyncIterable<Uint8Array>): AsyncGenerator<OrderEvent, void, undefined> {
  return pulled<OrderEvent>((push, flush) =>
    format.read(content, {
      header: (header) => push({ kind: "header", header }),
      batch: (batch) => push({ kind: "batch", batch }),
      transaction: (transaction, line) => push({ kind: "transaction", transaction, line }),
      finding: (finding) => push({ kind: "finding", finding }),
      flush,
    }));
}
