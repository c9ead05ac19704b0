import { AppError } from "../../domain/errors.ts";
import type { BatchStatus, StatusReason, StatusReportHeader, TransactionStatus } from "../../domain/status-report.ts";
import { isIsoDateTime } from "../dates.ts";
import { required, writeCode } from "../iso20022/write-party.ts";
import { XmlWriter } from "../xml/xml-writer.ts";
import type { Pain002Version } from "./versions.ts";

/**
 * Writes a status report. Statuses of transactions stand under the first batch of their id; where there is none, under one without a status.
 * @throws AppError format/… when a field does not fit
 */
export async function* writePain002(version: Pain002Version, header: StatusReportHeader, batches: readonly BatchStatus[], transactions: Iterable<TransactionStatus>): AsyncGenerator<Uint8Array> {
  const xml = new XmlWriter();
  const waiting = groupByBatch(transactions);
  xml.open("Document", `xmlns="urn:iso:std:iso:20022:tech:xsd:${version.id}"`);
  xml.open("CstmrPmtStsRpt");
  writeHeader(xml, version, header);
  for (const batch of batches) {
    const id = batch.originalPaymentInformationId;
    writeBatchStart(xml, version, batch);
    for (const transaction of waiting.get(id) ?? []) {
      writeTransaction(xml, version, transaction);
      if (xml.full) yield xml.take();
    }
    waiting.delete(id);
    xml.close("OrgnlPmtInfAndSts");
    if (xml.full) yield xml.take();
  }
  for (const [id, rest] of waiting) {
    writeBatchStart(xml, version, { originalPaymentInformationId: id, reasons: [] });
    for (const transaction of rest) {
      writeTransaction(xml, version, transaction);
      if (xml.full) yield xml.take();
    }
    xml.close("OrgnlPmtInfAndSts");
  }
  xml.line();
  xml.close("CstmrPmtStsRpt");
  xml.close("Document");
  xml.line();
  yield xml.take();
}

function groupByBatch(transactions: Iterable<TransactionStatus>): Map<string, TransactionStatus[]> {
  const groups = new Map<string, TransactionStatus[]>();
  for (const transaction of transactions) {
    const id = transaction.originalPaymentInformationId ?? "NOTPROVIDED";
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [transaction]);
    else group.push(transaction);
  }
  return groups;
}

function writeHeader(xml: XmlWriter, version: Pain002Version, header: StatusReportHeader): void {
  xml.line();
  xml.open("GrpHdr");
  xml.leaf("MsgId", required(header.messageId, "GrpHdr/MsgId"), 35, "GrpHdr/MsgId");
  const createdAt = required(header.createdAt, "GrpHdr/CreDtTm");
  if (!isIsoDateTime(createdAt)) throw new AppError("format", "wrong-field", "GrpHdr/CreDtTm must be a date and time.", { meaning: "No file was made.", context: { field: "GrpHdr/CreDtTm" } });
  xml.leaf("CreDtTm", createdAt);
  xml.close("GrpHdr");
  xml.line();
  xml.open("OrgnlGrpInfAndSts");
  xml.leaf("OrgnlMsgId", required(header.originalMessageId, "OrgnlMsgId"), 35);
  xml.leaf("OrgnlMsgNmId", required(header.originalMessageName, "OrgnlMsgNmId"), 35);
  writeStatus(xml, "GrpSts", header.groupStatus, version.groupStatuses, version);
  for (const reason of header.reasons) writeReason(xml, reason);
  xml.close("OrgnlGrpInfAndSts");
}

function writeBatchStart(xml: XmlWriter, version: Pain002Version, batch: BatchStatus): void {
  xml.line();
  xml.open("OrgnlPmtInfAndSts");
  xml.leaf("OrgnlPmtInfId", required(batch.originalPaymentInformationId, "OrgnlPmtInfId"), 35);
  writeStatus(xml, "PmtInfSts", batch.status, version.groupStatuses, version);
  for (const reason of batch.reasons) writeReason(xml, reason);
}

function writeTransaction(xml: XmlWriter, version: Pain002Version, transaction: TransactionStatus): void {
  xml.line();
  xml.open("TxInfAndSts");
  xml.leaf("OrgnlInstrId", transaction.originalInstructionId, 35);
  xml.leaf("OrgnlEndToEndId", transaction.originalEndToEndId, 35);
  writeStatus(xml, "TxSts", transaction.status, version.transactionStatuses, version);
  for (const reason of transaction.reasons) writeReason(xml, reason);
  xml.close("TxInfAndSts");
}

function writeStatus(xml: XmlWriter, element: string, status: string | undefined, allowed: ReadonlySet<string> | undefined, version: Pain002Version): void {
  if (status === undefined || status === "") return;
  if (allowed !== undefined && !allowed.has(status)) {
    throw new AppError("format", "field-not-in-format", `${version.id} has no status ${status}. Use pain.002.001.10.`, { meaning: "No file was made.", context: { field: element } });
  }
  xml.leaf(element, status, 4);
}

function writeReason(xml: XmlWriter, reason: StatusReason): void {
  xml.open("StsRsnInf");
  const ids = Object.entries(reason.originatorIds ?? {});
  if (ids.length > 0) {
    for (const name of ["Orgtr", "Id", "OrgId"]) xml.open(name);
    for (const [scheme, id] of ids) {
      xml.open("Othr");
      xml.leaf("Id", required(id, "StsRsnInf/Orgtr/Id/OrgId/Othr/Id"), 35, `StsRsnInf/Orgtr (${scheme})`);
      if (scheme !== "") {
        xml.open("SchmeNm");
        xml.leaf("Prtry", scheme, 35, "StsRsnInf/Orgtr/Id/OrgId/Othr/SchmeNm/Prtry");
        xml.close("SchmeNm");
      }
      xml.close("Othr");
    }
    for (const name of ["OrgId", "Id", "Orgtr"]) xml.close(name);
  }
  writeCode(xml, "Rsn", reason.code, 4, "StsRsnInf/Rsn");
  for (const text of reason.text) xml.leaf("AddtlInf", text, 105, "StsRsnInf/AddtlInf");
  xml.close("StsRsnInf");
}
