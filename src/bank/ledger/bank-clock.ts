import { type Clock, toIsoInstant } from "../../domain/clock.ts";
import { AppError } from "../../domain/errors.ts";
import type { BankDatabase } from "../storage/bank-database.ts";
import { readSetting, writeSetting } from "../storage/settings.ts";

const leadSetting = "clock-lead-ms";

/**
 * The bank's business time: the real clock plus a lead that only grows. The lead is in the database, so every process sees a move
 * at once. Timestamps of the EBICS protocol are checked against the real clock, so a moved bank still talks to its customers.
 */
export class BankClock implements Clock {
  readonly #database: BankDatabase;
  readonly #base: Clock;

  constructor(database: BankDatabase, base: Clock) {
    this.#database = database;
    this.#base = base;
  }

  now(): number {
    return this.#base.now() + this.leadMs();
  }

  /** How far the bank is ahead of the real clock. */
  leadMs(): number {
    return Number(readSetting(this.#database, leadSetting) ?? "0");
  }

  /** @throws AppError bank/`clock-backwards`: what is booked stays booked */
  moveTo(instantMs: number): void {
    const now = this.now();
    if (instantMs < now) {
      throw new AppError("bank", "clock-backwards", `The practice bank's clock stands at ${toIsoInstant(now)} and cannot go back to ${toIsoInstant(instantMs)}.`, {
        meaning: "Nothing was changed.",
        next: "Give a later moment, or start a new practice bank in another folder.",
      });
    }
    writeSetting(this.#database, leadSetting, String(instantMs - this.#base.now()));
  }
}
