import { AppError } from "../../domain/errors.ts";
import { amountText } from "../../domain/money.ts";
import type { Batch, OrderHeader, Remittance, SequenceType, Transaction } from "../../domain/order.ts";
import { isIsoDateTime } from "../dates.ts";
import { decimalText, parseDecimal, sameDecimal } from "../decimal.ts";
import type { OrderBatchSource } from "../format.ts";
import { isOpen, leafLike, required, writeAccount, writeAgent, writeCode, writeParty } from "../iso20022/write-party.ts";
import { XmlWriter } from "../xml/xml-writer.ts";
import { Totals } from "./totals.ts";
import { requireDirection, writeMandate, writeSchemeId } from "./mandate.ts";
import type { InitiationVersion } from "./version.ts";

/** DocumentType3Code: what stands in Cd; every other type of reference is proprietary (QRR). */
const documentTypes: ReadonlySet<string> = new Set(["RADM", "RPIN", "FXDR", "DISP", "PUOR", "SCOR"]);

/**
 * Writes the order, streaming. Count and sum of the header are written as declared and proven at the end against what came.
 * @throws AppError format/… when a field does not fit or the totals are not those of the transactions: the file is then unusable
 */
export async function* writeInitiation(version: InitiationVersion, header: OrderHeader, batches: AsyncIterable<OrderBatchSource> | Iterable<OrderBatchSource>): AsyncGenerator<Uint8Array> {
  const xml = new XmlWriter();
  const totals = new Totals();
  const declared = declaredTotals(header, batches);
  xml.open("Document", `xmlns="urn:iso:std:iso:20022:tech:xsd:${version.id}"`);
  xml.open(version.message.root);
  writeHeader(xml, header, declared);
  let batchCount = 0;
  for await (const source of batches) {
    batchCount++;
    const batchTotals = new Totals();
    xml.line();
    xml.open("PmtInf");
    writeBatch(xml, version, source);
    for await (const transaction of source.transactions) {
      writeTransaction(xml, version, source.batch, transaction);
      for (const each of [totals, batchTotals]) {
        each.count();
        each.add(transaction.amount);
      }
      if (xml.full) yield xml.take();
    }
    xml.close("PmtInf");
    prove(batchTotals, source.count, source.sum, `batch ${source.batch.paymentInformationId}`);
    if (batchTotals.counted === 0) throw new AppError("format", "no-transactions", "A batch without payments cannot be written. Leave it out.", { meaning: "No file was made." });
  }
  if (batchCount === 0) throw new AppError("format", "no-transactions", "An order without payments cannot be written.", { meaning: "No file was made." });
  prove(totals, declared.count, declared.sum, "order");
  xml.line();
  xml.close(version.message.root);
  xml.close("Document");
  xml.line();
  yield xml.take();
}

/** From the header; else from the batches, where they are a list that may be read twice. */
function declaredTotals(header: OrderHeader, batches: AsyncIterable<OrderBatchSource> | Iterable<OrderBatchSource>): { count: number; sum: string | undefined } {
  if (header.declaredCount !== undefined) return { count: header.declaredCount, sum: header.declaredSum };
  if (!Array.isArray(batches)) {
    throw new AppError("format", "count-missing", "The number of payments must be known before the file is begun.", { meaning: "No file was made." });
  }
  const list = batches as readonly OrderBatchSource[]; // Array.isArray does not narrow this union
  return { count: list.reduce((count, source) => count + source.count, 0), sum: header.declaredSum };
}

function prove(totals: Totals, count: number, sum: string | undefined, whole: string): void {
  const expected = sum === undefined ? undefined : parseDecimal(sum);
  if (totals.counted === count && (sum === undefined || (expected !== undefined && sameDecimal(expected, totals.sum)))) return;
  throw new AppError("format", "totals-differ", `The ${whole} should have ${count} payments${sum === undefined ? "" : ` of ${sum} together`}, but ${totals.counted} of ${decimalText(totals.sum)} were written.`, {
    meaning: "The file is unusable and must not be sent.",
    next: "Make it again. If this repeats, report it.",
  });
}

function writeHeader(xml: XmlWriter, header: OrderHeader, declared: { count: number; sum: string | undefined }): void {
  xml.line();
  xml.open("GrpHdr");
  xml.leaf("MsgId", required(header.messageId, "GrpHdr/MsgId"), 35, "GrpHdr/MsgId");
  if (!isIsoDateTime(header.createdAt)) throw new AppError("format", "wrong-field", "GrpHdr/CreDtTm must be a date and time.", { meaning: "No file was made.", context: { field: "GrpHdr/CreDtTm" } });
  xml.leaf("CreDtTm", header.createdAt);
  xml.leaf("NbOfTxs", String(declared.count), 15);
  leafLike(xml, "CtrlSum", declared.sum, /^\d{1,18}(\.\d{1,17})?$/, "GrpHdr/CtrlSum", "a sum such as 1234.50");
  writeParty(xml, "InitgPty", header.initiatingParty);
  xml.close("GrpHdr");
}

function writeBatch(xml: XmlWriter, version: InitiationVersion, source: OrderBatchSource): void {
  const batch: Batch = source.batch;
  const { holder, date, method } = version.message;
  const { collection } = batch;
  requireDirection(version, batch);
  xml.leaf("PmtInfId", required(batch.paymentInformationId, "PmtInfId"), 35);
  xml.leaf("PmtMtd", method);
  if (batch.batchBooking !== undefined) xml.leaf("BtchBookg", String(batch.batchBooking));
  xml.leaf("NbOfTxs", String(source.count), 15);
  leafLike(xml, "CtrlSum", source.sum, /^\d{1,18}(\.\d{1,17})?$/, "PmtInf/CtrlSum", "a sum such as 1234.50");
  if (batch.instructionPriority !== undefined || batch.serviceLevel !== undefined || batch.localInstrument !== undefined || batch.categoryPurpose !== undefined || collection?.sequenceType !== undefined) {
    xml.open("PmtTpInf");
    xml.leaf("InstrPrty", batch.instructionPriority);
    writeCode(xml, "SvcLvl", batch.serviceLevel, 4);
    writeCode(xml, "LclInstrm", batch.localInstrument, 35);
    writeSequenceType(xml, version, collection?.sequenceType);
    writeCode(xml, "CtgyPurp", batch.categoryPurpose, 4);
    xml.close("PmtTpInf");
  }
  if (version.dateIsChoice) xml.open(date);
  xml.leaf(version.dateIsChoice ? "Dt" : date, batch.requestedExecutionDate);
  if (version.dateIsChoice) xml.close(date);
  required(batch.debtor.name, `${holder}/Nm`);
  writeParty(xml, holder, batch.debtor);
  writeAccount(xml, `${holder}Acct`, batch.debtorAccount, batch.debtorAccountCurrency);
  writeAgent(xml, `${holder}Agt`, batch.debtorAgent, version);
  if (batch.ultimateDebtor !== undefined) writeParty(xml, `Ultmt${holder}`, batch.ultimateDebtor);
  xml.leaf("ChrgBr", batch.chargeBearer);
  if (collection?.creditorSchemeId !== undefined) writeSchemeId(xml, collection.creditorSchemeId, batch);
}

function writeSequenceType(xml: XmlWriter, version: InitiationVersion, type: SequenceType | undefined): void {
  if (type === "RPRE" && !version.hasUetr) throw new AppError("format", "field-not-in-format", `${version.id} cannot say that a direct debit is presented again (RPRE). Use ${version.instead}.`, { meaning: "No file was made.", context: { field: "PmtTpInf/SeqTp" } });
  xml.leaf("SeqTp", type);
}

function writeTransaction(xml: XmlWriter, version: InitiationVersion, batch: Batch, transaction: Transaction): void {
  const { message } = version;
  const { holder, other } = message;
  xml.line();
  xml.open(message.transaction);
  writePaymentId(xml, version, transaction);
  if (transaction.amount.minor <= 0n) throw new AppError("format", "amount-not-positive", "A payment must be of more than zero.", { meaning: "No file was made.", context: { field: message.amount } });
  if (message.collects && transaction.mandate?.sequenceType !== undefined) {
    xml.open("PmtTpInf");
    writeSequenceType(xml, version, transaction.mandate.sequenceType);
    xml.close("PmtTpInf");
  }
  if (!message.collects) xml.open("Amt");
  xml.leaf("InstdAmt", amountText(transaction.amount), 19, message.amount, `Ccy="${transaction.amount.currency}"`);
  if (!message.collects) xml.close("Amt");
  xml.leaf("ChrgBr", transaction.chargeBearer);
  if (message.collects) writeMandate(xml, version, batch, transaction.mandate);
  if (transaction.ultimateDebtor !== undefined) writeParty(xml, `Ultmt${holder}`, transaction.ultimateDebtor);
  const agent = transaction.creditorAgent;
  if (message.collects || (agent !== undefined && !isOpen(agent))) writeAgent(xml, `${other}Agt`, agent ?? {}, version);
  required(transaction.creditor.name, `${other}/Nm`);
  writeParty(xml, other, transaction.creditor);
  if (transaction.creditorAccount !== undefined) writeAccount(xml, `${other}Acct`, transaction.creditorAccount);
  else if (message.collects) required(undefined, `${other}Acct`);
  if (transaction.ultimateCreditor !== undefined) writeParty(xml, `Ultmt${other}`, transaction.ultimateCreditor);
  writeCode(xml, "Purp", transaction.purpose, 4);
  writeRemittance(xml, transaction.remittance);
  xml.close(message.transaction);
}

function writePaymentId(xml: XmlWriter, version: InitiationVersion, transaction: Transaction): void {
  xml.open("PmtId");
  xml.leaf("InstrId", transaction.instructionId, 35);
  xml.leaf("EndToEndId", required(transaction.endToEndId, "PmtId/EndToEndId"), 35);
  if (transaction.uetr !== undefined && !version.hasUetr) {
    throw new AppError("format", "field-not-in-format", `A payment has a UETR, which ${version.id} cannot carry. Use ${version.instead}.`, { meaning: "No file was made.", context: { field: "PmtId/UETR" } });
  }
  leafLike(xml, "UETR", transaction.uetr, /^[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[89ab][a-f0-9]{3}-[a-f0-9]{12}$/, "PmtId/UETR", "a version 4 UUID");
  xml.close("PmtId");
}

function writeRemittance(xml: XmlWriter, remittance: Remittance): void {
  const { unstructured, creditorReference, creditorReferenceType } = remittance;
  if (unstructured.length === 0 && creditorReference === undefined && creditorReferenceType === undefined) return;
  xml.open("RmtInf");
  for (const text of unstructured) xml.leaf("Ustrd", text, 140, "RmtInf/Ustrd");
  if (creditorReference !== undefined || creditorReferenceType !== undefined) {
    xml.open("Strd");
    xml.open("CdtrRefInf");
    if (creditorReferenceType !== undefined) {
      xml.open("Tp");
      xml.open("CdOrPrtry");
      xml.leaf(documentTypes.has(creditorReferenceType) ? "Cd" : "Prtry", creditorReferenceType, 35, "RmtInf/Strd/CdtrRefInf/Tp");
      xml.close("CdOrPrtry");
      xml.close("Tp");
    }
    xml.leaf("Ref", creditorReference, 35, "RmtInf/Strd/CdtrRefInf/Ref");
    xml.close("CdtrRefInf");
    xml.close("Strd");
  }
  xml.close("RmtInf");
}
