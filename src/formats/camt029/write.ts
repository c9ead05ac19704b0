import { AppError } from "../../domain/errors.ts";
import type { BatchStatus, StatusReason, StatusReportHeader, TransactionStatus } from "../../domain/status-report.ts";
import { isIsoDateTime } from "../dates.ts";
import { required } from "../iso20022/write-party.ts";
import { XmlWriter } from "../xml/xml-writer.ts";

/** Who answers, and whom. */
export interface ResolutionSides {
  readonly bank: { readonly bic: string };
  readonly customer: { readonly name: string };
}

const groupStatuses: ReadonlySet<string> = new Set(["PACR", "RJCR", "ACCR", "PDCR"]);
const paymentStatuses: ReadonlySet<string> = new Set(["RJCR", "ACCR", "PDCR"]);

/**
 * Writes the answer to a recall, camt.029.001.09. Payments stand under the batch of their id.
 * @throws AppError format/… when a field does not fit
 */
export async function* writeResolution(sides: ResolutionSides, header: StatusReportHeader, batches: readonly BatchStatus[], transactions: readonly TransactionStatus[]): AsyncGenerator<Uint8Array> {
  const xml = new XmlWriter();
  xml.open("Document", 'xmlns="urn:iso:std:iso:20022:tech:xsd:camt.029.001.09"');
  xml.open("RsltnOfInvstgtn");
  writeAssignment(xml, sides, header);
  xml.line();
  xml.open("CxlDtls");
  xml.open("OrgnlGrpInfAndSts");
  xml.leaf("OrgnlMsgId", required(header.originalMessageId, "OrgnlMsgId"), 35);
  xml.leaf("OrgnlMsgNmId", required(header.originalMessageName, "OrgnlMsgNmId"), 35);
  writeStatus(xml, "GrpCxlSts", header.groupStatus, groupStatuses);
  for (const reason of header.reasons) writeReason(xml, reason);
  xml.close("OrgnlGrpInfAndSts");
  for (const batch of withBatches(batches, transactions)) {
    xml.line();
    xml.open("OrgnlPmtInfAndSts");
    xml.leaf("OrgnlPmtInfId", required(batch.originalPaymentInformationId, "OrgnlPmtInfId"), 35);
    writeStatus(xml, "PmtInfCxlSts", batch.status, groupStatuses);
    for (const reason of batch.reasons) writeReason(xml, reason);
    for (const one of transactions) {
      if (one.originalPaymentInformationId === batch.originalPaymentInformationId) writeTransaction(xml, one);
      if (xml.full) yield xml.take();
    }
    xml.close("OrgnlPmtInfAndSts");
  }
  xml.close("CxlDtls");
  xml.line();
  xml.close("RsltnOfInvstgtn");
  xml.close("Document");
  xml.line();
  yield xml.take();
}

/** Batches that only payments are told of have no word of their own. */
function withBatches(batches: readonly BatchStatus[], transactions: readonly TransactionStatus[]): BatchStatus[] {
  const told = new Map(batches.map((batch) => [batch.originalPaymentInformationId, batch]));
  for (const { originalPaymentInformationId: id = "" } of transactions) if (!told.has(id)) told.set(id, { originalPaymentInformationId: id, reasons: [] });
  return [...told.values()];
}

function writeAssignment(xml: XmlWriter, { bank, customer }: ResolutionSides, header: StatusReportHeader): void {
  const createdAt = required(header.createdAt, "Assgnmt/CreDtTm");
  if (!isIsoDateTime(createdAt)) throw new AppError("format", "wrong-field", "Assgnmt/CreDtTm must be a date and time.", { meaning: "No file was made.", context: { field: "Assgnmt/CreDtTm" } });
  xml.line();
  xml.open("Assgnmt");
  xml.leaf("Id", required(header.messageId, "Assgnmt/Id"), 35, "Assgnmt/Id");
  xml.open("Assgnr");
  xml.open("Agt");
  xml.open("FinInstnId");
  xml.leaf("BICFI", bank.bic, 11);
  xml.close("FinInstnId");
  xml.close("Agt");
  xml.close("Assgnr");
  xml.open("Assgne");
  writeCustomer(xml, customer.name);
  xml.close("Assgne");
  xml.leaf("CreDtTm", createdAt);
  xml.close("Assgnmt");
  if (header.caseId !== undefined) {
    xml.open("RslvdCase");
    xml.leaf("Id", header.caseId, 35, "RslvdCase/Id");
    xml.open("Cretr");
    writeCustomer(xml, customer.name);
    xml.close("Cretr");
    xml.close("RslvdCase");
  }
  xml.open("Sts");
  xml.leaf("Conf", required(header.confirmation, "Sts/Conf"), 4);
  xml.close("Sts");
}

function writeCustomer(xml: XmlWriter, name: string): void {
  xml.open("Pty");
  xml.leaf("Nm", name, 140, "Pty/Nm");
  xml.close("Pty");
}

function writeTransaction(xml: XmlWriter, one: TransactionStatus): void {
  xml.line();
  xml.open("TxInfAndSts");
  xml.leaf("OrgnlInstrId", one.originalInstructionId, 35);
  xml.leaf("OrgnlEndToEndId", one.originalEndToEndId, 35);
  writeStatus(xml, "TxCxlSts", one.status, paymentStatuses);
  for (const reason of one.reasons) writeReason(xml, reason);
  xml.close("TxInfAndSts");
}

function writeStatus(xml: XmlWriter, element: string, status: string | undefined, allowed: ReadonlySet<string>): void {
  if (status === undefined) return;
  if (!allowed.has(status)) throw new AppError("format", "field-not-in-format", `camt.029.001.09 has no ${element} ${status}.`, { meaning: "No file was made.", context: { field: element } });
  xml.leaf(element, status, 4);
}

function writeReason(xml: XmlWriter, { code, text }: StatusReason): void {
  xml.open("CxlStsRsnInf");
  if (code !== undefined) {
    xml.open("Rsn");
    xml.leaf(/^[A-Z0-9]{1,4}$/.test(code) ? "Cd" : "Prtry", code, 35, "CxlStsRsnInf/Rsn");
    xml.close("Rsn");
  }
  for (const line of text) xml.leaf("AddtlInf", line, 105, "CxlStsRsnInf/AddtlInf");
  xml.close("CxlStsRsnInf");
}
