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
