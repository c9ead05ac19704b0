import type { Clock } from "../../domain/clock.ts";
import type { BankHours } from "../practice-bank-facts.ts";
import type { BankDatabase } from "../storage/bank-database.ts";

/** What every part of the ledger needs. */
export interface Ledger {
  readonly database: BankDatabase;
  /** The bank's business time, which the operator may move ahead of the real one. */
  readonly clock: Clock;
  readonly hours: BankHours;
}
