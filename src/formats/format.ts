import type { Carries } from "./carries.ts";
import type { Finding } from "../domain/finding.ts";
import type { MessageInHead } from "./iso20022/namespace.ts";
import type { Balance, StatementEntry, StatementHeader } from "../domain/statement.ts";
import type { Batch, OrderHeader, Transaction } from "../domain/order.ts";
import type { Recall, RecalledBatch, RecalledMessage, RecalledPayment, RecallHeader } from "../domain/recall.ts";
import type { BatchStatus, StatusReportHeader, TransactionStatus } from "../domain/status-report.ts";

export type FormatKind = "orders" | "recalls" | "statements" | "status";

/** The files of one delivery: `AUSZUG` and `UMSATZ`. */
export interface FileParts {
  /** What stands in their names, in capitals, in their order. */
  readonly names: readonly string[];
  /** @returns the index of the file that a line belongs to */
  of(line: Uint8Array): number;
}

interface FormatBase {
  /** Exact name with version: `pain.001.001.09`. */
  readonly id: string;
  readonly title: string;
  /** False where files of it are only read: `write` then throws AppError format/`only-read`. */
  readonly writes: boolean;
  /** False for files that are only written: none is detected. Absent: they are read. */
  readonly reads?: false | undefined;
  /** It comes in several files that belong together; they are read and written one behind the other, in this order. */
  readonly parts?: FileParts | undefined;
  /** The text whose lines its findings count, where the file itself is packed: a spreadsheet's rows. */
  readonly lines?: ((content: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>) | undefined;
  /** What files of it have a place for. Absent: everything. */
  readonly carries?: Carries | undefined;
  /**
   * Decides by content, never by file name.
   * @param head the first bytes of the file, at most 4 KiB
   * @param named what `messageInHead` says of it, where a hundred formats are asked about one file
   */
  detect(head: Uint8Array, named?: MessageInHead): boolean;
}

/** A place in a file, 1-based, columns in characters. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Receives an order file's content in document order. Calls are synchronous; `flush` may wait (a store writing rows). */
export interface OrderSink {
  header(header: OrderHeader): void;
  batch(batch: Batch): void;
  /** Belongs to the last batch. @param line 1-based line where it starts @param mandateAt where the reference of a collection's mandate stands */
  transaction(transaction: Transaction, line: number, mandateAt?: Place): void;
  finding(finding: Finding): void;
  /** The charset that was taken, of a format whose files do not declare one; once, at the latest at the end. */
  charset?(name: string): void;
  /** Awaited between chunks of input, so that memory stays flat. */
  flush?(): Promise<void>;
}

export interface OrderFormat extends FormatBase {
  readonly kind: "orders";
  /** Streams: any size, flat memory. Bad input becomes findings, never a throw; reading stops at the first point that cannot be understood. */
  read(content: AsyncIterable<Uint8Array>, sink: OrderSink): Promise<void>;
  /** UTF-8 chunks of at least some KiB. What it yields validates against the XSD. @throws AppError area "format" when a field does not fit the format: nothing is truncated */
  write(header: OrderHeader, batches: AsyncIterable<OrderBatchSource> | Iterable<OrderBatchSource>): AsyncIterable<Uint8Array>;
}

/** Count and sum stand before the transactions in the file, so they are known first. */
export interface OrderBatchSource {
  readonly batch: Batch;
  readonly count: number;
  /** Exact decimal. */
  readonly sum: string;
  readonly transactions: AsyncIterable<Transaction> | Iterable<Transaction>;
}

export interface StatementSink {
  /** Begins a statement; those that follow belong to it. */
  statement(header: StatementHeader): void;
  balance(balance: Balance): void;
  entry(entry: StatementEntry, line: number): void;
  /** Ends it. @param balanced opening + booked = closing; null when a balance is missing */
  statementEnd(balanced: boolean | null): void;
  finding(finding: Finding): void;
  /** The charset that was taken, of a format whose files do not declare one; once, at the latest at the end. */
  charset?(name: string): void;
  flush?(): Promise<void>;
}

export interface StatementFormat extends FormatBase {
  readonly kind: "statements";
  read(content: AsyncIterable<Uint8Array>, sink: StatementSink): Promise<void>;
  write(statements: Iterable<StatementDocument>, message: { readonly messageId: string; readonly createdAt: string }): AsyncIterable<Uint8Array>;
  /**
   * Where files are only written: reads one and compares it with what was to stand in it.
   * @returns what differs first, a sentence
   */
  differs?(written: AsyncIterable<Uint8Array>, statements: Iterable<StatementDocument>): Promise<string | undefined>;
}
export interface StatementDocument {
  readonly header: StatementHeader;
  readonly balances: readonly Balance[];
  readonly entries: AsyncIterable<StatementEntry> | Iterable<StatementEntry>;
}

export interface StatusSink {
  header(header: StatusReportHeader): void;
  batchStatus(status: BatchStatus): void;
  transactionStatus(status: TransactionStatus): void;
  finding(finding: Finding): void;
  flush?(): Promise<void>;
}
export interface StatusFormat extends FormatBase {
  readonly kind: "status";
  read(content: AsyncIterable<Uint8Array>, sink: StatusSink): Promise<void>;
  write(header: StatusReportHeader, batches: readonly BatchStatus[], transactions: Iterable<TransactionStatus>): AsyncIterable<Uint8Array>;
}

/** Receives a request to get payments back, in document order: each order, then its batches, then their payments. */
export interface RecallSink {
  header(header: RecallHeader): void;
  recalledMessage(message: RecalledMessage, line: number): void;
  /** Belongs to the last message; payments between banks come without. */
  recalledBatch(batch: RecalledBatch, line: number): void;
  recalledPayment(payment: RecalledPayment, line: number): void;
  finding(finding: Finding): void;
  flush?(): Promise<void>;
}
export interface RecallFormat extends FormatBase {
  readonly kind: "recalls";
  read(content: AsyncIterable<Uint8Array>, sink: RecallSink): Promise<void>;
  /** A request is of few payments: it is held as a whole. What it yields validates against the XSD. @throws AppError area "format" when a field does not fit */
  write(recall: Recall): AsyncIterable<Uint8Array>;
}

export type Format = OrderFormat | RecallFormat | StatementFormat | StatusFormat;
