import type { Finding } from "../../domain/finding.ts";
import { amountText, currencyExponent, type Money } from "../../domain/money.ts";
import { type Batch, type OrderHeader, sidesOf, type Transaction } from "../../domain/order.ts";
import type { RecalledBatch, RecalledMessage, RecalledPayment, RecallHeader, RecallReason } from "../../domain/recall.ts";
import type { Balance, StatementEntry, StatementHeader } from "../../domain/statement.ts";
import type { BatchStatus, StatusReason, StatusReportHeader, TransactionStatus } from "../../domain/status-report.ts";
import { accountText } from "../../domain/account-number.ts";
import { addDecimals, type Decimal } from "../../formats/decimal.ts";
import type { OrderSink, RecallSink, StatementSink, StatusSink } from "../../formats/format.ts";

/** Told to whoever prints: one order, statement or report begins, its parts, its end. Values are as the JSON has them. */
export interface SurveyPrinter {
  begin(list: "orders" | "statements" | "status", facts: object): void;
  /** A batch begins; it ends with the next one or with the order. */
  batch(facts: object): void;
  /** A transaction, an entry, a status. */
  part(value: object): void;
  end(facts: object): void;
  flush(): void;
}

/** More are counted, not printed: a file that is wrong in every line says so often enough. */
const findingsMax = 1000;

/** Takes what any format reads and hands it on as the values of `inspect --json`, without holding the file. */
export class Survey implements Pick<OrderSink, "header" | "batch" | "transaction">, Pick<RecallSink, "recalledMessage" | "recalledBatch" | "recalledPayment">, StatementSink, Pick<StatusSink, "batchStatus" | "transactionStatus"> {
  readonly findings: Finding[] = [];
  findingsLeftOut = 0;
  errors = 0;
  /** Transactions, entries, balances, statuses: nothing at all means not readable. */
  parts = 0;
  charsetTaken: string | undefined;
  readonly #printer: SurveyPrinter;
  readonly #taken: () => Promise<void>;
  #open = false;
  #count = 0;
  #sum: Decimal = { units: 0n, scale: 0 };
  #batch: Batch | undefined;
  #recalled: RecalledMessage | undefined;
  /** A batch of a recall: its account is that of its payments, so it is printed with the first of them. */
  #recalledBatch: RecalledBatch | undefined;
  #recallWaits = false;
  #opening: Balance | undefined;
  #closing: Balance | undefined;
  #balanced: boolean | null = null;
  #end: () => object = () => ({});

  /** @param taken resolves when what was printed is out of memory: a slow reader makes the reading wait */
  constructor(printer: SurveyPrinter, taken: () => Promise<void> = () => Promise.resolve()) {
    this.#printer = printer;
    this.#taken = taken;
  }

  header(header: OrderHeader | RecallHeader | StatusReportHeader): void {
    if ("originalMessageId" in header) {
      this.#begin("status", { originalMessageId: text(header.originalMessageId), groupStatus: header.groupStatus ?? header.confirmation ?? null }, () => ({}));
      this.parts++;
      if (header.reasons.length > 0) this.#printer.part({ endToEndId: null, status: header.groupStatus ?? header.confirmation ?? null, ...reasonOf(header.reasons) });
    } else this.#begin("orders", { messageId: text(header.messageId) }, () => ({ count: this.#count, sum: exact(this.#sum) }));
  }

  batch(batch: Batch): void {
    this.#batch = batch;
    this.#printer.batch({ account: text(accountText(batch.debtorAccount)), date: batch.requestedExecutionDate });
  }

  transaction(transaction: Transaction): void {
    this.parts++;
    this.#count++;
    this.#sum = addDecimals(this.#sum, { units: transaction.amount.minor, scale: currencyExponent(transaction.amount.currency) });
    const { creditor, debtor } = this.#batch === undefined ? { creditor: undefined, debtor: undefined } : sidesOf(this.#batch, transaction);
    this.#printer.part({
      ...money(transaction.amount),
      creditorName: text(creditor?.party.name), creditorAccount: creditor?.account === undefined ? null : text(accountText(creditor.account)),
      debtorName: text(debtor?.party.name), debtorAccount: debtor?.account === undefined ? null : text(accountText(debtor.account)),
      endToEndId: text(transaction.endToEndId), remittance: text([...transaction.remittance.unstructured, transaction.remittance.creditorReference ?? ""].filter((each) => each !== "").join(" ")),
    });
  }

  recalledMessage(message: RecalledMessage): void {
    this.#printRecall();
    this.#recalled = message;
    this.#recalledBatch = undefined;
    this.#recallWaits = true;
    this.parts++;
  }

  recalledBatch(batch: RecalledBatch): void {
    if (this.#recalledBatch !== undefined) this.#printRecall();
    this.#recalledBatch = batch;
    this.#recallWaits = true;
    this.parts++;
  }

  recalledPayment(payment: RecalledPayment): void {
    this.#printRecall(payment);
    this.parts++;
    this.#count++;
    const amount = payment.reversedAmount ?? payment.amount;
    if (amount !== undefined) this.#sum = addDecimals(this.#sum, { units: amount.minor, scale: currencyExponent(amount.currency) });
    const { debtor, debtorAccount, creditor, creditorAccount } = payment;
    this.#printer.part({
      ...(amount === undefined ? { amount: null, currency: null } : money(amount)),
      creditorName: text(creditor?.name), creditorAccount: creditorAccount === undefined ? null : text(accountText(creditorAccount)),
      debtorName: text(debtor?.name), debtorAccount: debtorAccount === undefined ? null : text(accountText(debtorAccount)),
      endToEndId: text(payment.originalEndToEndId), remittance: text(payment.remittance.join(" ")), ...reasonOf(payment.reasons),
    });
  }

  /** What is asked back of which order, as a batch with the original's ids. */
  #printRecall(first?: RecalledPayment): void {
    const message = this.#recalled, batch = this.#recalledBatch;
    if (!this.#recallWaits || message === undefined) return;
    this.#recallWaits = false;
    const collects = /^pain\.00[78]\./.test(message.originalMessageName ?? "") || first?.collectionDate !== undefined;
    const account = collects ? first?.creditorAccount : first?.debtorAccount;
    this.#printer.batch({
      account: account === undefined ? null : text(accountText(account)), date: first?.executionDate ?? first?.collectionDate ?? first?.settlementDate ?? null,
      originalMessageId: text(message.originalMessageId), originalBatchId: text(batch?.originalPaymentInformationId), whole: message.whole || batch?.whole === true,
      ...reasonOf([...(batch?.reasons ?? []), ...message.reasons]),
    });
  }

  statement(header: StatementHeader): void {
    this.#opening = undefined;
    this.#closing = undefined;
    this.#balanced = null;
    this.#begin("statements", { account: text(accountText(header.account)), currency: header.currency ?? null, number: text(header.sequenceNumber) }, () => ({
      opening: balanceOf(this.#opening), closing: balanceOf(this.#closing), balanced: this.#balanced,
    }));
  }

  balance(balance: Balance): void {
    this.parts++;
    if (balance.type === "OPBD" || (balance.type === "PRCD" && this.#opening === undefined)) this.#opening = balance;
    else if (balance.type === "CLBD" || (balance.type === "ITBD" && this.#closing === undefined)) this.#closing = balance;
  }

  entry(entry: StatementEntry): void {
    this.parts++;
    this.#printer.part({
      ...money(entry.amount), bookingDate: entry.bookingDate ?? null, valueDate: entry.valueDate ?? null, reversal: entry.reversal,
      reference: text(entry.bankReference ?? entry.entryReference),
      details: entry.details.map((detail) => ({
        amount: detail.amount === undefined ? null : amountText(detail.amount), endToEndId: text(detail.endToEndId), name: text(detail.counterparty?.name),
        account: detail.counterpartyAccount === undefined ? null : accountText(detail.counterpartyAccount), remittance: text([...detail.remittance, detail.creditorReference ?? ""].filter((each) => each !== "").join(" ")),
      })),
    });
  }

  statementEnd(balanced: boolean | null): void {
    this.#balanced = balanced;
    this.finish();
  }

  batchStatus(status: BatchStatus): void {
    this.parts++;
    if (status.status !== undefined) this.#printer.part({ endToEndId: null, status: status.status, ...reasonOf(status.reasons) });
  }

  transactionStatus(status: TransactionStatus): void {
    this.parts++;
    this.#printer.part({ endToEndId: text(status.originalEndToEndId), status: status.status, ...reasonOf(status.reasons) });
  }

  finding(finding: Finding): void {
    if (finding.severity === "error") this.errors++;
    if (this.findings.length < findingsMax) this.findings.push(finding);
    else if (finding.severity === "error" && this.errors <= findingsMax) {
      // An error is not pushed out by warnings before it.
      const milder = this.findings.findLastIndex((each) => each.severity !== "error");
      if (milder >= 0) this.findings[milder] = finding;
      this.findingsLeftOut++;
    } else this.findingsLeftOut++;
  }

  charset(name: string): void {
    this.charsetTaken = name;
  }

  async flush(): Promise<void> {
    this.#printer.flush();
    await this.#taken();
  }

  /** Ends what is open: also a file that breaks off. */
  finish(): void {
    this.#printRecall();
    if (this.#open) this.#printer.end(this.#end());
    this.#open = false;
  }

  #begin(list: "orders" | "statements" | "status", facts: object, end: () => object): void {
    this.finish();
    this.#open = true;
    this.#count = 0;
    this.#sum = { units: 0n, scale: 0 };
    this.#end = end;
    this.#printer.begin(list, facts);
  }
}

/** Absent and empty are null. */
function text(value: string | undefined): string | null {
  return value === undefined || value === "" ? null : value;
}

function money(amount: Money): { readonly amount: string; readonly currency: string } {
  return { amount: amountText(amount), currency: amount.currency };
}

function balanceOf(balance: Balance | undefined): object | null {
  return balance === undefined ? null : { ...money(balance.amount), date: balance.date };
}

function reasonOf(reasons: readonly (RecallReason | StatusReason)[]): { readonly reason: string | null; readonly text: string | null } {
  return { reason: reasons.find((each) => each.code !== undefined)?.code ?? null, text: text(reasons.flatMap((each) => each.text).join(" ")) };
}

/** With all the decimals that the amounts have: `12.50`. */
function exact(sum: Decimal): string {
  const digits = sum.units.toString().padStart(sum.scale + 1, "0");
  return sum.scale === 0 ? digits : `${digits.slice(0, -sum.scale)}.${digits.slice(-sum.scale)}`;
}
