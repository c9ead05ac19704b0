import { assert } from "../../domain/errors.ts";
import { expireWaiting } from "../eds/expire.ts";
import { hasClosed, openDay, openNextDay } from "./business-day.ts";
import { executeDue } from "./execute.ts";
import type { Ledger } from "./ledger.ts";
import { makeStatusReport } from "./note-status-report.ts";

/** What one catching up with the clock did. */
export interface DueWork {
  readonly executedBatches: number;
  readonly statements: number;
  readonly closedDays: number;
}

/** Ten years of days: a clock moved further than that in one step is a mistake. */
const daysMax = 3660;

/**
 * Brings the books up to the clock: executes what is due, closes each day that is over with its statements, opens the next.
 * Each day is one atomic step, so a crash in between loses nothing and the next call goes on.
 */
export function runDue(ledger: Ledger): DueWork {
  const work = { executedBatches: 0, statements: 0, closedDays: 0 };
  expireWaiting(ledger);
  for (let i = 0; ; i++) {
    assert(i < daysMax, "the clock was moved by more than ten years in one step");
    const goesOn = ledger.database.transaction(() => {
      work.executedBatches += executeAndReport(ledger);
      if (!hasClosed(ledger, openDay(ledger))) return false;
      work.statements += makeStatements(ledger);
      work.closedDays++;
      openNextDay(ledger);
      return true;
    });
    if (!goesOn) return work;
  }
}

/** Executes what is due and writes a status report for each order concerned. @returns how many batches */
function executeAndReport(ledger: Ledger): number {
  let batches = 0;
  for (const [order, executed] of executeDue(ledger)) {
    batches += executed.length;
    makeStatusReport(ledger, order);
  }
  return batches;
}

/** One statement for each partner's account that moved on the open day. */
function makeStatements(ledger: Ledger): number {
  const day = openDay(ledger);
  const moved = ledger.database.all<{ id: bigint; partner_id: string; balance_minor: bigint; moved: bigint }>(
    `SELECT account.id, partner_id, balance_minor, sum(entry.minor) AS moved FROM entry JOIN account ON account.id = entry.account
     WHERE entry.day = ? AND partner_id IS NOT NULL GROUP BY account.id ORDER BY account.id`, day,
  );
  for (const account of moved) {
    ledger.database.run("UPDATE account SET statements = statements + 1 WHERE id = ?", account.id);
    ledger.database.run(
      `INSERT INTO day_statement (account, partner_id, day, sequence, opening_minor, closing_minor, made_ms)
       SELECT id, partner_id, ?, statements, ?, ?, ? FROM account WHERE id = ?`,
      day, account.balance_minor - account.moved, account.balance_minor, ledger.clock.now(), account.id,
    );
  }
  return moved.length;
}
