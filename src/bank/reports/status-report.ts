import { toIsoInstant } from "../../domain/clock.ts";
import { assert } from "../../domain/errors.ts";
import type { BatchStatus, StatusReason, StatusReportHeader, TransactionStatus } from "../../domain/status-report.ts";
import { surveyOf } from "../eds/order-survey.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { practiceBankName } from "../practice-bank-facts.ts";

/** A pain.002 as values, for the format's writer. */
export interface StatusReport {
  readonly header: StatusReportHeader;
  readonly batches: readonly BatchStatus[];
  /** Refused payments only, in file order; all others share their batch's fate. */
  readonly transactions: readonly TransactionStatus[];
}

interface ReportRow {
  readonly made_ms: bigint;
  readonly order_row: bigint;
  readonly order_id: string;
  readonly format: string | null;
  readonly message_id: string | null;
  readonly reason_code: string | null;
  readonly reason_text: string | null;
}

interface BatchRow {
  readonly id: bigint;
  readonly payment_information_id: string;
  readonly reason_stage: string | null;
  readonly reason_code: string | null;
  readonly reason_text: string | null;
  readonly executed: bigint;
  readonly payments: bigint;
}

interface RefusedRow {
  readonly payment_information_id: string;
  readonly batch: bigint;
  readonly instruction_id: string | null;
  readonly end_to_end_id: string;
  readonly reason_code: string;
  readonly reason_text: string;
}

/**
 * What the bank says of an order at the moment the report was noted. ACCP: accepted, its day has not come; ACSC: booked;
 * ACSP: some booked, some still to come; PART: some refused; RJCT: all refused.
 */
export function statusReport(ledger: Ledger, report: bigint): StatusReport {
  const { database } = ledger;
  if (database.get("SELECT 1 FROM status_report WHERE id = ? AND kind = 'payees'", report) !== undefined) return payeeReport(ledger, report);
  const row = database.get<ReportRow>(
    `SELECT r.made_ms, r.order_row, o.order_id, o.format, o.message_id, o.reason_code, o.reason_text
     FROM status_report r JOIN customer_order o ON o.id = r.order_row WHERE r.id = ?`, report,
  );
  assert(row !== undefined, "a status report that is fetched exists");
  const batchRows = row.reason_code === null ? database.all<BatchRow>(
    `SELECT b.id, b.payment_information_id, b.reason_stage, b.reason_code, b.reason_text, l.executed, (SELECT count(*) FROM payment WHERE batch = b.id) AS payments
     FROM status_report_batch l JOIN batch b ON b.id = l.batch WHERE l.report = ? ORDER BY b.id`, report,
  ) : [];
  const refused = batchRows.length === 0 ? [] : database.all<RefusedRow>(
    `SELECT b.payment_information_id, p.batch, p.instruction_id, p.end_to_end_id, p.reason_code, p.reason_text
     FROM status_report_batch l JOIN batch b ON b.id = l.batch JOIN payment p ON p.batch = b.id
     WHERE l.report = ? AND b.reason_code IS NULL AND p.reason_code IS NOT NULL AND (l.executed = 1 OR p.reason_stage = 'acceptance') ORDER BY p.id`, report,
  );
  const refusedIn = new Map<bigint, number>();
  for (const { batch } of refused) refusedIn.set(batch, (refusedIn.get(batch) ?? 0) + 1);
  const batches = batchRows.map((batch) => batchStatus(batch, refusedIn.get(batch.id) ?? 0));
  return {
    header: {
      messageId: `PRACTICE-${row.order_id}-${report}`,
      createdAt: toIsoInstant(Number(row.made_ms)),
      originalMessageId: row.message_id === null || row.message_id === "" ? "NOTPROVIDED" : row.message_id,
      originalMessageName: row.format ?? "pain.001",
      groupStatus: row.reason_code === null ? groupStatus(batches.map((batch) => batch.status ?? "ACCP")) : "RJCT",
      reasons: row.reason_code === null ? [] : [reason(row.reason_code, row.reason_text)],
    },
    batches,
    transactions: refused.map((payment) => ({
      originalPaymentInformationId: payment.payment_information_id,
      originalInstructionId: payment.instruction_id ?? undefined,
      originalEndToEndId: payment.end_to_end_id,
      status: "RJCT",
      reasons: [reason(payment.reason_code, payment.reason_text)],
    })),
  };
}

/** Results of the payee check; a close match carries the name that is known. */
function payeeReport(ledger: Ledger, report: bigint): StatusReport {
  const row = ledger.database.get<{ readonly made_ms: bigint; readonly order_row: bigint; readonly order_id: string; readonly survey: string | null }>(
    "SELECT r.made_ms, r.order_row, o.order_id, o.survey FROM status_report r JOIN customer_order o ON o.id = r.order_row WHERE r.id = ?", report,
  );
  assert(row?.survey != null, "payees are checked in an order that was surveyed");
  const payees = ledger.database.all<{ readonly payment_information_id: string; readonly instruction_id: string | null; readonly end_to_end_id: string; readonly result: string; readonly offered_name: string | null }>(
    "SELECT payment_information_id, instruction_id, end_to_end_id, result, offered_name FROM payee_check WHERE order_row = ? ORDER BY position", row.order_row,
  );
  const results = new Set(payees.map(({ result }) => result));
  return {
    header: {
      messageId: `PRACTICE-${row.order_id}-${report}`, createdAt: toIsoInstant(Number(row.made_ms)), originalMessageId: surveyOf(row.survey).messageId, originalMessageName: "pain.001",
      groupStatus: ["RVNM", "RVMC", "RVNA"].find((code) => results.has(code)) ?? "RCVC", reasons: [],
    },
    batches: [...new Set(payees.map((one) => one.payment_information_id))].map((originalPaymentInformationId) => ({ originalPaymentInformationId, reasons: [] })),
    transactions: payees.map((one) => ({
      originalPaymentInformationId: one.payment_information_id, originalInstructionId: one.instruction_id ?? undefined, originalEndToEndId: one.end_to_end_id, status: one.result,
      reasons: one.offered_name === null ? [] : [{ text: [one.offered_name] }],
    })),
  };
}

function batchStatus(batch: BatchRow, refused: number): BatchStatus {
  const isRefusedWhole = batch.reason_code !== null && (batch.executed === 1n || batch.reason_stage === "acceptance");
  const reasons = isRefusedWhole && batch.reason_code !== null ? [reason(batch.reason_code, batch.reason_text)] : [];
  return { originalPaymentInformationId: batch.payment_information_id, status: isRefusedWhole ? "RJCT" : statusOf(batch, refused), reasons };
}

function statusOf(batch: BatchRow, refused: number): string {
  if (BigInt(refused) === batch.payments) return "RJCT";
  if (refused > 0) return "PART";
  return batch.executed === 1n ? "ACSC" : "ACCP";
}

function groupStatus(statuses: readonly string[]): string {
  const [first] = statuses;
  if (first !== undefined && statuses.every((status) => status === first)) return first;
  return statuses.some((status) => status === "RJCT" || status === "PART") ? "PART" : "ACSP";
}

function reason(code: string, text: string | null): StatusReason {
  return { code, text: text === null ? [practiceBankName] : [text, practiceBankName] };
}
