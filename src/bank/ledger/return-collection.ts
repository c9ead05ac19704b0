import { AppError } from "../../domain/errors.ts";
import { accountById } from "./account.ts";
import { beginBooking, post } from "./booking.ts";
import type { Ledger } from "./ledger.ts";
import { nostroAccount } from "./open-account.ts";

/** A direct debit that comes back. */
export interface CollectionReturn {
  readonly endToEndId: string;
  /** `MD06`, `AM04` … of ISO 20022's return reasons. */
  readonly reason: string;
}

/**
 * Books a collected direct debit back on the open day: its debtor, or the debtor's bank, wants the money again.
 * @throws AppError bank/`wrong-reason` `no-such-collection` `returned-already`
 */
export function returnCollection(ledger: Ledger, { endToEndId, reason }: CollectionReturn): void {
  if (!/^[A-Z]{2}\d{2}$/.test(reason)) throw refused("wrong-reason", `${reason} is no reason of a return: two letters and two digits are one.`);
  ledger.database.transaction(() => {
    const found = ledger.database.get<{ id: bigint; minor: bigint; account: bigint; credit_account: bigint | null; party_name: string; returned: bigint }>(
      `SELECT p.id, p.minor, b.account, p.credit_account, p.party_name, (SELECT count(*) FROM entry e WHERE e.payment = p.id AND e.account = b.account AND e.return_code IS NOT NULL) AS returned
       FROM payment p JOIN batch b ON b.id = p.batch WHERE p.end_to_end_id = ? AND b.collects = 1 AND b.state = 'executed' AND p.reason_code IS NULL ORDER BY p.id DESC LIMIT 1`, endToEndId,
    );
    if (found === undefined) throw refused("no-such-collection", `No direct debit of the end-to-end id ${endToEndId} was collected.`);
    if (found.returned > 0n) throw refused("returned-already", `The direct debit ${endToEndId} came back already.`);
    const creditor = accountById(ledger, found.account);
    if (creditor === undefined) throw refused("no-such-collection", "The account that collected it is gone.");
    const booking = beginBooking(ledger, `Direct debit returned by ${found.party_name}`);
    post(ledger, booking, { accountId: creditor.id, minor: -found.minor, payment: found.id, returnCode: reason });
    post(ledger, booking, { accountId: found.credit_account ?? nostroAccount(ledger, creditor.currency).id, minor: found.minor, payment: found.id, returnCode: reason });
  });
}

function refused(code: string, message: string): AppError {
  return new AppError("bank", code, message, { meaning: "Nothing was booked.", next: "Look at the orders: bank order list." });
}
