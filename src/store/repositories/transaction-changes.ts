import type { OrderId } from "../../domain/ids.ts";
import { statesAtBank, type TransactionState } from "../../domain/order-life.ts";
import type { OrderRepository, OrderTransaction } from "../../workflows/ports/orders.ts";
import type { Handle, Value } from "../handle.ts";
import { storeError } from "../store-error.ts";
import { orderNumber } from "./order-number.ts";
import { statementNumber } from "./statement-number.ts";
import { toTransaction, type TransactionRow } from "./transaction-row.ts";

/*
 * These run once per statement entry or status line, a hundred thousand times in a row: plain SQL, prepared once, instead of
 * building a query each time.
 */

type Where = Parameters<OrderRepository["setTransactionState"]>[1];
type Match = Parameters<OrderRepository["findUnbooked"]>[0];
type Booking = Parameters<OrderRepository["markBooked"]>[2];

/** Never backwards: reports come late and out of order, a refusal is the bank's last word on a payment, and a line on a statement is the last of all. */
export function setTransactionState(handle: Handle, id: OrderId, where: Where, state: TransactionState, reason?: { readonly code?: string | undefined; readonly text?: string | undefined }): number {
  const terms = ["order_number = ?", state === "accepted" || state === "open" ? "state = 'open'" : "state <> 'booked'"];
  // What was said of an open payment, of its payee's name, still stands when it is accepted.
  const keeps = state === "accepted" && reason === undefined;
  const values: Value[] = keeps ? [state, orderNumber(handle, id)] : [state, reason?.code ?? null, reason?.text ?? null, orderNumber(handle, id)];
  if (where !== "all") {
    const add = (term: string, value: Value | undefined) => {
      if (value === undefined) return;
      terms.push(term);
      values.push(value);
    };
    add("position = ?", where.position);
    add(endToEndTerm("end_to_end_id", where.endToEndId), where.endToEndId);
    add("instruction_id = ?", where.instructionId);
    add("batch in (select position from batches where batches.order_number = transactions.order_number and payment_information_id = ?)", where.paymentInformationId);
    if (terms.length === 2) return 0; // it names none
  }
  return handle.run(`update transactions set state = ?${keeps ? "" : ", reason_code = ?, reason_text = ?"} where ${terms.join(" and ")}`, values).changes;
}

/** Only what the bank has or may have, and has not refused. At most `candidatesMax`, oldest order first. */
export function findUnbooked(handle: Handle, match: Match): readonly OrderTransaction[] {
  const terms = [...(match.booked === true ? ["t.state = 'booked'"] : ["t.state <> 'booked'", "t.state <> 'refused'"]), "t.amount_minor = ?", "t.currency = ?"];
  const values: Value[] = [match.amount.minor, match.amount.currency];
  const add = (term: string, value: string | undefined) => {
    if (value === undefined) return;
    terms.push(term);
    values.push(value);
  };
  add(endToEndTerm("t.end_to_end_id", match.endToEndId), match.endToEndId);
  add("t.creditor_account = ?", match.creditorAccount);
  add("o.message_id = ?", match.messageId);
  add("b.payment_information_id = ?", match.paymentInformationId);
  add("b.debtor_account = ?", match.debtorAccount);
  const rows = handle.all<TransactionRow>(
    `select t.*, o.id as order_id, null as statement_id
       from transactions t
       cross join orders o on o.number = t.order_number and o.state in (${atBank})
       cross join batches b on b.order_number = t.order_number and b.position = t.batch
      where ${terms.join(" and ")} order by t.order_number, t.position limit ${candidatesMax}`,
    ...values,
  );
  return rows.map(toTransaction);
}
const candidatesMax = 100;
const atBank = [...statesAtBank].map((state) => `'${state}'`).join(",");

/** The same line twice is the same booking. @throws AppError store/`changed-meanwhile` when another line has booked it already; `not-found` */
export function markBooked(handle: Handle, id: OrderId, position: number, entry: Booking): void {
  const order = orderNumber(handle, id);
  const statement = statementNumber(handle, entry.statementId);
  const { changes } = handle.run(
    `update transactions set state = 'booked', statement_number = ?, entry = ?, detail = ?
      where order_number = ? and position = ? and (state <> 'booked' or (statement_number = ? and entry = ? and detail = ?))`,
    [statement, entry.entry, entry.detail, order, position, statement, entry.entry, entry.detail],
  );
  if (changes === 1) return;
  const known = handle.all("select 1 from transactions where order_number = ? and position = ?", order, position).length === 1;
  if (!known) throw storeError("not-found", { message: "The payment is not in the customer's store.", context: { order: id, position } });
  throw storeError("changed-meanwhile", { message: "Another line of a statement already booked this payment.", context: { order: id, position } });
}

/** @returns false where it is not booked (any more) */
export function markReturned(handle: Handle, id: OrderId, position: number, reason: { readonly code: string; readonly text?: string | undefined }): boolean {
  return handle.run("update transactions set state = 'refused', reason_code = ?, reason_text = ? where order_number = ? and position = ? and state = 'booked'", [reason.code, reason.text ?? null, orderNumber(handle, id), position]).changes === 1;
}

/** Many payments may share "none given": the plus keeps SQLite from looking them up by it, as the other terms find fewer. */
function endToEndTerm(column: string, endToEndId: string | undefined): string {
  return endToEndId === "NOTPROVIDED" ? `+${column} = ?` : `${column} = ?`;
}
