import type { ConnectionId, OrderId } from "../../domain/ids.ts";
import { AppError } from "../../domain/errors.ts";
import { nextOrderState, type OrderEvent, type OrderState, type TransactionState } from "../../domain/order-life.ts";
import type { Batch } from "../../domain/order.ts";
import type { Order, OrderFields, OrderFilter, OrderRepository, OrderSignature, OrderStep, OrderTransaction, TransactionWriter } from "../../workflows/ports/orders.ts";
import type { PayeeMiss } from "../../workflows/ports/payee-check.ts";
import type { Access } from "../access.ts";
import type { Handle } from "../handle.ts";
import { storeError } from "../store-error.ts";
import { countOrders, listOrders, ordersWhere } from "./order-queries.ts";
import { orderColumns } from "./order-row.ts";
import { noteCollected } from "./mandate-collections.ts";
import { addSignature, removeSignatures, signaturesOf } from "./order-signatures.ts";
import { addStep, stepsOf } from "./order-steps.ts";
import { findUnbooked, markBooked, markReturned, setTransactionState } from "./transaction-changes.ts";
import { batchesOf, countTransactions, payeeMisses, removeTransactions, transactionStates, transactionsOf, type TransactionFilter, type TransactionPage } from "./transaction-queries.ts";
import { BulkTransactionWriter } from "./transaction-writer.ts";

/** Orders with all that belongs to them. The parts are functions beside this file; here it is said what is read, and what is one write. */
export class SqlOrders implements OrderRepository {
  readonly #access: Access;
  constructor(access: Access) {
    this.#access = access;
  }

  create(order: OrderFields & { readonly id: OrderId }, actor: string): Promise<Order> {
    return this.#access.write(async (handle) => {
      await handle.db.insertInto("orders").values({ id: order.id, state: "draft", revision: 1, ...orderColumns(order) }).execute();
      await addStep(handle, { orderId: order.id, at: order.createdAt, actor, event: "created", from: undefined, to: "draft", note: undefined });
      return await orderById(handle, order.id);
    });
  }

  update(id: OrderId, revision: number, fields: Partial<OrderFields>): Promise<Order> {
    return this.#access.write(async (handle) => {
      const order = await orderAt(handle, id, revision);
      if (order.state !== "draft") {
        throw new AppError("workflow", "impossible-transition", "Only a draft can be changed.", { meaning: "The order was left as it is.", next: "Make it a draft again first; its signatures are void then.", context: { state: order.state } });
      }
      return await write(handle, order, "draft", fields);
    });
  }

  advance(id: OrderId, revision: number, event: OrderEvent, step: Parameters<OrderRepository["advance"]>[3]): Promise<Order> {
    return this.#access.write(async (handle) => {
      const order = await orderAt(handle, id, revision);
      const next = nextOrderState(order.state, event);
      await addStep(handle, { orderId: id, at: step.at, actor: step.actor, event, from: order.state, to: next, note: step.note });
      if (next === "delivered") noteCollected(handle, order.number);
      return await write(handle, order, next, step.set ?? {});
    });
  }

  async get(id: OrderId): Promise<Order | undefined> {
    return (await this.#access.read((handle) => ordersWhere(handle, "id", id)))[0];
  }
  async byNumber(number: number): Promise<Order | undefined> {
    return (await this.#access.read((handle) => ordersWhere(handle, "number", number)))[0];
  }
  findByFingerprint(fingerprint: string): Promise<readonly Order[]> {
    return this.#access.read((handle) => ordersWhere(handle, "fingerprint", fingerprint));
  }
  findByMessageId(messageId: string): Promise<readonly Order[]> {
    return this.#access.read((handle) => ordersWhere(handle, "message_id", messageId));
  }
  recallsOf(id: OrderId): Promise<readonly Order[]> {
    return this.#access.read((handle) => ordersWhere(handle, "recalled_order_id", id));
  }
  async findByBankOrderId(connectionId: ConnectionId, bankOrderId: string): Promise<Order | undefined> {
    const orders = await this.#access.read((handle) => ordersWhere(handle, "bank_order_id", bankOrderId));
    // A bank gives its order ids (4 characters) again after years: the newest is meant.
    return orders.filter((order) => order.connectionId === connectionId).at(-1);
  }
  list(filter: OrderFilter = {}): Promise<readonly Order[]> {
    return this.#access.read((handle) => listOrders(handle, filter));
  }
  count(filter: OrderFilter = {}): Promise<number> {
    return this.#access.read((handle) => countOrders(handle, filter));
  }

  writer(id: OrderId): TransactionWriter {
    return new BulkTransactionWriter(this.#access, id);
  }
  removeTransactions(id: OrderId): Promise<void> {
    return this.#access.write((handle) => removeTransactions(handle, id));
  }
  batches(id: OrderId): Promise<readonly Batch[]> {
    return this.#access.read((handle) => batchesOf(handle, id));
  }
  transactions(id: OrderId, page: TransactionPage = {}): Promise<readonly OrderTransaction[]> {
    return this.#access.read((handle) => transactionsOf(handle, id, page));
  }
  countTransactions(id: OrderId, filter: TransactionFilter = {}): Promise<number> {
    return this.#access.read((handle) => countTransactions(handle, id, filter));
  }
  transactionStates(id: OrderId): Promise<Readonly<Record<TransactionState, number>>> {
    return this.#access.read((handle) => transactionStates(handle, id));
  }
  payeeMisses(): Promise<readonly PayeeMiss[]> {
    return this.#access.read((handle) => payeeMisses(handle));
  }
  setTransactionState(id: OrderId, where: Parameters<OrderRepository["setTransactionState"]>[1], state: TransactionState, reason?: Parameters<OrderRepository["setTransactionState"]>[3]): Promise<number> {
    return this.#access.write((handle) => setTransactionState(handle, id, where, state, reason));
  }
  findUnbooked(match: Parameters<OrderRepository["findUnbooked"]>[0]): Promise<readonly OrderTransaction[]> {
    return this.#access.read((handle) => findUnbooked(handle, match));
  }
  hasCollections(): Promise<boolean> {
    return this.#access.read((handle) => handle.all("select 1 from orders where body like '%\"direct-debit\"%' or format like 'pain.008.%' limit 1").length > 0);
  }
  async markReturned(id: OrderId, position: number, reason: Parameters<OrderRepository["markReturned"]>[2]): Promise<void> {
    await this.#access.write((handle) => markReturned(handle, id, position, reason));
  }
  markBooked(id: OrderId, position: number, entry: Parameters<OrderRepository["markBooked"]>[2]): Promise<void> {
    return this.#access.write((handle) => markBooked(handle, id, position, entry));
  }

  addSignature(signature: OrderSignature): Promise<void> {
    return this.#access.write((handle) => addSignature(handle, signature));
  }
  signatures(id: OrderId): Promise<readonly OrderSignature[]> {
    return this.#access.read((handle) => signaturesOf(handle, id));
  }
  removeSignatures(id: OrderId): Promise<void> {
    return this.#access.write((handle) => removeSignatures(handle, id));
  }
  steps(id: OrderId): Promise<readonly OrderStep[]> {
    return this.#access.read((handle) => stepsOf(handle, id));
  }
}

async function orderById(handle: Handle, id: OrderId): Promise<Order> {
  const order = (await ordersWhere(handle, "id", id))[0];
  if (order === undefined) throw storeError("not-found", { message: "The order is not in the customer's store.", context: { order: id } });
  return order;
}

/** The order, if it still is what the writer saw. @throws AppError store/`changed-meanwhile` */
async function orderAt(handle: Handle, id: OrderId, revision: number): Promise<Order> {
  const order = await orderById(handle, id);
  if (order.revision !== revision) throw storeError("changed-meanwhile", { context: { order: id, seen: revision, now: order.revision } });
  return order;
}

async function write(handle: Handle, order: Order, state: OrderState, fields: Partial<OrderFields>): Promise<Order> {
  const result = await handle.db
    .updateTable("orders")
    .set({ state, revision: order.revision + 1, ...orderColumns({ ...order, ...fields }) })
    .where("id", "=", order.id)
    .where("revision", "=", order.revision)
    .executeTakeFirst();
  if (result.numUpdatedRows !== 1n) throw storeError("changed-meanwhile", { context: { order: order.id } });
  return await orderById(handle, order.id);
}
