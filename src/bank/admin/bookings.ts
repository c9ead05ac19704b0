import type { CurrencyCode } from "../../domain/ids.ts";
import type { Money } from "../../domain/money.ts";
import { entryReference } from "../ledger/booking.ts";
import type { Ledger } from "../ledger/ledger.ts";

/** One line of a booking, from the holder's side; the lines of one booking sum to zero per currency. */
export interface BookingLine {
  readonly booking: number;
  readonly day: string;
  readonly account: string;
  readonly amount: Money;
  readonly reference: string;
  readonly text: string;
}

interface LineRow {
  readonly id: bigint;
  readonly booking: bigint;
  readonly day: string;
  readonly number: string;
  readonly minor: bigint;
  readonly currency: CurrencyCode;
  readonly text: string;
}

/** Lines in the order they were booked. @param account a number; absent: all accounts, the bank's own included */
export function listBookings(ledger: Ledger, account?: string): BookingLine[] {
  const rows = ledger.database.all<LineRow>(
    `SELECT e.id, e.booking, e.day, a.number, e.minor, a.currency, b.text FROM entry e JOIN account a ON a.id = e.account JOIN booking b ON b.id = e.booking
     WHERE ? IS NULL OR a.number = ? ORDER BY e.id`, account ?? null, account ?? null,
  );
  return rows.map((row) => ({
    booking: Number(row.booking), day: row.day, account: row.number, amount: { minor: row.minor, currency: row.currency }, reference: entryReference(row.day, row.id), text: row.text,
  }));
}
