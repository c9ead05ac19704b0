import { accountText } from "../domain/account-number.ts";
import type { OrderId } from "../domain/ids.ts";
import type { EntryDetail, StatementEntry } from "../domain/statement.ts";
import { foundAtBank } from "./communication/found-at-bank.ts";
import { instantNow, type WorkflowContext } from "./context.ts";
import type { CustomerStore, OrderTransaction, Statement } from "./ports/customer-store.ts";

/** What the entries of one statement have booked so far. */
export class EntryMatching {
  booked = 0;
  readonly #context: WorkflowContext;
  readonly #store: CustomerStore;
  readonly #statement: Pick<Statement, "id" | "header">;
  readonly #touched = new Set<OrderId>();

  constructor(context: WorkflowContext, store: CustomerStore, statement: Pick<Statement, "id" | "header">) {
    this.#context = context;
    this.#store = store;
    this.#statement = statement;
  }

  /**
   * Finds the payments that an entry booked. A payment fits when amount, debtor account and end-to-end id agree, and the creditor's
   * account where the bank names it; without an end-to-end id, the ids of message or batch must agree instead. Each payment is booked
   * once: identical ones take their turns.
   * @param position of the entry, which is stored already
   */
  async entry(entry: StatementEntry, position: number): Promise<void> {
    // Money in and reversals are not our payments going out; pending lines are not booked yet.
    if (entry.status !== "BOOK" || entry.reversal || entry.amount.minor >= 0n) return;
    for (const [index, detail] of entry.details.entries()) {
      const found = await findPayment(this.#store, this.#statement, entry, detail);
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
  }
}

async function findPayment(store: CustomerStore, statement: Pick<Statement, "header">, entry: StatementEntry, detail: EntryDetail): Promise<OrderTransaction | undefined> {
  const amount = detail.amount ?? (entry.details.length === 1 ? entry.amount : undefined);
  if (amount === undefined) return undefined;
  const endToEndId = detail.endToEndId === "NOTPROVIDED" ? undefined : detail.endToEndId;
  if (endToEndId === undefined && detail.messageId === undefined && detail.paymentInformationId === undefined) return undefined;
  const candidates = await store.orders.findUnbooked({
    endToEndId: detail.endToEndId,
    messageId: endToEndId === undefined ? detail.messageId : undefined,
    paymentInformationId: endToEndId === undefined ? detail.paymentInformationId : undefined,
    amount: { minor: amount.minor < 0n ? -amount.minor : amount.minor, currency: amount.currency },
    creditorAccount: detail.counterpartyAccount === undefined ? undefined : accountText(detail.counterpartyAccount),
    debtorAccount: accountText(statement.header.account),
  });
  return candidates[0];
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
