import { accountText, hungarianIban, parseAccountNumber } from "../../domain/account-number.ts";
import { AppError } from "../../domain/errors.ts";
import type { CurrencyCode } from "../../domain/ids.ts";
import { type Money, parseCurrency } from "../../domain/money.ts";
import { practiceBankCode, practiceBankName } from "../practice-bank-facts.ts";
import { type Account, type AccountState, accountByNumber } from "./account.ts";
import { openDay } from "./business-day.ts";
import type { Ledger } from "./ledger.ts";

export interface NewAccount {
  /** An IBAN or a Hungarian account number of any bank's; absent: the next free one of the practice bank. */
  readonly number?: string | undefined;
  readonly currency: string;
  readonly owner: string;
  /** Whose it is; absent: a payee's account. */
  readonly partnerId?: string | undefined;
  /** Its currency must be the account's. Default zero. */
  readonly opening?: Money | undefined;
  readonly overdraft?: Money | undefined;
  readonly state?: AccountState | undefined;
}

/** @throws AppError bank/`account-exists` `wrong-account-number` `unknown-currency` `no-such-partner` `currency-differs` */
export function openAccount(ledger: Ledger, wanted: NewAccount): Account {
  const currency = parseCurrency(wanted.currency);
  if (currency === undefined) throw refused("unknown-currency", `${wanted.currency} is not a currency code.`, "Give a code of ISO 4217 such as EUR or HUF.");
  for (const money of [wanted.opening, wanted.overdraft]) {
    if (money !== undefined && money.currency !== currency) {
      throw refused("currency-differs", `An amount in ${money.currency} does not fit an account in ${currency}.`, `Give it in ${currency}.`);
    }
  }
  return ledger.database.transaction(() => {
    if (wanted.partnerId !== undefined && ledger.database.get("SELECT 1 FROM partner WHERE partner_id = ?", wanted.partnerId) === undefined) {
      throw refused("no-such-partner", `There is no partner ${wanted.partnerId}.`, "Add the partner first: bank partner add.");
    }
    const number = wanted.number === undefined ? nextFreeIban(ledger) : checkedNumber(wanted.number);
    if (accountByNumber(ledger, number) !== undefined) throw refused("account-exists", `The account ${number} is already in the books.`, "Choose another number.");
    return insertAccount(ledger, {
      number, kind: "customer", currency, owner: wanted.owner, partnerId: wanted.partnerId, state: wanted.state ?? "open",
      overdraftMinor: wanted.overdraft?.minor ?? 0n, openingMinor: wanted.opening?.minor ?? 0n,
    });
  });
}

/** Closes, blocks or opens an account again. @throws AppError bank/`no-such-account` */
export function setAccountState(ledger: Ledger, number: string, state: AccountState): Account {
  const compact = accountText(parseAccountNumber(number) ?? { kind: "other", value: number });
  const { changes } = ledger.database.run("UPDATE account SET state = ? WHERE number = ? AND kind = 'customer'", state, compact);
  const account = accountByNumber(ledger, compact);
  if (changes === 0 || account === undefined) throw unknownAccount(number);
  return account;
}

export function unknownAccount(number: string): AppError {
  return refused("no-such-account", `There is no account ${number} at the practice bank.`, "List them: bank account list.");
}

/** The bank's own account of that currency, made when first needed: the other side of everything that leaves or arrives. */
export function nostroAccount(ledger: Ledger, currency: CurrencyCode): Account {
  const number = `NOSTRO-${currency}`;
  return (
    accountByNumber(ledger, number) ??
    insertAccount(ledger, { number, kind: "nostro", currency, owner: practiceBankName, partnerId: undefined, state: "open", overdraftMinor: 0n, openingMinor: 0n })
  );
}

function insertAccount(ledger: Ledger, account: Omit<Account, "id" | "balanceMinor" | "openedOn">): Account {
  const openedOn = openDay(ledger);
  const { id } = ledger.database.run(
    `INSERT INTO account (number, kind, currency, owner, partner_id, state, overdraft_minor, opening_minor, opened_on, balance_minor)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    account.number, account.kind, account.currency, account.owner, account.partnerId ?? null, account.state, account.overdraftMinor, account.openingMinor,
    openedOn, account.openingMinor,
  );
  return { ...account, id, openedOn, balanceMinor: account.openingMinor };
}

function checkedNumber(text: string): string {
  const number = parseAccountNumber(text);
  if (number?.kind !== "iban") throw refused("wrong-account-number", `${text} is neither an IBAN nor a Hungarian account number: a check digit is wrong.`, "Correct it, or leave it out to get a free one.");
  return number.iban;
}

/** HU + check digits + bank code, then a serial of 15 digits; deterministic, so that a replayed day gives the same numbers. */
function nextFreeIban(ledger: Ledger): string {
  const bank = `${practiceBankCode}${checkDigit(practiceBankCode)}`;
  for (let serial = 1; ; serial++) {
    const body = String(serial).padStart(15, "0");
    const iban = hungarianIban(`${bank}${body}${checkDigit(body)}`);
    if (accountByNumber(ledger, iban) === undefined) return iban;
  }
}

/** 9-7-3-1 check digit of one half of a Hungarian account number (MNB decree 18/2009). */
function checkDigit(digits: string): string {
  const weights = [9, 7, 3, 1];
  let sum = 0;
  for (const [i, digit] of [...digits].entries()) sum += Number(digit) * (weights[i % 4] ?? 0);
  return String((10 - (sum % 10)) % 10);
}

function refused(code: string, message: string, next: string): AppError {
  return new AppError("bank", code, message, { meaning: "Nothing was changed.", next });
}
