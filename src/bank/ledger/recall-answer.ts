import { assert } from "../../domain/errors.ts";
import { todayIn } from "../../domain/iso-date.ts";
import type { BatchStatus, StatusReportHeader, TransactionStatus } from "../../domain/status-report.ts";
import type { Ledger } from "./ledger.ts";

/** A camt.029 as values, for its writer. */
export interface RecallAnswer {
  readonly header: StatusReportHeader;
  readonly batches: readonly BatchStatus[];
  readonly transactions: readonly TransactionStatus[];
}

/** Within a transaction: keeps an answer, to be fetched. */
export function keepRecallAnswer(ledger: Ledger, orderRow: bigint, answer: RecallAnswer): void {
  const now = ledger.clock.now();
  ledger.database.run(
    "INSERT INTO recall_answer (order_row, partner_id, day, made_ms, answer) SELECT id, partner_id, ?, ?, ? FROM customer_order WHERE id = ?",
    todayIn(ledger.hours.zone, now), now, JSON.stringify(answer), orderRow,
  );
}

export function recallAnswer(ledger: Ledger, id: bigint): RecallAnswer {
  const row = ledger.database.get<{ answer: string }>("SELECT answer FROM recall_answer WHERE id = ?", id);
  assert(row !== undefined, "an answer that is fetched exists");
  return JSON.parse(row.answer) as RecallAnswer; // written by keepRecallAnswer
}
