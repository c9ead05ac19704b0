import type { Batch, Transaction } from "../../domain/order.ts";
import type { Balance, StatementEntry } from "../../domain/statement.ts";
import type { Finding } from "../../domain/finding.ts";
import type { OrderEvent } from "../../formats/pull-order.ts";
import type { StatementEvent } from "../../formats/pull-statements.ts";

/** A part of a file, as it is compared. */
export type Part = { readonly what: "batch" | "payment" | "balance" | "entry"; readonly value: object };

/** Compares what was to be written with what is read back, part by part. @returns the first difference */
export async function firstDifference(written: AsyncIterable<Part>, readBack: AsyncIterable<Part>): Promise<Finding | undefined> {
  const back = readBack[Symbol.asyncIterator]();
  let position = 0;
  try {
    for await (const part of written) {
      position++;
      const { value: other, done } = await back.next();
      if (done === true) return difference(`The written file ends before ${part.what} ${position}.`);
      if (other.what !== part.what || !covers(other.value, part.value)) return difference(`Part ${position} (${part.what}) is not read back as it was written: ${differing(part.value, other.value)}.`);
    }
    return (await back.next()).done === true ? undefined : difference("The written file holds more than what was to be written.");
  } finally {
    await back.return?.();
  }
}

function difference(message: string): Finding {
  return { severity: "error", code: "round-trip-differs", message: `${message} The file was not kept.` };
}

function differing(written: object, back: object): string {
  const found = new Map(Object.entries(back));
  const keys = Object.entries(written).filter(([key, value]) => !covers(found.get(key), value)).map(([key]) => key);
  return keys.length === 0 ? "of another kind" : keys.join(", ");
}

/** Everything that was written is there again. More may be: a format that must have a field fills in what is usual. */
export function covers(back: unknown, written: unknown): boolean {
  if (written === undefined || written === back) return true;
  if (typeof written !== "object" || written === null || typeof back !== "object" || back === null) return false;
  if (Array.isArray(written)) return Array.isArray(back) && (written.length === 0 || (written.length === back.length && written.every((each, index) => covers(back[index], each))));
  const found = new Map<string, unknown>(Object.entries(back));
  return Object.entries(written).every(([key, value]) => covers(found.get(key), value));
}

/** Who bears the charges may stand at the batch or at each payment: it is compared at the payments. The id of a batch is about the file. */
export async function* orderParts(events: AsyncIterable<OrderEvent>, change: { batch(batch: Batch): Batch; transaction(transaction: Transaction): Transaction }): AsyncGenerator<Part, void, undefined> {
  let chargeBearer: Batch["chargeBearer"];
  for await (const event of events) {
    if (event.kind === "batch") {
      const batch = change.batch(event.batch);
      chargeBearer = batch.chargeBearer;
      // An empty id was left out, and the reader counts the batches.
      const { paymentInformationId, ...rest } = batch;
      yield { what: "batch", value: { ...rest, ...(paymentInformationId === "" ? {} : { paymentInformationId }), chargeBearer: undefined, declaredCount: undefined, declaredSum: undefined } };
    } else if (event.kind === "transaction") {
      const transaction = change.transaction(event.transaction);
      yield { what: "payment", value: { ...transaction, chargeBearer: transaction.chargeBearer ?? chargeBearer } };
    }
  }
}

/** @param oneDate the format has one date for both balances: that of the opening one is not compared */
export async function* statementParts(events: AsyncIterable<StatementEvent>, change: (entry: StatementEntry) => StatementEntry, oneDate = false): AsyncGenerator<Part, void, undefined> {
  // Balances stand before or behind the entries, as the format has them: they come last here.
  let balances: Balance[] = [];
  for await (const event of events) {
    if (event.kind === "balance") balances.push(event.balance);
    else if (event.kind === "entry") yield { what: "entry", value: change(event.entry) };
    else if (event.kind === "end") {
      for (const balance of balances.sort((a, b) => (a.type < b.type ? -1 : a.type > b.type ? 1 : 0))) yield { what: "balance", value: oneDate && balance.type === "OPBD" ? { ...balance, date: undefined } : balance };
      balances = [];
    }
  }
}
