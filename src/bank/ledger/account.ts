import type { CurrencyCode } from "../../domain/ids.ts";
import type { Ledger } from "./ledger.ts";

export type AccountState = "open" | "blocked" | "closed";

/** An account in the books. Balances are from the holder's side. */
export interface Account {
  readonly id: bigint;
  /** The IBAN, or another number as the customer writes it; unique. */
  readonly number: string;
  /** `nostro`: the bank's own, the other side of what leaves and arrives. */
  readonly kind: "customer" | "nostro";
  readonly currency: CurrencyCode;
  readonly owner: string;
  /** Whose it is to order from; none: a payee's account that only receives. */
  readonly partnerId: string | undefined;
  readonly state: AccountState;
  /** How far below zero it may go, in minor units. */
  readonly overdraftMinor: bigint;
  readonly openingMinor: bigint;
  readonly openedOn: string;
  readonly balanceMinor: bigint;
}

interface AccountRow {
  readonly id: bigint;
  readonly number: string;
  readonly kind: Account["kind"];
  readonly currency: CurrencyCode;
  readonly owner: string;
  readonly partner_id: string | null;
  readonly state: AccountState;
  readonly overdraft_minor: bigint;
  readonly opening_minor: bigint;
  readonly opened_on: string;
  readonly balance_minor: bigint;
}

export function accountByNumber(ledger: Ledger, number: string): Account | undefined {
  const row = ledger.database.get<AccountRow>("SELECT * FROM account WHERE number = ?", number);
  return row === undefined ? undefined : accountFromRow(row);
}

export function accountById(ledger: Ledger, id: bigint): Account | undefined {
  const row = ledger.database.get<AccountRow>("SELECT * FROM account WHERE id = ?", id);
  return row === undefined ? undefined : accountFromRow(row);
}

/** All customers' and payees' accounts in the order they were opened; the bank's own after them when asked for. */
export function listAccounts(ledger: Ledger, options: { readonly withNostro?: boolean } = {}): Account[] {
  const rows = ledger.database.all<AccountRow>("SELECT * FROM account WHERE kind = 'customer' OR ? ORDER BY kind, id", options.withNostro === true ? 1 : 0);
  return rows.map(accountFromRow);
}

function accountFromRow(row: AccountRow): Account {
  return {
    id: row.id,
    number: row.number,
    kind: row.kind,
    currency: row.currency,
    owner: row.owner,
    partnerId: row.partner_id ?? undefined,
    state: row.state,
    overdraftMinor: row.overdraft_minor,
    openingMinor: row.opening_minor,
    openedOn: row.opened_on,
    balanceMinor: row.balance_minor,
  };
}
