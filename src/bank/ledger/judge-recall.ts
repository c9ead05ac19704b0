import { toIsoInstant } from "../../domain/clock.ts";
import type { Recall } from "../../domain/recall.ts";
import type { BatchStatus, StatusReason, TransactionStatus } from "../../domain/status-report.ts";
import { readRecall } from "../../formats/collect.ts";
import type { RecallFormat } from "../../formats/format.ts";
import { practiceBankName } from "../practice-bank-facts.ts";
import type { Ledger } from "./ledger.ts";
import { orderContent } from "./order-content.ts";
import { keepRecallAnswer } from "./recall-answer.ts";
import { refusals } from "./refusal.ts";

interface RecallOrder {
  readonly row: bigint;
  readonly partnerId: string;
  /** Those its user may use; empty: all. */
  readonly accounts: readonly string[];
}

/** A payment that is asked back, as it stands in the books. */
interface Asked {
  readonly id: bigint;
  readonly batch: bigint;
  readonly payment_information_id: string;
  readonly state: string;
  readonly debtor_account: string;
  readonly instruction_id: string | null;
  readonly end_to_end_id: string;
  readonly reason_code: string | null;
}

/** Why the bank gives a payment not back. Source: ISO 20022 ExternalPaymentCancellationRejection1Code. At most 105 characters. */
const refused = {
  executed: { code: "AGNT", text: "The payment was executed already." },
  gone: { code: "ARDT", text: "The payment was refused or cancelled before." },
  unknown: { code: "NOOR", text: "There is no such payment at this bank." },
} as const;
type Refused = (typeof refused)[keyof typeof refused];

/**
 * Answers a recall: payments that are not executed yet are cancelled, the others stay as they are. Whatever cannot be read is refused as a
 * whole. The answer (camt.029) is there to be fetched at once.
 */
export async function judgeRecall(ledger: Ledger, order: RecallOrder, format: RecallFormat): Promise<void> {
  const { findings, header, messages } = await readRecall(format, orderContent(ledger.database, order.row));
  const isReadable = header !== undefined && !findings.some(({ severity }) => severity === "error");
  ledger.database.transaction(() => {
    const reason = isReadable ? undefined : refusals.fileUnreadable;
    ledger.database.run(
      "UPDATE customer_order SET state = 'judged', format = ?, message_id = ?, reason_code = ?, reason_text = ? WHERE id = ?",
      format.id, header?.messageId ?? "", reason?.code ?? null, reason?.text ?? null, order.row,
    );
    for (const [position, message] of messages.entries()) answerMessage(ledger, order, { id: header?.messageId ?? "", isReadable, position }, message);
  });
}

type AskedMessage = Recall["messages"][number];

/** Within a transaction: what becomes of the payments of one order, and the answer about them. */
function answerMessage(ledger: Ledger, order: RecallOrder, recall: { readonly id: string; readonly isReadable: boolean; readonly position: number }, { message, batches }: AskedMessage): void {
  const found = recall.isReadable ? orderAskedBack(ledger, order, message.originalMessageId) : undefined;
  const transactions: TransactionStatus[] = [];
  const batchStatuses: BatchStatus[] = [];
  const decide = (payments: readonly Asked[]): TransactionStatus[] => payments.map((payment) => statusOf(payment, decided(ledger, order, payment)));
  let groupStatus: string | undefined;
  if (message.whole) {
    const decisions = decide(paymentsOf(ledger, found, undefined));
    groupStatus = together(decisions);
    if (groupStatus === "PACR") transactions.push(...decisions);
    else if (groupStatus === "RJCR") batchStatuses.push(...refusedBatches(decisions));
  }
  for (const { batch, payments } of batches) {
    const inBatch = paymentsOf(ledger, found, batch?.originalPaymentInformationId);
    if (batch?.whole === true) {
      const decisions = decide(inBatch);
      const status = together(decisions);
      batchStatuses.push({ originalPaymentInformationId: batch.originalPaymentInformationId, status, reasons: status === "RJCR" ? (decisions[0]?.reasons ?? reasonsOf(refused.unknown)) : [] });
      if (status === "PACR") transactions.push(...decisions);
    } else {
      for (const one of payments) {
        const known = inBatch.find((payment) => (one.originalEndToEndId === undefined || payment.end_to_end_id === one.originalEndToEndId) && (one.originalInstructionId === undefined || payment.instruction_id === one.originalInstructionId));
        if (known !== undefined) transactions.push(...decide([known]));
        else transactions.push({ originalPaymentInformationId: batch?.originalPaymentInformationId, originalInstructionId: one.originalInstructionId, originalEndToEndId: one.originalEndToEndId, status: "RJCR", reasons: reasonsOf(refused.unknown) });
      }
    }
  }
  const statuses = [groupStatus, ...batchStatuses.map(({ status }) => status), ...transactions.map(({ status }) => status)].filter((status) => status !== undefined);
  keepRecallAnswer(ledger, order.row, {
    header: {
      messageId: `PRACTICE-R${order.row}-${recall.position + 1}`, createdAt: toIsoInstant(ledger.clock.now()), originalMessageId: message.originalMessageId, originalMessageName: message.originalMessageName ?? "pain.001",
      caseId: recall.id === "" ? undefined : recall.id, confirmation: confirmations[allOf(statuses)] ?? "RJCR", groupStatus,
      reasons: groupStatus === "RJCR" && batchStatuses.length === 0 ? reasonsOf(refused.unknown) : [],
    },
    batches: batchStatuses, transactions,
  });
  setTotals(ledger, found);
}

/** The case as a whole has words of its own. */
const confirmations: Readonly<Record<string, string>> = { ACCR: "CNCL", RJCR: "RJCR", PACR: "PECR" };

/** The partner's order that is meant: the newest with that message id that was not refused as a whole. */
function orderAskedBack(ledger: Ledger, { partnerId }: RecallOrder, messageId: string): bigint | undefined {
  return ledger.database.get<{ id: bigint }>(
    "SELECT id FROM customer_order WHERE partner_id = ? AND message_id = ? AND state = 'judged' AND reason_code IS NULL AND EXISTS (SELECT 1 FROM batch WHERE order_row = customer_order.id) ORDER BY id DESC LIMIT 1",
    partnerId, messageId,
  )?.id;
}

function paymentsOf(ledger: Ledger, orderRow: bigint | undefined, paymentInformationId: string | undefined): Asked[] {
  if (orderRow === undefined) return [];
  return ledger.database.all<Asked>(
    `SELECT p.id, p.batch, b.payment_information_id, b.state, b.debtor_account, p.instruction_id, p.end_to_end_id, coalesce(p.reason_code, b.reason_code) AS reason_code
     FROM payment p JOIN batch b ON b.id = p.batch WHERE b.order_row = ? AND (? IS NULL OR b.payment_information_id = ?) ORDER BY p.id`,
    orderRow, paymentInformationId ?? null, paymentInformationId ?? null,
  );
}

/** Cancels what can still be cancelled. @returns why it cannot */
function decided(ledger: Ledger, { accounts }: RecallOrder, payment: Asked): Refused | undefined {
  if (accounts.length > 0 && !accounts.includes(payment.debtor_account)) return refused.unknown;
  if (payment.reason_code !== null) return refused.gone;
  if (payment.state !== "pending") return refused.executed;
  ledger.database.run("UPDATE payment SET reason_stage = 'recall', reason_code = 'CUST', reason_text = 'Cancelled at the customer''s request.' WHERE id = ?", payment.id);
  return undefined;
}

/** Batches of the order count anew what is left in them; one without payments is not executed. */
function setTotals(ledger: Ledger, orderRow: bigint | undefined): void {
  if (orderRow === undefined) return;
  ledger.database.run(
    `UPDATE batch SET accepted_count = (SELECT count(*) FROM payment WHERE payment.batch = batch.id AND reason_code IS NULL),
       accepted_minor = (SELECT coalesce(sum(minor), 0) FROM payment WHERE payment.batch = batch.id AND reason_code IS NULL) WHERE order_row = ? AND state = 'pending'`, orderRow,
  );
  ledger.database.run("UPDATE batch SET state = 'refused', reason_stage = 'recall', reason_code = 'CUST', reason_text = 'Cancelled at the customer''s request.' WHERE order_row = ? AND state = 'pending' AND accepted_count = 0", orderRow);
}

function statusOf(payment: Asked, refusal: Refused | undefined): TransactionStatus {
  return {
    originalPaymentInformationId: payment.payment_information_id, originalInstructionId: payment.instruction_id ?? undefined, originalEndToEndId: payment.end_to_end_id,
    status: refusal === undefined ? "ACCR" : "RJCR", reasons: refusal === undefined ? [] : reasonsOf(refusal),
  };
}

/** ACCR, RJCR or PACR; nothing at all is refused. */
function together(decisions: readonly TransactionStatus[]): string {
  return allOf(decisions.map(({ status }) => status));
}

function allOf(statuses: readonly string[]): string {
  const [first = "RJCR"] = statuses;
  return statuses.every((status) => status === first) ? first : "PACR";
}

function refusedBatches(decisions: readonly TransactionStatus[]): BatchStatus[] {
  const batches = new Map<string, BatchStatus>();
  for (const { originalPaymentInformationId: id = "", reasons } of decisions) if (!batches.has(id)) batches.set(id, { originalPaymentInformationId: id, status: "RJCR", reasons });
  return [...batches.values()];
}

function reasonsOf({ code, text }: Refused): StatusReason[] {
  return [{ code, text: [text, practiceBankName] }];
}
