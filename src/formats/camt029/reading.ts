import type { Finding } from "../../domain/finding.ts";
import type { BatchStatus, StatusReason, StatusReportHeader, TransactionStatus } from "../../domain/status-report.ts";
import type { StatusSink } from "../format.ts";
import { messageOf } from "../iso20022/namespace.ts";
import type { Fields } from "../xml/fields.ts";
import type { RecordHandler } from "../xml/record-reader.ts";
import { resolutionFields as at } from "./fields.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * One reading of a camt.029: the bank's answer to a recall. Its parts are handed over at the end, since the answer as a whole (Sts)
 * stands before them and the order it is about within them. An answer is short: a recall is of few payments.
 */
export class ResolutionReading implements RecordHandler {
  readonly #id: string;
  readonly #sink: StatusSink;
  #messages = 0;
  #given = false;
  #reasons: StatusReason[] = [];
  #group: { readonly messageId: string | undefined; readonly messageName: string | undefined; readonly status: string | undefined; readonly reasons: readonly StatusReason[] } | undefined;
  #openBatch: Fields | undefined;
  readonly #batches: BatchStatus[] = [];
  readonly #transactions: TransactionStatus[] = [];
  #groupId: string | undefined;

  constructor(id: string, sink: StatusSink) {
    this.#id = id;
    this.#sink = sink;
  }

  async flush(): Promise<void> {
    await this.#sink.flush?.();
  }

  finding(finding: Finding): void {
    this.#sink.finding(finding);
  }

  namespace(uri: string, line: number, column: number): boolean {
    const message = messageOf(uri);
    if (message === undefined || message.startsWith("camt.029.")) return true;
    this.finding({ severity: "error", code: "other-format", line, column, message: `This file is ${message}, not ${this.#id}. Nothing of it was read.` });
    return false;
  }

  opened(kind: string, fields: Fields): void {
    if (kind === "message") this.#messages++;
    else if (kind === "group") this.#reasons = [];
    else if (kind === "batch") {
      this.#openBatch = fields;
      this.#reasons = [];
    } else if (kind === "transaction") {
      if (this.#openBatch !== undefined) this.#keepBatch(this.#openBatch);
      this.#reasons = [];
    }
  }

  closed(kind: string, fields: Fields): void {
    if (kind === "reason") this.#readReason(fields);
    else if (kind === "group") this.#group ??= { messageId: fields.token(at.group.messageId), messageName: fields.token(at.group.messageName), status: fields.token(at.group.status), reasons: this.#reasons };
    else if (kind === "transaction") this.#readTransaction(fields);
    else if (kind === "batch") {
      this.#keepBatch(fields);
      this.#openBatch = undefined;
      this.#batchKept = false;
    } else if (kind === "message") this.#give(fields);
  }
  #batchKept = false;

  /** Called when the whole file was well-formed. */
  finish(): void {
    if (this.#messages === 0) this.finding({ severity: "error", code: "message-not-found", message: `There is no answer to a recall (RsltnOfInvstgtn) in this file, so it is no ${this.#id}.`, line: 1, field: "RsltnOfInvstgtn" });
    else if (this.#messages > 1) this.finding({ severity: "error", code: "second-message", message: "The file holds several answers. Only the first was read.", line: 1 });
  }

  #readReason(fields: Fields): void {
    const reason: Writable<StatusReason> = { text: fields.list(at.reason.text) };
    const code = fields.token(at.reason.code);
    if (code !== undefined) reason.code = code;
    this.#reasons.push(reason);
  }

  #keepBatch(fields: Fields): void {
    if (this.#batchKept) return;
    this.#batchKept = true;
    this.#groupId ??= fields.token(at.batch.groupId);
    const status = fields.token(at.batch.status);
    if (status === undefined && this.#reasons.length === 0) return;
    const batch: Writable<BatchStatus> = { originalPaymentInformationId: fields.token(at.batch.paymentInformationId) ?? "", reasons: this.#reasons };
    if (status !== undefined) batch.status = status;
    this.#batches.push(batch);
  }

  #readTransaction(fields: Fields): void {
    this.#groupId ??= fields.token(at.transaction.groupId);
    const status = fields.token(at.transaction.status);
    if (status === undefined) this.finding({ severity: "warning", code: "field-missing", message: "The bank does not say what became of the recall of this payment.", line: fields.line, column: fields.column, field: "TxCxlSts", transaction: this.#transactions.length });
    const transaction: Writable<TransactionStatus> = { status: status ?? "", reasons: this.#reasons };
    const batchId = this.#openBatch?.token(at.batch.paymentInformationId);
    if (batchId !== undefined && batchId !== "NOTPROVIDED") transaction.originalPaymentInformationId = batchId;
    const instructionId = fields.token(at.transaction.instructionId), endToEndId = fields.token(at.transaction.endToEndId);
    if (instructionId !== undefined) transaction.originalInstructionId = instructionId;
    if (endToEndId !== undefined) transaction.originalEndToEndId = endToEndId;
    this.#reasons = [];
    this.#transactions.push(transaction);
  }

  #give(fields: Fields): void {
    if (this.#given) return;
    this.#given = true;
    const messageId = fields.token(at.message.messageId) ?? "", createdAt = fields.token(at.message.createdAt), confirmation = fields.token(at.message.confirmation), caseId = fields.token(at.message.caseId);
    const originalMessageId = this.#group?.messageId ?? this.#groupId;
    if (originalMessageId === undefined) this.finding({ severity: "error", code: "field-missing", message: "The answer does not say which order the recall was about.", line: fields.line, column: fields.column, field: "CxlDtls/OrgnlGrpInfAndSts/OrgnlMsgId" });
    const header: Writable<StatusReportHeader> = { messageId, originalMessageId: originalMessageId ?? "", reasons: this.#group?.reasons ?? [] };
    if (createdAt !== undefined) header.createdAt = createdAt;
    if (this.#group?.messageName !== undefined) header.originalMessageName = this.#group.messageName;
    // The group's own word is about all payments of the order; Conf is about the recall, which may have asked for some of them.
    if (this.#group?.status !== undefined) header.groupStatus = this.#group.status;
    if (confirmation !== undefined) header.confirmation = confirmation;
    if (caseId !== undefined) header.caseId = caseId;
    this.#sink.header(header);
    for (const batch of this.#batches) this.#sink.batchStatus(batch);
    for (const transaction of this.#transactions) this.#sink.transactionStatus(transaction);
  }
}
