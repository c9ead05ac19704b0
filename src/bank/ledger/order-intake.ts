import { createHash } from "node:crypto";
import { accountText } from "../../domain/account-number.ts";
import type { Finding } from "../../domain/finding.ts";
import { ContentFingerprint } from "../../domain/fingerprint.ts";
import type { Batch, OrderHeader, Transaction } from "../../domain/order.ts";
import type { OrderSink } from "../../formats/format.ts";
import type { Account } from "./account.ts";
import { executionDateFor } from "./business-day.ts";
import { findingRefusal } from "./finding-refusal.ts";
import type { Ledger } from "./ledger.ts";
import { checkBatch, checkPayment, type OrderingUser } from "./payment-checks.ts";
import { type Refusal, refusals } from "./refusal.ts";

/** The batch being read. */
interface CurrentBatch {
  readonly row: bigint;
  readonly account: Account | undefined;
  readonly refusal: Refusal | undefined;
  readonly collects: boolean;
  acceptedCount: bigint;
  acceptedMinor: bigint;
}

/**
 * Takes an order file's content as it is read and writes it to the books in bulk, checked but not yet effective: batches stay
 * `read` until the whole order is judged. Memory stays flat: rows are written at each `flush`.
 */
export class OrderIntake implements OrderSink {
  readonly #ledger: Ledger;
  readonly #orderRow: bigint;
  readonly #user: OrderingUser;
  readonly #fingerprint = new ContentFingerprint();
  readonly #dates = new Set<string>();
  readonly #transactionFindings = new Map<number, Finding>();
  readonly #waiting: (Batch | Transaction)[] = [];
  #current: CurrentBatch | undefined;
  #batch: Batch | undefined;
  #messageId = "";
  #declaredCount: number | undefined;
  #firstFinding: Finding | undefined;
  #count = 0;
  #orderRefusal: Refusal | undefined;

  constructor(ledger: Ledger, orderRow: bigint, user: OrderingUser) {
    this.#ledger = ledger;
    this.#orderRow = orderRow;
    this.#user = user;
  }

  get messageId(): string {
    return this.#messageId;
  }
  get count(): number {
    return this.#count;
  }
  /** What the file as a whole is refused for: unreadable, or sums that differ. */
  get orderRefusal(): Refusal | undefined {
    return this.#orderRefusal;
  }

  /** Equal for files that pay the same on the same dates, whatever their ids. */
  contentKey(): string {
    return createHash("sha256").update(`${this.#fingerprint.finish()} ${[...this.#dates].sort().join(" ")}`).digest("hex");
  }

  header(header: OrderHeader): void {
    this.#messageId = header.messageId;
    this.#declaredCount = header.declaredCount;
  }

  batch(batch: Batch): void {
    this.#batch = batch;
    this.#dates.add(batch.requestedExecutionDate);
    this.#waiting.push(batch);
  }

  transaction(transaction: Transaction): void {
    if (this.#batch !== undefined) this.#fingerprint.add(this.#batch, transaction);
    this.#waiting.push(transaction);
  }

  finding(finding: Finding): void {
    if (finding.severity !== "error") return;
    if (finding.transaction === undefined) this.#orderRefusal ??= findingRefusal(finding);
    else {
      this.#firstFinding ??= finding;
      this.#transactionFindings.set(finding.transaction, finding);
    }
  }

  /** Writes what has gathered in one atomic step, then lets others have their turn. */
  async flush(): Promise<void> {
    this.#ledger.database.transaction(() => {
      for (const part of this.#waiting) {
        if ("paymentInformationId" in part) this.#writeBatch(part);
        else this.#writePayment(part);
      }
      this.#writeTotals();
    });
    this.#waiting.length = 0;
    await new Promise<void>((resolve) => setImmediate(resolve));
  }

  #writeBatch(batch: Batch): void {
    this.#writeTotals();
    const { account, refusal } = checkBatch(this.#ledger, batch, this.#user);
    const { id } = this.#ledger.database.run(
      `INSERT INTO batch (order_row, payment_information_id, requested_date, execution_date, debtor_name, debtor_account, account, batch_booking, collects, state, reason_stage, reason_code, reason_text)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'read', ?, ?, ?)`,
      this.#orderRow, batch.paymentInformationId, batch.requestedExecutionDate, executionDateFor(this.#ledger, batch.requestedExecutionDate), batch.debtor.name,
      accountText(batch.debtorAccount), account?.id ?? null, batch.batchBooking === false ? 0 : 1, batch.collection === undefined ? 0 : 1,
      refusal === undefined ? null : "acceptance", refusal?.code ?? null, refusal?.text ?? null,
    );
    this.#current = { row: id, account, refusal, collects: batch.collection !== undefined, acceptedCount: 0n, acceptedMinor: 0n };
  }

  #writePayment(transaction: Transaction): void {
    const current = this.#current;
    const found = this.#transactionFindings.get(this.#count++);
    this.#transactionFindings.delete(this.#count - 1);
    if (current === undefined) return; // a payment outside any batch has its finding already
    const checked =
      current.account === undefined || current.refusal !== undefined ? undefined : checkPayment(this.#ledger, transaction, current.account, current.collects);
    const refusal = found === undefined ? checked?.refusal : findingRefusal(found);
    if (refusal === undefined && current.refusal === undefined) {
      current.acceptedCount++;
      current.acceptedMinor += transaction.amount.minor;
    }
    this.#ledger.database.run(
      `INSERT INTO payment (batch, message_id, instruction_id, end_to_end_id, minor, currency, party_name, party_account, party_bic, remittance, creditor_reference,
         credit_account, reason_stage, reason_code, reason_text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      current.row, this.#messageId, transaction.instructionId ?? null, transaction.endToEndId, transaction.amount.minor, transaction.amount.currency,
      transaction.creditor.name, transaction.creditorAccount === undefined ? null : accountText(transaction.creditorAccount),
      transaction.creditorAgent?.bic ?? null, transaction.remittance.unstructured.join("\n") || null, transaction.remittance.creditorReference ?? null,
      refusal === undefined ? (checked?.creditAccount?.id ?? null) : null, refusal === undefined ? null : "acceptance", refusal?.code ?? null, refusal?.text ?? null,
    );
  }

  #writeTotals(): void {
    if (this.#current === undefined) return;
    this.#ledger.database.run(
      "UPDATE batch SET accepted_count = ?, accepted_minor = ? WHERE id = ?", this.#current.acceptedCount, this.#current.acceptedMinor, this.#current.row,
    );
  }

  /**
   * After the last byte. A payment that could not even be read is not handed over, and those after it would take its finding for theirs:
   * then the whole file is refused. The reader itself compares NbOfTxs with what stands in the file.
   */
  finish(): void {
    if (this.#count === this.#declaredCount && this.#count > 0 && this.#transactionFindings.size === 0) return;
    // Sums that differ are the consequence; what could not be read is the cause.
    this.#orderRefusal = this.#firstFinding === undefined ? (this.#orderRefusal ?? refusals.fileUnreadable) : findingRefusal(this.#firstFinding);
  }
}
