import { todayIn } from "../../domain/iso-date.ts";
import type { Ledger } from "./ledger.ts";

/**
 * Notes that a status report on the whole order is to be fetched, and which of its batches have met their fate by now. The report's
 * content is made when it is fetched, always the same: it follows from the stages at which payments were refused.
 */
export function makeStatusReport(ledger: Ledger, order: bigint): void {
  const report = noteReport(ledger, order, "status");
  ledger.database.run(
    `INSERT INTO status_report_batch (report, batch, executed)
     SELECT ?, id, state = 'executed' OR coalesce(reason_stage, '') = 'execution' FROM batch WHERE order_row = ?`, report, order,
  );
}

/** Notes a report: on what became of an order, or on its payees' names. @returns its row */
export function noteReport(ledger: Ledger, order: bigint, kind: "status" | "payees"): bigint {
  const now = ledger.clock.now();
  return ledger.database.run(
    "INSERT INTO status_report (order_row, partner_id, day, made_ms, kind) SELECT id, partner_id, ?, ?, ? FROM customer_order WHERE id = ?",
    todayIn(ledger.hours.zone, now), now, kind, order,
  ).id;
}
