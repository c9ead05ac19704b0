import type { Finding } from "../domain/finding.ts";
import type { Batch, OrderHeader, Transaction } from "../domain/order.ts";
import type { Balance, StatementEntry, StatementHeader } from "../domain/statement.ts";
import type { RecalledBatch, RecalledMessage, RecalledPayment, RecallHeader } from "../domain/recall.ts";
import type { BatchStatus, StatusReportHeader, TransactionStatus } from "../domain/status-report.ts";
import type { OrderFormat, RecallFormat, StatementFormat, StatusFormat } from "./format.ts";

/** A whole order in memory: for small files and tests. */
export interface CollectedOrder {
  header: OrderHeader | undefined;
  readonly batches: { readonly batch: Batch; readonly transactions: Transaction[]; readonly lines: number[] }[];
  readonly findings: Finding[];
}

export async function readOrder(format: OrderFormat, content: Uint8Array | AsyncIterable<Uint8Array>): Promise<CollectedOrder> {
  const order: CollectedOrder = { header: undefined, batches: [], findings: [] };
  await format.read(asChunks(content), {
    header: (header) => { order.header = header; },
    batch: (batch) => { order.batches.push({ batch, transactions: [], lines: [] }); },
    transaction: (transaction, line) => {
      order.batches.at(-1)?.transactions.push(transaction);
      order.batches.at(-1)?.lines.push(line);
    },
    finding: (finding) => { order.findings.push(finding); },
  });
  return order;
}

/** Statements in memory. */
export interface CollectedStatements {
  readonly statements: { readonly header: StatementHeader; readonly balances: Balance[]; readonly entries: StatementEntry[]; balanced: boolean | null }[];
  readonly findings: Finding[];
}

export async function readStatements(format: StatementFormat, content: Uint8Array | AsyncIterable<Uint8Array>): Promise<CollectedStatements> {
  const read: CollectedStatements = { statements: [], findings: [] };
  await format.read(asChunks(content), {
    statement: (header) => { read.statements.push({ header, balances: [], entries: [], balanced: null }); },
    balance: (balance) => { read.statements.at(-1)?.balances.push(balance); },
    entry: (entry) => { read.statements.at(-1)?.entries.push(entry); },
    statementEnd: (balanced) => {
      const last = read.statements.at(-1);
      if (last !== undefined) last.balanced = balanced;
    },
    finding: (finding) => { read.findings.push(finding); },
  });
  return read;
}

/** A status report in memory. */
export interface CollectedStatus {
  header: StatusReportHeader | undefined;
  readonly batches: BatchStatus[];
  readonly transactions: TransactionStatus[];
  readonly findings: Finding[];
}

export async function readStatus(format: StatusFormat, content: Uint8Array | AsyncIterable<Uint8Array>): Promise<CollectedStatus> {
  const report: CollectedStatus = { header: undefined, batches: [], transactions: [], findings: [] };
  await format.read(asChunks(content), {
    header: (header) => { report.header = header; },
    batchStatus: (status) => { report.batches.push(status); },
    transactionStatus: (status) => { report.transactions.push(status); },
    finding: (finding) => { report.findings.push(finding); },
  });
  return report;
}

/** A request to get payments back, in memory. */
export interface CollectedRecall {
  header: RecallHeader | undefined;
  readonly messages: { readonly message: RecalledMessage; readonly batches: { readonly batch: RecalledBatch | undefined; readonly payments: RecalledPayment[] }[] }[];
  readonly findings: Finding[];
}

export async function readRecall(format: RecallFormat, content: Uint8Array | AsyncIterable<Uint8Array>): Promise<CollectedRecall> {
  const recall: CollectedRecall = { header: undefined, messages: [], findings: [] };
  await format.read(asChunks(content), {
    header: (header) => { recall.header = header; },
    recalledMessage: (message) => { recall.messages.push({ message, batches: [] }); },
    recalledBatch: (batch) => { recall.messages.at(-1)?.batches.push({ batch, payments: [] }); },
    recalledPayment: (payment) => {
      const batches = recall.messages.at(-1)?.batches;
      if (batches?.length === 0) batches.push({ batch: undefined, payments: [] });
      batches?.at(-1)?.payments.push(payment);
    },
    finding: (finding) => { recall.findings.push(finding); },
  });
  return recall;
}

async function* asChunks(content: Uint8Array | AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (content instanceof Uint8Array) yield content;
  else yield* content;
}
