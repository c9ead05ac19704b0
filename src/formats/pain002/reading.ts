import type { Finding } from "../../domain/finding.ts";
import type { BatchStatus, StatusReason, StatusReportHeader, TransactionStatus } from "../../domain/status-report.ts";
import type { StatusSink } from "../format.ts";
import { messageOf } from "../iso20022/namespace.ts";
import type { Fields } from "../xml/fields.ts";
import type { RecordHandler } from "../xml/record-reader.ts";
import { statusFields as at } from "./fields.ts";

/** What stands where a bank has nothing to say. */
const notProvided = "NOTPROVIDED";

/** One reading of a pain.002. A status is never lost for want of a field: what is missing becomes a finding. */
export class Pain002Reading implements RecordHandler {
  readonly #id: string;
  readonly #sink: StatusSink;
  #messages = 0;
  #messageId: string | undefined;
  #createdAt: string | undefined;
  #headerDelivered = false;
  /** Reasons of the record that is open: group, batch or transaction. */
  #reasons: StatusReason[] = [];
  #originatorIds: Record<string, string> | undefined;
  #openBatch: Fields | undefined;
  #batchDelivered = false;
  #position = -1;

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
    if (message === undefined || message === this.#id) return true;
    this.finding({ severity: "error", code: "other-format", line, column, message: `This file is ${message}, not ${this.#id}. Nothing of it was read.` });
    return false;
  }

  opened(kind: string, fields: Fields): void {
    if (kind === "message") this.#messages++;
    else if (kind === "originalGroup") this.#reasons = [];
    else if (kind === "batch") {
      this.#openBatch = fields;
      this.#batchDelivered = false;
      this.#reasons = [];
    } else if (kind === "transaction") {
      this.#deliverBatch(false);
      this.#position++;
      this.#reasons = [];
    } else if (kind === "reason") this.#originatorIds = undefined;
  }

  closed(kind: string, fields: Fields): void {
    if (kind === "originatorId") this.#readOriginatorId(fields);
    else if (kind === "reason") this.#readReason(fields);
    else if (kind === "groupHeader") {
      this.#messageId = fields.token(at.groupHeader.messageId);
      this.#createdAt = fields.token(at.groupHeader.createdAt);
      if (this.#messageId === undefined) this.#missing(fields, at.groupHeader.messageId, "the report's own id");
    } else if (kind === "originalGroup") this.#readHeader(fields);
    else if (kind === "transaction") this.#readTransaction(fields);
    else if (kind === "batch") {
      this.#deliverBatch(true);
      this.#openBatch = undefined;
    }
  }

  /** Called when the whole file was well-formed. */
  finish(): void {
    if (this.#messages === 0) this.finding({ severity: "error", code: "message-not-found", message: `There is no payment status report (CstmrPmtStsRpt) in this file, so it is no ${this.#id}.`, line: 1, field: "CstmrPmtStsRpt" });
    else if (this.#messages > 1) this.finding({ severity: "error", code: "second-message", message: "The file holds several reports. Only their statuses were read, under the first one's header." , line: 1 });
    else if (!this.#headerDelivered) this.finding({ severity: "error", code: "missing-header", message: "The report does not say which order it is about (OrgnlGrpInfAndSts).", line: 1, field: "OrgnlGrpInfAndSts" });
  }

  #readOriginatorId(fields: Fields): void {
    const id = fields.get(at.originatorId.id);
    if (id === undefined) return;
    const scheme = fields.token(at.originatorId.scheme) ?? "";
    // Built without a prototype, so that a hostile scheme name is a name like any other.
    this.#originatorIds ??= Object.create(null) as Record<string, string>;
    if (Object.hasOwn(this.#originatorIds, scheme)) {
      this.finding({ severity: "warning", code: "originator-id-repeated", line: fields.line, column: fields.column, field: "StsRsnInf/Orgtr", message: "Two ids of the same kind stand here; the first one counts." });
    } else this.#originatorIds[scheme] = id;
  }

  #readReason(fields: Fields): void {
    const reason: { -readonly [K in keyof StatusReason]: StatusReason[K] } = { text: fields.list(at.reason.text) };
    const code = fields.token(at.reason.code);
    if (code !== undefined) reason.code = code;
    if (this.#originatorIds !== undefined) reason.originatorIds = { ...this.#originatorIds };
    this.#reasons.push(reason);
  }

  #readHeader(fields: Fields): void {
    if (this.#headerDelivered) {
      this.finding({ severity: "error", code: "second-header", message: "The report speaks of a second order; only the first was read.", line: fields.line, column: fields.column, field: "OrgnlGrpInfAndSts" });
      return;
    }
    this.#headerDelivered = true;
    const originalMessageId = fields.token(at.originalGroup.messageId);
    if (originalMessageId === undefined) this.#missing(fields, at.originalGroup.messageId, "the id of the order it is about");
    const header: { -readonly [K in keyof StatusReportHeader]: StatusReportHeader[K] } = {
      messageId: this.#messageId ?? "", originalMessageId: originalMessageId ?? "", reasons: this.#reasons,
    };
    if (this.#createdAt !== undefined) header.createdAt = this.#createdAt;
    const name = fields.token(at.originalGroup.messageName);
    if (name !== undefined) header.originalMessageName = name;
    const status = fields.token(at.originalGroup.status);
    if (status !== undefined) header.groupStatus = status;
    this.#reasons = [];
    this.#sink.header(header);
  }

  /** A batch of which nothing is said but that its transactions have a status is not handed over. */
  #deliverBatch(atEnd: boolean): void {
    const fields = this.#openBatch;
    if (this.#batchDelivered || fields === undefined) return;
    this.#batchDelivered = true;
    const id = fields.token(at.batch.paymentInformationId);
    const status = fields.token(at.batch.status);
    if (status === undefined && this.#reasons.length === 0 && !atEnd) return;
    if (id === undefined) this.#missing(fields, at.batch.paymentInformationId, "the id of the batch it is about");
    const batch: { -readonly [K in keyof BatchStatus]: BatchStatus[K] } = { originalPaymentInformationId: id ?? "", reasons: this.#reasons };
    if (status !== undefined) batch.status = status;
    this.#reasons = [];
    this.#sink.batchStatus(batch);
  }

  #readTransaction(fields: Fields): void {
    const slots = at.transaction;
    const status = fields.token(slots.status);
    if (status === undefined) this.finding({ severity: "warning", code: "field-missing", message: "The bank gives no status for this payment.", line: fields.line, column: fields.column, field: "TxSts", transaction: this.#position });
    const transaction: { -readonly [K in keyof TransactionStatus]: TransactionStatus[K] } = { status: status ?? "", reasons: this.#reasons };
    const batchId = this.#openBatch?.token(at.batch.paymentInformationId);
    if (batchId !== undefined && batchId !== notProvided) transaction.originalPaymentInformationId = batchId;
    const instructionId = fields.token(slots.instructionId);
    if (instructionId !== undefined) transaction.originalInstructionId = instructionId;
    const endToEndId = fields.token(slots.endToEndId);
    if (endToEndId !== undefined) transaction.originalEndToEndId = endToEndId;
    this.#reasons = [];
    this.#sink.transactionStatus(transaction);
  }

  #missing(fields: Fields, slot: number, what: string): void {
    this.finding({ severity: "error", code: "field-missing", message: `A field is missing: ${what}.`, line: fields.line, column: fields.column, field: fields.pathOf(slot) });
  }
}
