import { AppError } from "../../domain/errors.ts";
import { amountText } from "../../domain/money.ts";
import type { Batch, OrderHeader, Transaction } from "../../domain/order.ts";
import { addDecimals, decimalText, parseDecimal } from "../../formats/decimal.ts";
import type { OrderBatchSource, OrderFormat, OrderSink } from "../../formats/format.ts";
import { pullOrder } from "../../formats/pull-order.ts";
import type { BatchFacts, OrderFacts } from "../order-survey.ts";

/** Changes parts of an order on their way; the same changes each time it is asked for a file anew. */
export interface OrderChanges {
  batch(batch: Batch): Batch;
  transaction(transaction: Transaction): Transaction;
}

/** Shows an order to a sink with the changes made. */
export function changed(sink: OrderSink, changes: OrderChanges): OrderSink {
  return {
    header: (header) => sink.header(header),
    batch: (batch) => sink.batch(changes.batch(batch)),
    transaction: (transaction, line) => sink.transaction(changes.transaction(transaction), line),
    finding: (finding) => sink.finding(finding),
    flush: () => sink.flush?.() ?? Promise.resolve(),
  };
}

export interface Rewriting {
  readonly from: OrderFormat;
  readonly to: OrderFormat;
  /** The source's bytes, from the start. */
  open(): AsyncIterable<Uint8Array>;
  /** New for each reading: they may count. */
  changes(): OrderChanges;
  /** What a first reading with the same changes found: counts and sums stand in front of the payments. */
  readonly facts: OrderFacts;
  readonly header: OrderHeader;
}

/**
 * Writes an order anew in another format, or with changes. Streams: memory stays flat for any size.
 * @throws AppError format/… where something does not fit into the other format; nothing is cut off or left out silently
 */
export function rewriteOrder(rewriting: Rewriting): AsyncIterable<Uint8Array> {
  const { facts } = rewriting;
  const sums = facts.batches.map(sumOf);
  const total = sums.reduce((sum, one) => addDecimals(sum, parseDecimal(one) ?? { units: 0n, scale: 0 }), { units: 0n, scale: 0 });
  const header: OrderHeader = { ...rewriting.header, declaredCount: facts.transactionCount, declaredSum: decimalText(total) };
  return rewriting.to.write(header, batchesOf(rewriting, sums));
}

/** Batches without payments cannot be written: the reader has said so by a finding where that is wrong. */
async function* batchesOf(rewriting: Rewriting, sums: readonly string[]): AsyncGenerator<OrderBatchSource, void, undefined> {
  const events = pullOrder(rewriting.from, rewriting.open());
  const changes = rewriting.changes();
  let at = -1;
  let next: Batch | undefined;
  const advance = async (): Promise<Transaction | undefined> => {
    for (;;) {
      const { value: event, done } = await events.next();
      if (done === true) return undefined;
      if (event.kind === "batch") {
        next = changes.batch(event.batch);
        return undefined;
      }
      if (event.kind === "transaction") return changes.transaction(event.transaction);
    }
  };
  try {
    await advance();
    for (let batch = next; batch !== undefined; batch = next) {
      next = undefined;
      at++;
      const count = rewriting.facts.batches[at]?.count ?? 0;
      if (count === 0) {
        await advance();
        continue;
      }
      yield { batch: { ...batch, declaredCount: undefined, declaredSum: undefined }, count, sum: sums[at] ?? "", transactions: untilNext(advance) };
    }
  } finally {
    await events.return();
  }
}

async function* untilNext(advance: () => Promise<Transaction | undefined>): AsyncGenerator<Transaction, void, undefined> {
  for (let transaction = await advance(); transaction !== undefined; transaction = await advance()) yield transaction;
}

function sumOf({ batch, sums }: BatchFacts): string {
  const [sum] = sums;
  if (sum === undefined) return "0";
  if (sums.length === 1) return amountText(sum);
  throw new AppError("format", "mixed-currencies", `Batch ${batch.paymentInformationId} holds ${sums.map((one) => one.currency).join(" and ")}: a batch has one currency.`, {
    meaning: "No order was made.",
    next: "Export a file for each currency.",
  });
}
