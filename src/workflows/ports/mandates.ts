import type { IsoDate, IsoInstant, OrderId, RegisteredMandateId } from "../../domain/ids.ts";
import type { MandateCollection, MandateState, RegisteredMandate, RegisterEntry } from "../../domain/mandate.ts";

export const mandateSorts = ["reference", "debtor", "last used"] as const;
export type MandateSort = (typeof mandateSorts)[number];

export interface MandateFilter {
  /** Reference, debtor, account, note. */
  readonly text?: string | undefined;
  readonly states?: readonly MandateState[] | undefined;
  /** Only those that wait to be confirmed. */
  readonly unconfirmed?: boolean | undefined;
  /** By which `expired` is told. */
  readonly today: IsoDate;
}

/** How the mandates that an order names stand: it changes with every change of one of them. */
export interface MandateStanding {
  readonly count: number;
  /** Those that cannot be collected under on the day. */
  readonly notActive: number;
  /** The newest of their changes; undefined where the register has none of them. */
  readonly changedAt: IsoInstant | undefined;
}

/** The register of mandates. What was collected under them stands with the orders, and is read from there: it cannot disagree with them. */
export interface MandateRepository {
  /** With the newest collections of each. */
  list(filter: MandateFilter & { readonly sort?: MandateSort | undefined; readonly limit?: number; readonly offset?: number }): Promise<readonly RegisterEntry[]>;
  count(filter?: MandateFilter): Promise<number>;
  /** With its last 200 collections. */
  get(id: RegisteredMandateId): Promise<RegisterEntry | undefined>;
  /** By `mandateKey`, also by one that a mandate had before it was amended; each with the newest collections. */
  byKeys(keys: readonly string[]): Promise<ReadonlyMap<string, RegisterEntry>>;
  /** By reference in capitals: several creditors may have given the same. */
  byReferences(references: readonly string[]): Promise<ReadonlyMap<string, readonly RegisterEntry[]>>;
  /** @throws AppError store/`conflict` where another mandate has the same creditor and reference, or had */
  put(mandate: RegisteredMandate): Promise<void>;
  remove(id: RegisteredMandateId): Promise<void>;
  standingOf(id: OrderId, today: IsoDate): Promise<MandateStanding>;
  /** Mandates of an order's collections that were refused, or that could be the last: those that a bank's word may change. At most `limit` after `position`. */
  touchedBy(id: OrderId, after: number, limit: number): Promise<readonly { readonly mandateId: RegisteredMandateId; readonly collection: MandateCollection }[]>;
}
