import type { CustomerId, OperatorGroupId, OperatorId } from "../domain/ids.ts";
import type { Language } from "../domain/money.ts";
import type { Right } from "../domain/rights.ts";
import type { Secret } from "../domain/secret.ts";
import type { CustomerStore } from "../workflows/ports/customer-store.ts";
import type { CustomerColour, CustomerProfile, NewCustomer } from "../workflows/ports/profile.ts";

export interface OperatorSummary {
  readonly id: OperatorId;
  readonly name: string;
  readonly language: Language;
}

export interface CustomerSummary {
  readonly id: CustomerId;
  readonly shortName: string;
  readonly colour: CustomerColour;
  /** Absolute. */
  readonly folder: string;
  readonly createdAt: string;
}

/** What is installed under one data root: operators, customers, and the way in. */
export interface Install {
  /** By name. */
  operators(): readonly OperatorSummary[];
  /** All of them, by short name, whoever may open them. */
  customers(): readonly CustomerSummary[];
  /**
   * A new operator, without a right to anything yet. The passphrase is only used: not kept, not wiped.
   * @throws AppError rights/`weak-passphrase`; input/`name-taken`, `name-missing`
   */
  createOperator(operator: { readonly name: string; readonly language: Language; readonly passphrase: Secret }): Promise<OperatorSession>;
  /**
   * The answer to an unknown name is the one to a wrong passphrase, and takes as long.
   * @throws AppError rights/`wrong-passphrase`, `too-many-tries`
   */
  login(name: string, passphrase: Secret): Promise<OperatorSession>;
  /** @throws AppError rights/`wrong-passphrase`, `too-many-tries`, `weak-passphrase` */
  changePassphrase(session: OperatorSession, oldPassphrase: Secret, newPassphrase: Secret): Promise<void>;
  /**
   * The operator who is in proves to be still the same. The passphrase is only used: not kept, not wiped.
   * @throws AppError rights/`wrong-passphrase`, `too-many-tries`
   */
  confirmPassphrase(session: OperatorSession, passphrase: Secret): Promise<void>;
  /** Closes every session that is still open. */
  close(): Promise<void>;
}

/** An operator who is logged in. Holds the key to every customer that was granted, and those that are open. */
export interface OperatorSession {
  readonly operator: OperatorSummary;
  /** Those with a key slot for this operator, by short name. */
  customers(): Promise<readonly CustomerSummary[]>;
  /**
   * A new customer with a store of its own, which this operator may open.
   * @param rights of this operator, default all but `sign`; they must include `administer`, or nobody could grant anything
   * @throws AppError input/`short-name-taken`, `name-missing`; rights/`contradictory-rights`, `no-administrator`
   */
  createCustomer(profile: NewCustomer, rights?: readonly Right[]): Promise<OpenCustomer>;
  /** The same object while it is open. @throws AppError rights/`no-grant`; area "store" */
  openCustomer(id: CustomerId): Promise<OpenCustomer>;
  closeCustomer(id: CustomerId): Promise<void>;
  /** The customers that are open now. */
  opened(): Promise<readonly OpenCustomer[]>;
  /** Minutes without a key after which this operator's screen locks. */
  readonly lockAfterMinutes: number;
  /** @throws AppError input/`bad-minutes` */
  setLockAfterMinutes(minutes: number): Promise<void>;
  /** Whether the PIN of a card that speaks with banks is asked for once per unlocked screen, and not before each session. */
  readonly keepsCardPins: boolean;
  setKeepsCardPins(keeps: boolean): Promise<void>;
  /** Closes all customers and forgets the keys. */
  close(): Promise<void>;
}

/** One customer, opened by one operator. */
export interface OpenCustomer {
  readonly id: CustomerId;
  /** Absolute; signers' key files lie here. */
  readonly folder: string;
  /** As it was at opening; the store has it as it is now. So with the rights. */
  readonly profile: CustomerProfile;
  readonly rights: readonly Right[];
  readonly store: CustomerStore;
  /**
   * Lets another operator open this customer, or changes what they may do; written in the journal.
   * @param within runs first in the transaction in which the rights are written; under four eyes it is the approval, and nothing is granted without
   * @throws AppError rights/`not-allowed` without `administer`, `contradictory-rights`, `no-administrator`, `needs-approval`; input/`unknown-operator`, `no-rights`
   */
  grant(operatorId: OperatorId, rights: readonly Right[], groups?: readonly OperatorGroupId[], within?: (store: CustomerStore) => Promise<void>): Promise<void>;
  /**
   * Takes an operator's rights and slot away at once, and changes the data key, so that an old copy of the slot opens nothing any more. While somebody
   * else has the customer open the key cannot be changed: it is when next an administrator opens it alone.
   * @param within as for `grant`
   * @throws AppError rights/`not-allowed`, `cannot-revoke-self`, `needs-approval`, `recipient-changed`
   */
  revoke(operatorId: OperatorId, within?: (store: CustomerStore) => Promise<void>): Promise<void>;
}
