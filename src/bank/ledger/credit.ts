import { accountText, isBic, parseAccountNumber } from "../../domain/account-number.ts";
import { AppError } from "../../domain/errors.ts";
import type { Money } from "../../domain/money.ts";
import { accountByNumber } from "./account.ts";
import { beginBooking, post } from "./booking.ts";
import type { Ledger } from "./ledger.ts";
import { nostroAccount, unknownAccount } from "./open-account.ts";
import { stateRefusal } from "./payment-checks.ts";

/** Money that arrives from another bank. */
export interface IncomingCredit {
  readonly account: string;
  readonly amount: Money;
  readonly debtorName: string;
  readonly debtorAccount?: string | undefined;
  readonly debtorBic?: string | undefined;
  readonly endToEndId?: string | undefined;
  readonly remittance?: string | undefined;
  readonly creditorReference?: string | undefined;
}

/**
 * Books an incoming credit on the open day.
 * @returns the entry's payment row
 * @throws AppError bank/`no-such-account` `account-not-open` `currency-differs` `wrong-amount` `wrong-bic`
 */
export function bookCredit(ledger: Ledger, credit: IncomingCredit): void {
  const account = accountByNumber(ledger, accountText(parseAccountNumber(credit.account) ?? { kind: "other", value: credit.account }));
  if (account === undefined || account.kind !== "customer") throw unknownAccount(credit.account);
  if (stateRefusal(account) !== undefined) throw refused("account-not-open", `The account ${account.number} is ${account.state}.`);
  if (account.currency !== credit.amount.currency) throw refused("currency-differs", `The account ${account.number} is in ${account.currency}, not in ${credit.amount.currency}.`);
  if (credit.amount.minor <= 0n) throw refused("wrong-amount", "A credit must be more than zero.");
  if (credit.debtorBic !== undefined && !isBic(credit.debtorBic)) throw refused("wrong-bic", `${credit.debtorBic} is not a BIC.`);
  ledger.database.transaction(() => {
    const payment = ledger.database.run(
      `INSERT INTO payment (end_to_end_id, minor, currency, party_name, party_account, party_bic, remittance, creditor_reference, credit_account)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      credit.endToEndId ?? "NOTPROVIDED", credit.amount.minor, credit.amount.currency, credit.debtorName, credit.debtorAccount ?? null,
      credit.debtorBic ?? null, credit.remittance ?? null, credit.creditorReference ?? null, account.id,
    );
    const booking = beginBooking(ledger, `Credit from ${credit.debtorName}`);
    post(ledger, booking, { accountId: account.id, minor: credit.amount.minor, payment: payment.id });
    post(ledger, booking, { accountId: nostroAccount(ledger, account.currency).id, minor: -credit.amount.minor, payment: payment.id });
  });
}

function refused(code: string, message: string): AppError {
  return new AppError("bank", code, message, { meaning: "Nothing was booked.", next: "Correct it and try again." });
}
