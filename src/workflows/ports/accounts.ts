import type { AccountNumber } from "../../domain/account-number.ts";
import type { AccountId, ConnectionId, CurrencyCode } from "../../domain/ids.ts";

/** An account of the customer. */
export interface Account {
  readonly id: AccountId;
  readonly connectionId: ConnectionId | undefined;
  readonly number: AccountNumber;
  readonly currency: CurrencyCode;
  readonly title: string;
  readonly ownerName: string;
  readonly bic?: string | undefined;
}
export interface AccountRepository {
  all(): Promise<readonly Account[]>;
  put(account: Account): Promise<void>;
  findByNumber(accountText: string): Promise<Account | undefined>;
}
