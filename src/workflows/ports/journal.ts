import type { IsoInstant } from "../../domain/ids.ts";

/** One action in a customer's hash-chained journal. */
export interface JournalEntry {
  /** From 1, without gaps. */
  readonly sequence: number;
  readonly at: IsoInstant;
  /** Operator's name, or `service` or `bank`. */
  readonly actor: string;
  /** Dotted and stable: `order.signed`, `partner.changed`. */
  readonly action: string;
  /** Id of what it was done to. */
  readonly subject: string | undefined;
  /** For people. */
  readonly summary: string;
  readonly detail: Readonly<Record<string, unknown>>;
  /** Lower-case hex SHA-256 of the entry before; 64 zeros for the first. */
  readonly previousHash: string;
  readonly hash: string;
}

export type NewJournalEntry = Omit<JournalEntry, "sequence" | "previousHash" | "hash" | "detail"> & {
  readonly detail?: Readonly<Record<string, unknown>> | undefined;
};

export interface JournalRepository {
  append(entry: NewJournalEntry): Promise<JournalEntry>;
  list(page?: { readonly limit?: number; readonly beforeSequence?: number; readonly text?: string }): Promise<readonly JournalEntry[]>;
  count(): Promise<number>;
  /** The latest time of an entry, which need not be the last one's: clocks are set. @param of.upTo only of the first so many @param of.notAfter only up to that instant */
  latestAt(of?: { readonly upTo?: number; readonly notAfter?: IsoInstant }): Promise<IsoInstant | undefined>;
  /** Times of all entries but the first so many, in the order in which they were written. */
  timesAfter(sequence: number): Promise<readonly IsoInstant[]>;
  /** Walks the chain. @returns undefined when whole, else the first sequence number that does not fit and why */
  verify(): Promise<{ readonly sequence: number; readonly problem: string } | undefined>;
}
