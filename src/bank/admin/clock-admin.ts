import { nextBankDay } from "../../domain/calendar.ts";
import { toIsoInstant } from "../../domain/clock.ts";
import { instantIn, todayIn } from "../../domain/iso-date.ts";
import type { BankClock } from "../ledger/bank-clock.ts";
import { openDay } from "../ledger/business-day.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { type DueWork, runDue } from "../ledger/run-due.ts";

/** How the bank's time stands. */
export interface ClockState {
  /** UTC. */
  readonly now: string;
  /** The bank's own date. */
  readonly date: string;
  readonly zone: string;
  /** The business day that bookings get. */
  readonly openDay: string;
  /** Ahead of the real clock by so much. */
  readonly leadMs: number;
}

/** The practice bank's time: shown, moved ahead; a move does everything that became due. */
export interface ClockAdmin {
  state(): ClockState;
  /** @throws AppError bank/`clock-backwards` */
  moveTo(instantMs: number): DueWork;
  /** To ten in the morning of the next business day: today's end of day is done, tomorrow's orders are executed. */
  nextBusinessDay(): DueWork;
  /** Does what is due by now, after the clock underneath was moved. */
  catchUp(): DueWork;
}

const morning = "10:00";

export function clockAdmin(ledger: Ledger, clock: BankClock): ClockAdmin {
  const { calendar, zone } = ledger.hours;
  const moveTo = (instantMs: number): DueWork => {
    clock.moveTo(instantMs);
    return runDue(ledger);
  };
  return {
    state: () => ({ now: toIsoInstant(clock.now()), date: todayIn(zone, clock.now()), zone, openDay: openDay(ledger), leadMs: clock.leadMs() }),
    moveTo,
    nextBusinessDay: () => moveTo(instantIn(zone, nextBankDay(calendar, todayIn(zone, clock.now())), morning)),
    catchUp: () => runDue(ledger),
  };
}
