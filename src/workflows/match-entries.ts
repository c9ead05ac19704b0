import { accountText } from "../domain/account-number.ts";
import type { OrderId } from "../domain/ids.ts";
import { orderNumberText } from "../domain/order-number.ts";
import { reasonWords } from "../domain/reason-codes.ts";
import type { EntryDetail, StatementEntry } from "../domain/statement.ts";
import { foundAtBank } from "./communication/found-at-bank.ts";
import { instantNow, type WorkflowContext } from "./context.ts";
import { followCollections } from "./mandates/follow-collections.ts";
import type { CustomerStore } from "./ports/customer-store.ts";
import type { Order, OrderTransaction } from "./ports/orders.ts";
import type { Statement } from "./ports/statements.ts";

const kindsKept = 1000;

/** What the entries of one statement have booked so far. */
export class EntryMatching {
  booked = 0;
  readonly #context: WorkflowContext;
  readonly #store: CustomerStore;
  readonly #statement: Pick<Statement, "id" | "header">;
  readonly #touched = new Set<OrderId>();
  readonly #returnedOf = new Map<OrderId, Order>();
  readonly #kinds = new Map<OrderId, boolean>();
  #anyCollections: Promise<boolean> | undefined;

  constructor(context: WorkflowContext, store: CustomerStore, statement: Pick<Statement, "id" | "header">) {
    this.#context = context;
    this.#store = store;
    this.#statement = statement;
  }

  /**
   * Finds the payments that an entry booked: payments by debits, direct debits by credits. A payment fits when amount, own account and
   * end-to-end id agree, and the other side's account where the bank names it; without an end-to-end id, the ids of message or batch must
   * agree instead. Each payment is booked once: identical ones take their turns. A direct debit that comes back (a return or refund: a debit
   * with its reason, or the credit reversed) is put to the one that was booked.
   * @param position of the entry, which is stored already
   */
  async entry(entry: StatementEntry, position: number): Promise<void> {
    if (entry.status !== "BOOK") return; // pending lines are not booked yet
    const isDebit = entry.amount.minor < 0n;
    const collecting = (!isDebit || entry.reversal || entry.details.some((one) => one.returnReason !== undefined)) && (await this.#hasCollections());
    // Reversals of our payments, and what others pay, are nothing of our orders.
    if (!collecting && (entry.reversal || !isDebit)) return;
    for (const [index, detail] of entry.details.entries()) {
      if (isDebit && collecting && (await this.#returned(entry, detail))) continue;
      if (entry.reversal) continue;
      const found = await this.#find(entry, detail, !isDebit);
      if (found === undefined) continue;
      await this.#store.orders.markBooked(found.orderId, found.position, { statementId: this.#statement.id, entry: position, detail: index });
      this.#touched.add(found.orderId);
      this.booked++;
    }
  }

  /** After the last entry: moves orders of which nothing is open any more to "booked". */
  async finish(): Promise<void> {
    for (const id of this.#touched) {
      await settleUnanswered(this.#context, this.#store, id);
      await advanceWhenBooked(this.#context, this.#store, id);
    }
    for (const order of this.#returnedOf.values()) await followCollections(this.#context, this.#store, order);
  }

  /** @returns true where the detail is of a direct debit that comes back */
  async #returned(entry: StatementEntry, detail: EntryDetail): Promise<boolean> {
    if (detail.returnReason === undefined && !entry.reversal) return false;
    const found = await this.#find(entry, detail, true, true);
    if (found === undefined) return false;
    const code = /^[A-Z]{2}\d{2}$/.test(detail.returnReason ?? "") ? (detail.returnReason ?? "") : "NARR";
    await this.#store.orders.markReturned(found.orderId, found.position, { code, text: code === "NARR" ? detail.returnReason : undefined });
    const order = await this.#store.orders.get(found.orderId);
    if (order !== undefined) this.#returnedOf.set(order.id, order);
    await this.#store.journal.append({
      at: instantNow(this.#context), actor: "bank", action: "order.collection-returned", subject: found.orderId,
      summary: `Direct debit ${found.position} of order ${order === undefined ? "?" : orderNumberText(order.number)} came back: ${code}${reasonWords(code) === undefined ? "" : ` ${reasonWords(code)}`}`, detail: { statement: this.#statement.id, code },
    });
    return true;
  }

  async #find(entry: StatementEntry, detail: EntryDetail, collects: boolean, booked?: true): Promise<OrderTransaction | undefined> {
    for (const candidate of await findPayments(this.#store, this.#statement, entry, detail, booked)) {
      if ((await this.#collects(candidate.orderId)) === collects) return candidate;
    }
    return undefined;
  }

  async #collects(id: OrderId): Promise<boolean> {
    const known = this.#kinds.get(id);
    if (known !== undefined) return known;
    const collects = (await this.#store.orders.get(id))?.kinds?.includes("direct-debit") === true;
    if (this.#kinds.size < kindsKept) this.#kinds.set(id, collects);
    return collects;
  }

  /** Asked once: most customers collect nothing, and their statements are full of credits. */
  #hasCollections(): Promise<boolean> {
    this.#anyCollections ??= this.#store.orders.hasCollections();
    return this.#anyCollections;
  }
}

async function findPayments(store: CustomerStore, statement: Pick<Statement, "header">, entry: StatementEntry, detail: EntryDetail, booked?: true): Promise<readonly OrderTransaction[]> {
  const amount = detail.amount ?? (entry.details.length === 1 ? entry.amount : undefined);
  if (amount === undefined) return [];
  const endToEndId = detail.endToEndId === "NOTPROVIDED" ? undefined : detail.endToEndId;
  if (endToEndId === undefined && detail.messageId === undefined && detail.paymentInformationId === undefined) return [];
  return store.orders.findUnbooked({
    booked,
    endToEndId: detail.endToEndId,
    messageId: endToEndId === undefined ? detail.messageId : undefined,
    paymentInformationId: endToEndId === undefined ? detail.paymentInformationId : undefined,
    amount: { minor: amount.minor < 0n ? -amount.minor : amount.minor, currency: amount.currency },
    creditorAccount: detail.counterpartyAccount === undefined ? undefined : accountText(detail.counterpartyAccount),
    debtorAccount: accountText(statement.header.account),
  });
}

/** A booked payment proves that the bank has the order, whatever it has or has not said of it. */
async function settleUnanswered(context: WorkflowContext, store: CustomerStore, id: OrderId): Promise<void> {
  const order = await store.orders.get(id);
  if (order?.state !== "unanswered") return;
  await foundAtBank(context, store, order, { at: instantNow(context), actor: "bank", note: "booked on a statement" });
}

/** Moves an order to "booked" when nothing of it is open any more. */
export async function advanceWhenBooked(context: WorkflowContext, store: CustomerStore, id: OrderId): Promise<void> {
  const order = await store.orders.get(id);
  const states = await store.orders.transactionStates(id);
  if (order === undefined || states.open + states.accepted > 0 || states.booked === 0) return;
  if (!["delivered", "waiting-at-bank", "accepted", "partly-accepted"].includes(order.state)) return;
  const refused = states.refused === 0 ? "" : `, ${states.refused} refused`;
  await store.orders.advance(id, order.revision, "book", { at: instantNow(context), actor: "bank", note: `${states.booked} of ${order.transactionCount} payments booked${refused}` });
}
