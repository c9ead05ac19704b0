import type { Ledger } from "./ledger.ts";
import { openDay } from "./business-day.ts";

/** One line of a booking: plus raises the holder's balance. */
export interface Posting {
  readonly accountId: bigint;
  readonly minor: bigint;
  /** All executed payments of the batch in one line. */
  readonly batch?: bigint | undefined;
  /** This one payment. */
  readonly payment?: bigint | undefined;
  /** Takes the payment back, and why: a code of ISO 20022. */
  readonly returnCode?: string | undefined;
}

/** Begins a booking on the open day. @returns its row */
export function beginBooking(ledger: Ledger, text: string): bigint {
  return ledger.database.run("INSERT INTO booking (day, text) VALUES (?, ?)", openDay(ledger), text).id;
}

/** Writes one line of the booking and moves the balance. The caller sees to it that the lines sum to zero. */
export function post(ledger: Ledger, booking: bigint, posting: Posting): void {
  ledger.database.run(
    "INSERT INTO entry (booking, account, day, minor, batch, payment, return_code) VALUES (?, ?, ?, ?, ?, ?, ?)",
    booking, posting.accountId, openDay(ledger), posting.minor, posting.batch ?? null, posting.payment ?? null, posting.returnCode ?? null,
  );
  ledger.database.run("UPDATE account SET balance_minor = balance_minor + ? WHERE id = ?", posting.minor, posting.accountId);
}

/** The bank's reference of an entry: the day and the entry's row, so that it is the same in every statement. At most 35 characters. */
export function entryReference(day: string, entry: bigint): string {
  return `PRAC${day.replaceAll("-", "")}${String(entry).padStart(10, "0")}`;
}
