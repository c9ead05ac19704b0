import type { IsoInstant } from "../../domain/ids.ts";

/**
 * How far the store had come whenever an order was about to leave, kept outside the store: when an older copy of the store is put back,
 * it is found out before it sends what was sent already. Outside a transaction only.
 */
export interface StoreMark {
  /** What this copy of the store does not know; undefined where it is the store that last sent, or nothing is known of one. @throws AppError store/`failed` */
  lost(): Promise<LostPart | undefined>;
  /** Puts down how far the journal has come; on the disk when it returns. @throws AppError store/`older-copy` when this is an older copy */
  raise(): Promise<void>;
  /** This copy counts from now on, whatever it does not know. */
  accept(): Promise<void>;
}

/** A part of the customer's history that this copy of the store has not. */
export interface LostPart {
  /** Until here the copy is known to be whole; undefined: nobody can tell. */
  readonly since: IsoInstant | undefined;
  /** So late the part that is missing was still written to, at least. */
  readonly until: IsoInstant;
  /** Journal entries that are missing, at least; undefined where the copy has gone on by itself. */
  readonly entries: number | undefined;
}
