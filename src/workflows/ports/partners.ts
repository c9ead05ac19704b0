import type { AccountNumber } from "../../domain/account-number.ts";
import type { IsoInstant, PartnerId } from "../../domain/ids.ts";
import type { Party } from "../../domain/order.ts";

/** A counterparty. */
export interface Partner {
  readonly id: PartnerId;
  readonly name: string;
  readonly accounts: readonly PartnerAccount[];
  readonly address?: Party["address"];
  readonly note: string;
  readonly createdAt: IsoInstant;
  readonly changedAt: IsoInstant;
  /** When money was first and last sent there. */
  readonly lastPaidAt?: IsoInstant | undefined;
}
export interface PartnerAccount {
  readonly number: AccountNumber;
  readonly bic?: string | undefined;
  readonly since: IsoInstant;
  /** Until somebody who is not among `by` has confirmed it. */
  readonly unconfirmed?: {
    /** Names of the operators who entered or changed it since. */
    readonly by: readonly string[];
    readonly at: IsoInstant;
    /** With what it was confirmed; undefined: never. */
    readonly was?: { readonly name: string; readonly bic?: string | undefined } | undefined;
  } | undefined;
}
export interface PartnerFilter {
  /** Part of name, account, town or note. */
  readonly text?: string | undefined;
  /** Only those with an account that waits to be confirmed. */
  readonly unconfirmed?: boolean | undefined;
}
export interface PartnerRepository {
  list(filter?: PartnerFilter & { readonly limit?: number; readonly offset?: number }): Promise<readonly Partner[]>;
  count(filter?: PartnerFilter): Promise<number>;
  get(id: PartnerId): Promise<Partner | undefined>;
  put(partner: Partner): Promise<void>;
  remove(id: PartnerId): Promise<void>;
  findByAccount(accountText: string): Promise<Partner | undefined>;
  findByName(name: string): Promise<readonly Partner[]>;
}
