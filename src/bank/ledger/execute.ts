import { accountById, type Account } from "./account.ts";
import { beginBooking, post } from "./booking.ts";
import { hasOpened, openDay } from "./business-day.ts";
import type { Ledger } from "./ledger.ts";
import { nostroAccount } from "./open-account.ts";
import { stateRefusal } from "./payment-checks.ts";
import { type Refusal, refusals } from "./refusal.ts";
import { assert } from "../../domain/errors.ts";

interface DueBatch {
  readonly id: bigint;
  readonly order_row: bigint;
  readonly account: bigint;
  readonly payment_information_id: string;
  readonly batch_booking: bigint;
  /** 1: direct debits. The account gets the money, and `credit_account` of a payment pays. */
  readonly collects: bigint;
}

/** Executes every batch whose day has come, oldest first. Call it in a transaction. @returns the batches by order */
export function executeDue(ledger: Ledger): Map<bigint, bigint[]> {
  const done = new Map<bigint, bigint[]>();
  const day = openDay(ledger);
  if (!hasOpened(ledger, day)) return done;
  const due = ledger.database.all<DueBatch>(
    "SELECT id, order_row, account, payment_information_id, batch_booking, collects FROM batch WHERE state = 'pending' AND execution_date <= ? ORDER BY execution_date, id", day,
  );
  for (const batch of due) {
    executeBatch(ledger, batch);
    done.set(batch.order_row, [...(done.get(batch.order_row) ?? []), batch.id]);
  }
  return done;
}

function executeBatch(ledger: Ledger, batch: DueBatch): void {
  const { database } = ledger;
  const debtor = accountById(ledger, batch.account);
  assert(debtor !== undefined, "a pending batch has an account");
  const closed = stateRefusal(debtor);
  if (closed !== undefined) {
    database.run("UPDATE batch SET state = 'refused', reason_stage = 'execution', reason_code = ?, reason_text = ? WHERE id = ?", closed.code, closed.text, batch.id);
    return;
  }
  refuseClosedCreditors(ledger, batch.id);
  if (batch.collects === 1n) refuseUncoveredDebtors(ledger, batch.id);
  else refuseUncovered(ledger, batch.id, debtor);
  const { count, minor } = acceptedOf(ledger, batch.id);
  database.run("UPDATE batch SET state = 'executed', accepted_count = ?, accepted_minor = ? WHERE id = ?", count, minor, batch.id);
  if (count > 0n) bookBatch(ledger, batch, debtor, minor);
}

/** Payments in file order; one that is not covered is left out and the next smaller one may still go. */
function refuseUncovered(ledger: Ledger, batch: bigint, debtor: Account): void {
  let available = debtor.balanceMinor + debtor.overdraftMinor;
  if (acceptedOf(ledger, batch).minor <= available) return;
  for (const payment of ledger.database.all<{ id: bigint; minor: bigint }>("SELECT id, minor FROM payment WHERE batch = ? AND reason_code IS NULL ORDER BY id", batch)) {
    if (payment.minor <= available) available -= payment.minor;
    else refusePayment(ledger, payment.id, refusals.noCover);
  }
}

/** Debtors inside the bank; what other banks' customers can pay is their banks' to say. */
function refuseUncoveredDebtors(ledger: Ledger, batch: bigint): void {
  const inside = ledger.database.all<{ id: bigint; minor: bigint; credit_account: bigint }>("SELECT id, minor, credit_account FROM payment WHERE batch = ? AND credit_account IS NOT NULL AND reason_code IS NULL ORDER BY id", batch);
  const available = new Map<bigint, bigint>();
  for (const payment of inside) {
    const account = accountById(ledger, payment.credit_account);
    const left = available.get(payment.credit_account) ?? (account === undefined ? 0n : account.balanceMinor + account.overdraftMinor);
    if (payment.minor <= left) available.set(payment.credit_account, left - payment.minor);
    else refusePayment(ledger, payment.id, refusals.noCover);
  }
}

function refuseClosedCreditors(ledger: Ledger, batch: bigint): void {
  const inside = ledger.database.all<{ id: bigint; credit_account: bigint }>(
    `SELECT payment.id, credit_account FROM payment JOIN account ON account.id = credit_account
     WHERE batch = ? AND credit_account IS NOT NULL AND reason_code IS NULL AND account.state <> 'open'`, batch,
  );
  for (const payment of inside) {
    const account = accountById(ledger, payment.credit_account);
    const refusal = account === undefined ? refusals.creditorAccountWrong : stateRefusal(account);
    if (refusal !== undefined) refusePayment(ledger, payment.id, refusal);
  }
}

function refusePayment(ledger: Ledger, payment: bigint, refusal: Refusal): void {
  ledger.database.run("UPDATE payment SET reason_stage = 'execution', reason_code = ?, reason_text = ? WHERE id = ?", refusal.code, refusal.text, payment);
}

function acceptedOf(ledger: Ledger, batch: bigint): { readonly count: bigint; readonly minor: bigint } {
  const sums = ledger.database.get<{ count: bigint; minor: bigint }>(
    "SELECT count(*) AS count, coalesce(sum(minor), 0) AS minor FROM payment WHERE batch = ? AND reason_code IS NULL", batch,
  );
  assert(sums !== undefined, "an aggregate gives a row");
  return sums;
}

/** The holder's side in one line or one a payment; others inside the bank each have theirs, the rest goes over the nostro account. Direct debits go the other way. */
function bookBatch(ledger: Ledger, batch: DueBatch, holder: Account, minor: bigint): void {
  const { database } = ledger;
  const sign = batch.collects === 1n ? -1n : 1n;
  const booking = beginBooking(ledger, `Order batch ${batch.payment_information_id}`);
  if (batch.batch_booking === 1n) post(ledger, booking, { accountId: holder.id, minor: -minor * sign, batch: batch.id });
  else {
    database.run(
      "INSERT INTO entry (booking, account, day, minor, payment) SELECT ?, ?, ?, -minor * ?, id FROM payment WHERE batch = ? AND reason_code IS NULL ORDER BY id",
      booking, holder.id, openDay(ledger), sign, batch.id,
    );
    database.run("UPDATE account SET balance_minor = balance_minor - ? WHERE id = ?", minor * sign, holder.id);
  }
  let elsewhere = minor;
  const inside = database.all<{ id: bigint; minor: bigint; credit_account: bigint }>(
    "SELECT id, minor, credit_account FROM payment WHERE batch = ? AND credit_account IS NOT NULL AND reason_code IS NULL ORDER BY id", batch.id,
  );
  for (const payment of inside) {
    post(ledger, booking, { accountId: payment.credit_account, minor: payment.minor * sign, payment: payment.id });
    elsewhere -= payment.minor;
  }
  if (elsewhere > 0n) post(ledger, booking, { accountId: nostroAccount(ledger, holder.currency).id, minor: elsewhere * sign, batch: batch.id });
}
