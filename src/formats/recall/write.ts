import { AppError } from "../../domain/errors.ts";
import { amountText, type Money } from "../../domain/money.ts";
import type { Party } from "../../domain/order.ts";
import type { Recall, RecalledBatch, RecalledMessage, RecalledPayment, RecallReason, RecallSide } from "../../domain/recall.ts";
import { isIsoDateTime } from "../dates.ts";
import { decimalText, parseDecimal, sameDecimal } from "../decimal.ts";
import { Totals } from "../initiation/totals.ts";
import { isOpen, leafLike, required, writeAccount, writeAgent, writeParty } from "../iso20022/write-party.ts";
import { XmlWriter } from "../xml/xml-writer.ts";
import type { RecallVersion } from "./version.ts";

const sumPattern = /^\d{1,18}(\.\d{1,17})?$/;
const uetrPattern = /^[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[89ab][a-f0-9]{3}-[a-f0-9]{12}$/;

/** Writes a request in the schema's order of elements. @throws AppError format/… when something has no place in the version, does not fit, or the totals are wrong */
export async function* writeRecall(version: RecallVersion, recall: Recall): AsyncGenerator<Uint8Array> {
  const { message } = version;
  proveTotals(recall);
  const xml = new XmlWriter();
  xml.open("Document", `xmlns="urn:iso:std:iso:20022:tech:xsd:${version.id}"`);
  xml.open(message.root);
  if (message.header === "GrpHdr") writeGroupHeader(xml, version, recall);
  else writeAssignment(xml, version, recall);
  if (recall.messages.length === 0) throw new AppError("format", "nothing-recalled", "A request that asks for nothing cannot be written.", { meaning: "No file was made." });
  if (message.underlying === undefined && recall.messages.length > 1) throw noPlace(version, "a second order");
  for (const { message: original, batches } of recall.messages) {
    xml.line();
    if (message.underlying !== undefined) xml.open(message.underlying);
    writeMessage(xml, version, original);
    for (const { batch, payments } of batches) {
      if (batch !== undefined) openBatch(xml, version, batch);
      else if (message.batch !== undefined) throw new AppError("format", "field-missing", "A payment that is asked back stands in no batch, but the format must have it.", { meaning: "No file was made." });
      for (const payment of payments) {
        writePayment(xml, version, payment);
        if (xml.full) yield xml.take();
      }
      if (message.batch !== undefined) xml.close(message.batch);
    }
    if (message.underlying !== undefined) xml.close(message.underlying);
  }
  xml.line();
  xml.close(message.root);
  xml.close("Document");
  xml.line();
  yield xml.take();
}

function writeAssignment(xml: XmlWriter, version: RecallVersion, { header }: Recall): void {
  xml.line();
  xml.open("Assgnmt");
  xml.leaf("Id", required(header.messageId, "Assgnmt/Id"), 35, "Assgnmt/Id");
  writeSide(xml, version, "Assgnr", header.from);
  writeSide(xml, version, "Assgne", header.to);
  xml.leaf("CreDtTm", created(header.createdAt, "Assgnmt/CreDtTm"));
  xml.close("Assgnmt");
  if (header.declaredCount === undefined) {
    if (header.declaredSum !== undefined) throw noPlace(version, "a sum without a count");
    return;
  }
  xml.open("CtrlData");
  writeTotals(xml, header, "NbOfTxs", "CtrlSum");
  xml.close("CtrlData");
}

function writeGroupHeader(xml: XmlWriter, version: RecallVersion, { header, messages }: Recall): void {
  xml.line();
  xml.open("GrpHdr");
  xml.leaf("MsgId", required(header.messageId, "GrpHdr/MsgId"), 35, "GrpHdr/MsgId");
  xml.leaf("CreDtTm", created(header.createdAt, "GrpHdr/CreDtTm"));
  required(header.declaredCount?.toString(), "GrpHdr/NbOfTxs");
  writeTotals(xml, header, "NbOfTxs", "CtrlSum");
  if (messages[0]?.message.whole === true) xml.leaf("GrpRvsl", "true");
  if (header.from.agent !== undefined || header.to.party !== undefined) throw noPlace(version, "a bank that asks, or a company that is asked");
  if (header.from.party !== undefined) writeParty(xml, "InitgPty", header.from.party);
  if (header.to.agent !== undefined) writeAgent(xml, "CdtrAgt", header.to.agent, version);
  xml.close("GrpHdr");
}

function writeSide(xml: XmlWriter, version: RecallVersion, element: string, side: RecallSide): void {
  if (side.party !== undefined && side.agent !== undefined) throw noPlace(version, "a company and its bank as one side");
  xml.open(element);
  if (side.party !== undefined) writeParty(xml, "Pty", side.party);
  else writeAgent(xml, "Agt", side.agent ?? {}, version);
  xml.close(element);
}

function writeMessage(xml: XmlWriter, version: RecallVersion, original: RecalledMessage): void {
  const { group, header } = version.message;
  xml.open(group);
  xml.leaf("OrgnlMsgId", required(original.originalMessageId, `${group}/OrgnlMsgId`), 35);
  xml.leaf("OrgnlMsgNmId", required(original.originalMessageName, `${group}/OrgnlMsgNmId`), 35);
  if (header === "GrpHdr" && (original.declaredCount !== undefined || original.declaredSum !== undefined)) throw noPlace(version, "count and sum of the order");
  writeTotals(xml, original, "NbOfTxs", "CtrlSum");
  if (header !== "GrpHdr" && original.whole) xml.leaf("GrpCxl", "true");
  writeReasons(xml, version, original.reasons);
  xml.close(group);
}

function openBatch(xml: XmlWriter, version: RecallVersion, batch: RecalledBatch): void {
  const { batch: element, batchCount, batchSum, batchWhole } = version.message;
  if (element === undefined) throw noPlace(version, "a batch");
  xml.line();
  xml.open(element);
  xml.leaf("OrgnlPmtInfId", required(batch.originalPaymentInformationId, "OrgnlPmtInfId"), 35);
  writeTotals(xml, batch, batchCount, batchSum);
  if (batch.whole) xml.leaf(batchWhole, "true");
  writeReasons(xml, version, batch.reasons);
}

function writePayment(xml: XmlWriter, version: RecallVersion, payment: RecalledPayment): void {
  const { message } = version;
  xml.line();
  xml.open("TxInf");
  xml.leaf(message.paymentId, payment.recallId, 35);
  xml.leaf("OrgnlInstrId", payment.originalInstructionId, 35);
  xml.leaf("OrgnlEndToEndId", payment.originalEndToEndId, 35);
  if (payment.originalTransactionId !== undefined && message.batch !== undefined) throw noPlace(version, "a bank's id of the payment");
  xml.leaf("OrgnlTxId", payment.originalTransactionId, 35);
  if (payment.originalUetr !== undefined && !version.hasUetr) throw noPlace(version, "a UETR");
  leafLike(xml, "OrgnlUETR", payment.originalUetr, uetrPattern, "OrgnlUETR", "a version 4 UUID");
  writeAmount(xml, message.amount, payment.amount);
  if (payment.reversedAmount !== undefined && message.header !== "GrpHdr") throw noPlace(version, "an amount that differs from the payment's");
  writeAmount(xml, "RvsdInstdAmt", payment.reversedAmount);
  if (message.amount === "OrgnlIntrBkSttlmAmt") xml.leaf("OrgnlIntrBkSttlmDt", payment.settlementDate);
  else if (message.header === "Assgnmt") {
    writeDate(xml, "OrgnlReqdExctnDt", payment.executionDate, version.isNested);
    xml.leaf("OrgnlReqdColltnDt", payment.collectionDate);
  }
  writeReasons(xml, version, payment.reasons);
  writeReference(xml, version, payment);
  xml.close("TxInf");
}

/** OrgnlTxRef: what the payment said, and its date where the payment itself has no place for it. */
function writeReference(xml: XmlWriter, version: RecallVersion, payment: RecalledPayment): void {
  const { header, amount } = version.message;
  const betweenBanks = amount === "OrgnlIntrBkSttlmAmt";
  const datesHere = betweenBanks || header === "GrpHdr";
  const settlement = betweenBanks ? undefined : payment.settlementDate;
  const collection = datesHere ? payment.collectionDate : undefined, execution = datesHere ? payment.executionDate : undefined;
  const { debtor, debtorAccount, debtorAgent, creditor, creditorAccount, creditorAgent, remittance } = payment;
  if ([settlement, collection, execution, debtor, debtorAccount, debtorAgent, creditor, creditorAccount, creditorAgent, remittance[0]].every((each) => each === undefined)) return;
  const inside = version.isNested ? "Pty" : undefined;
  const party = (element: string, value: Party | undefined) => value !== undefined && writeParty(xml, element, value, inside);
  xml.open("OrgnlTxRef");
  xml.leaf("IntrBkSttlmDt", settlement);
  xml.leaf("ReqdColltnDt", collection);
  writeDate(xml, "ReqdExctnDt", execution, version.isNested);
  if (remittance.length > 0) {
    xml.open("RmtInf");
    for (const text of remittance) xml.leaf("Ustrd", text, 140, "OrgnlTxRef/RmtInf/Ustrd");
    xml.close("RmtInf");
  }
  party("Dbtr", debtor);
  if (debtorAccount !== undefined) writeAccount(xml, "DbtrAcct", debtorAccount);
  if (debtorAgent !== undefined && !isOpen(debtorAgent)) writeAgent(xml, "DbtrAgt", debtorAgent, version);
  if (creditorAgent !== undefined && !isOpen(creditorAgent)) writeAgent(xml, "CdtrAgt", creditorAgent, version);
  party("Cdtr", creditor);
  if (creditorAccount !== undefined) writeAccount(xml, "CdtrAcct", creditorAccount);
  xml.close("OrgnlTxRef");
}

function writeDate(xml: XmlWriter, element: string, date: string | undefined, inChoice: boolean): void {
  if (date === undefined) return;
  if (!inChoice) {
    xml.leaf(element, date);
    return;
  }
  xml.open(element);
  xml.leaf("Dt", date);
  xml.close(element);
}

function writeAmount(xml: XmlWriter, element: string, amount: Money | undefined): void {
  if (amount === undefined) return;
  if (amount.minor <= 0n) throw new AppError("format", "amount-not-positive", "A payment that is asked back must be of more than zero.", { meaning: "No file was made.", context: { field: element } });
  xml.leaf(element, amountText(amount), 19, element, `Ccy="${amount.currency}"`);
}

function writeReasons(xml: XmlWriter, version: RecallVersion, reasons: readonly RecallReason[]): void {
  const { reason: element } = version.message;
  for (const { code, text } of reasons) {
    xml.open(element);
    if (code !== undefined && code !== "") {
      xml.open("Rsn");
      xml.leaf((version.codes?.has(code) ?? code.length <= 4) ? "Cd" : "Prtry", code, 35, `${element}/Rsn`);
      xml.close("Rsn");
    }
    for (const line of text) xml.leaf("AddtlInf", line, 105, `${element}/AddtlInf`);
    xml.close(element);
  }
}

function writeTotals(xml: XmlWriter, totals: { readonly declaredCount?: number | undefined; readonly declaredSum?: string | undefined }, count: string, sum: string): void {
  xml.leaf(count, totals.declaredCount?.toString(), 15);
  leafLike(xml, sum, totals.declaredSum, sumPattern, sum, "a sum such as 1234.50");
}

/** Where every payment is listed with its amount, they must be as many and as much as the header says. */
function proveTotals({ header, messages }: Recall): void {
  const totals = new Totals();
  let open = false;
  for (const { message, batches } of messages) {
    open ||= message.whole;
    for (const { batch, payments } of batches) {
      open ||= batch?.whole === true;
      for (const payment of payments) {
        const amount = payment.reversedAmount ?? payment.amount;
        totals.count();
        if (amount === undefined) open = true;
        else totals.add(amount);
      }
    }
  }
  if (open || header.declaredCount === undefined) return;
  const sum = header.declaredSum === undefined ? undefined : parseDecimal(header.declaredSum);
  if (header.declaredCount === totals.counted && (header.declaredSum === undefined || (sum !== undefined && sameDecimal(sum, totals.sum)))) return;
  throw new AppError("format", "totals-differ", `The request should ask for ${header.declaredCount} payments, but lists ${totals.counted} of ${decimalText(totals.sum)} together.`, { meaning: "No file was made.", next: "Make it again. If this repeats, report it." });
}

function created(at: string, field: string): string {
  if (!isIsoDateTime(at)) throw new AppError("format", "wrong-field", `${field} must be a date and time.`, { meaning: "No file was made.", context: { field } });
  return at;
}

function noPlace(version: RecallVersion, what: string): AppError {
  return new AppError("format", "field-not-in-format", `${version.id} has no place for ${what}.`, { meaning: "No file was made." });
}
