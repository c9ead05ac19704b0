import { setImmediate as breathe } from "node:timers/promises";
import { accountText } from "../../domain/account-number.ts";
import { assert } from "../../domain/errors.ts";
import type { OrderId } from "../../domain/ids.ts";
import type { Batch, Transaction } from "../../domain/order.ts";
import type { TransactionWriter } from "../../workflows/ports/orders.ts";
import type { Access } from "../access.ts";
import { toBody } from "../body.ts";
import { insertRows, rowsPerTurn } from "../bulk-insert.ts";
import type { Handle, Value } from "../handle.ts";
import { orderNumber } from "./order-number.ts";
import { transactionColumns, transactionValues } from "./transaction-row.ts";

/** Keeps what is added until `flush`, then writes it many rows at a time, letting the screen move in between. */
export class BulkTransactionWriter implements TransactionWriter {
  readonly #access: Access;
  readonly #orderId: OrderId;
  /** Where the order's rows go on; known from the first flush. */
  #start: { readonly order: number; batch: number; position: number } | undefined;
  #batches: Batch[] = [];
  #transactions: { readonly transaction: Transaction; readonly batch: number; readonly creditorSchemeId: string | undefined }[] = [];
  #batchesAdded = 0;
  /** Of the last batch. */
  #creditorSchemeId: string | undefined;

  constructor(access: Access, orderId: OrderId) {
    assert(access.inTransaction, "a writer is used inside a transaction");
    this.#access = access;
    this.#orderId = orderId;
  }

  addBatch(batch: Batch): void {
    this.#batches.push(batch);
    this.#batchesAdded++;
    this.#creditorSchemeId = batch.collection?.creditorSchemeId;
  }

  addTransaction(transaction: Transaction): void {
    assert(this.#batchesAdded > 0, "a transaction belongs to a batch that was added before it");
    this.#transactions.push({ transaction, batch: this.#batchesAdded - 1, creditorSchemeId: this.#creditorSchemeId });
  }

  async flush(): Promise<void> {
    const batches = this.#batches;
    const transactions = this.#transactions;
    const firstBatch = this.#batchesAdded - batches.length;
    this.#batches = [];
    this.#transactions = [];
    await this.#access.write(async (handle) => {
      const start = this.#start ?? startOf(handle, this.#orderId);
      this.#start = start;
      for (const [i, batch] of batches.entries()) writeBatch(handle, start.order, start.batch + firstBatch + i, batch);
      for (let from = 0; from < transactions.length; from += rowsPerTurn) {
        const rows: (readonly Value[])[] = transactions
          .slice(from, from + rowsPerTurn)
          .map(({ transaction, batch, creditorSchemeId }, i) => transactionValues(start.order, start.position + from + i, start.batch + batch, transaction, creditorSchemeId));
        insertRows(handle, "transactions", transactionColumns, rows);
        await breathe();
      }
      start.position += transactions.length;
    });
  }
}

function startOf(handle: Handle, orderId: OrderId): { order: number; batch: number; position: number } {
  const order = orderNumber(handle, orderId);
  const next = (table: "batches" | "transactions") =>
    handle.all<{ next: number }>(`select coalesce(max(position) + 1, 0) as next from ${table} where order_number = ?`, order)[0]?.next ?? 0;
  return { order, batch: next("batches"), position: next("transactions") };
}

function writeBatch(handle: Handle, order: number, position: number, batch: Batch): void {
  handle.run("insert into batches (order_number, position, payment_information_id, debtor_account, body) values (?, ?, ?, ?, ?)", [
    order, position, batch.paymentInformationId, accountText(batch.debtorAccount), toBody(batch),
  ]);
}
