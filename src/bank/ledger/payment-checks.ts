import { type AccountNumber, accountText, hungarianIban, isBic, parseHungarianAccount } from "../../domain/account-number.ts";
import type { IsoDate } from "../../domain/ids.ts";
import { addDays } from "../../domain/iso-date.ts";
import type { Batch, Transaction } from "../../domain/order.ts";
import { practiceBankCode } from "../practice-bank-facts.ts";
import { type Account, accountByNumber } from "./account.ts";
import { openDay } from "./business-day.ts";
import type { Ledger } from "./ledger.ts";
import { type Refusal, refusals } from "./refusal.ts";

/** Who ordered: whose accounts may be debited. */
export interface OrderingUser {
  readonly partnerId: string;
  /** Account numbers the user may use; empty: all of the partner's. */
  readonly accounts: readonly string[];
}

/** A payment date may lie so far back (then it is executed at once) and so far ahead. */
const daysBackMax = 10;
const daysAheadMax = 366;

/** Checks what a batch says of the debtor. The account is given back also when it is refused, where there is one. */
export function checkBatch(ledger: Ledger, batch: Batch, user: OrderingUser): { readonly account: Account | undefined; readonly refusal: Refusal | undefined } {
  const account = accountByNumber(ledger, accountKey(batch.debtorAccount));
  return { account, refusal: debtorRefusal(account, batch, user) ?? dateRefusal(ledger, batch.requestedExecutionDate) };
}

/**
 * Checks one payment against the books.
 * @param holder the batch's account, in order
 * @param collects the payment is a direct debit: the other account is the one that pays
 */
export function checkPayment(ledger: Ledger, transaction: Transaction, holder: Account, collects: boolean): { readonly creditAccount: Account | undefined; readonly refusal: Refusal | undefined } {
  const { amount, creditorAccount, creditorAgent } = transaction;
  if (amount.minor <= 0n) return { creditAccount: undefined, refusal: refusals.zeroAmount };
  const wrong = collects ? refusals.collectedAccountWrong : refusals.creditorAccountWrong;
  if (amount.currency !== holder.currency) return { creditAccount: undefined, refusal: refusals.currencyNotHeld };
  if (creditorAgent?.bic !== undefined && !isBic(creditorAgent.bic)) return { creditAccount: undefined, refusal: refusals.bicWrong };
  if (creditorAccount === undefined) return { creditAccount: undefined, refusal: wrong };
  const key = accountKey(creditorAccount);
  const creditAccount = accountByNumber(ledger, key);
  if (creditAccount === undefined) return { creditAccount, refusal: mustBeHereOrIsWrong(key) ? wrong : undefined };
  return { creditAccount, refusal: stateRefusal(creditAccount) ?? (creditAccount.currency === amount.currency ? undefined : refusals.currencyNotHeld) };
}

/** Why nothing can be booked on the account now. */
export function stateRefusal(account: Account): Refusal | undefined {
  if (account.state === "closed") return refusals.accountClosed;
  return account.state === "blocked" ? refusals.accountBlocked : undefined;
}

function debtorRefusal(account: Account | undefined, batch: Batch, user: OrderingUser): Refusal | undefined {
  if (account === undefined) return refusals.debtorAccountUnknown;
  if (account.partnerId !== user.partnerId) return refusals.debtorAccountForeign;
  if (user.accounts.length > 0 && !user.accounts.includes(account.number)) return refusals.debtorAccountForeign;
  if (batch.debtorAccountCurrency !== undefined && batch.debtorAccountCurrency !== account.currency) return refusals.currencyNotHeld;
  return stateRefusal(account);
}

function dateRefusal(ledger: Ledger, requested: IsoDate): Refusal | undefined {
  const today = openDay(ledger);
  return requested < addDays(today, -daysBackMax) || requested > addDays(today, daysAheadMax) ? refusals.dateWrong : undefined;
}

/** A Hungarian number without its IBAN is the same account. */
function accountKey(account: AccountNumber): string {
  if (account.kind === "iban") return account.iban;
  const hungarian = parseHungarianAccount(account.value);
  return hungarian.ok ? hungarianIban(hungarian.digits24) : accountText(account).replace(/\s/g, "");
}

/** Not in the books although it carries our bank code; or it has the shape of an IBAN and did not pass as one. */
function mustBeHereOrIsWrong(key: string): boolean {
  if (/^HU\d{26}$/.test(key) && key.slice(4, 11) === practiceBankCode) return true;
  return /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(key) && !isIban(key);
}

/** ISO 13616: the rearranged number modulo 97 is 1. Only here to tell a mistyped IBAN from another kind of number. */
function isIban(key: string): boolean {
  const digits = `${key.slice(4)}${key.slice(0, 4)}`.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return BigInt(digits) % 97n === 1n;
}
