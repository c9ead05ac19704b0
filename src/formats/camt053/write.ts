import { AppError } from "../../domain/errors.ts";
import { amountText, type Money } from "../../domain/money.ts";
import { type Balance, type EntryDetail, type StatementEntry, type StatementHeader, statementKind } from "../../domain/statement.ts";
import type { StatementDocument } from "../format.ts";
import { leafLike, required, writeAccount, writeAccountId, writeAgent, writeCode, writeParty } from "../iso20022/write-party.ts";
import { XmlWriter } from "../xml/xml-writer.ts";
import { type CamtLayout, type CamtVersion, usualVersion } from "./versions.ts";

/**
 * Writes statements, streaming.
 * @throws AppError format/… when a field does not fit
 */
export async function* writeCamt053(version: CamtVersion, layout: CamtLayout, statements: Iterable<StatementDocument>, message: { readonly messageId: string; readonly createdAt: string }): AsyncGenerator<Uint8Array> {
  const xml = new XmlWriter();
  const { root, element, balances, noun } = version.message;
  xml.open("Document", `xmlns="urn:iso:std:iso:20022:tech:xsd:${version.id}"`);
  xml.open(root);
  xml.line();
  xml.open("GrpHdr");
  xml.leaf("MsgId", required(message.messageId, "GrpHdr/MsgId"), 35, "GrpHdr/MsgId");
  xml.leaf("CreDtTm", required(message.createdAt, "GrpHdr/CreDtTm"));
  xml.close("GrpHdr");
  let count = 0;
  for (const statement of statements) {
    count++;
    xml.line();
    requireKind(version, statement.header);
    xml.open(element);
    writeHeader(xml, version, layout, statement.header, message.createdAt);
    if (statement.balances.length === 0 && balances === "must") throw missing("Bal", `A ${noun} must have a balance.`);
    if (statement.balances.length > 0 && balances === "none") throw new AppError("format", "field-not-in-format", `A ${noun} has no balances.`, { meaning: "No file was made.", context: { field: "Bal" } });
    for (const balance of statement.balances) writeBalance(xml, layout, balance);
    for await (const entry of statement.entries) {
      writeEntry(xml, version, layout, entry);
      if (xml.full) yield xml.take();
    }
    xml.close(element);
  }
  if (count === 0) throw missing(element, `There is no ${noun} to write.`);
  xml.line();
  xml.close(root);
  xml.close("Document");
  xml.line();
  yield xml.take();
}

/** What a bank only reported must not come out as its statement, nor the other way round. */
function requireKind(version: CamtVersion, header: StatementHeader): void {
  const kind = statementKind(header);
  if (kind === version.message.kind) return;
  throw new AppError("format", "other-kind", `A ${kind} cannot be written as ${version.id}, which is a ${version.message.noun}.`, { meaning: "No file was made.", context: { kind } });
}

function writeHeader(xml: XmlWriter, version: CamtVersion, layout: CamtLayout, header: StatementHeader, messageCreatedAt: string): void {
  const idField = `${version.message.element}/Id`;
  xml.leaf("Id", required(header.statementId, idField), 35, idField);
  leafLike(xml, "ElctrncSeqNb", header.sequenceNumber, /^\d{1,18}$/, "ElctrncSeqNb", "a number of at most 18 digits");
  xml.leaf("CreDtTm", header.createdAt ?? (layout.createdAtOptional ? undefined : messageCreatedAt));
  if (header.fromDate !== undefined || header.toDate !== undefined) {
    xml.open("FrToDt");
    xml.leaf("FrDtTm", `${required(header.fromDate, "FrToDt/FrDtTm")}T00:00:00`);
    xml.leaf("ToDtTm", `${required(header.toDate, "FrToDt/ToDtTm")}T00:00:00`);
    xml.close("FrToDt");
  }
  xml.open("Acct");
  writeAccountId(xml, "Acct", header.account);
  leafLike(xml, "Ccy", header.currency, /^[A-Z]{3}$/, "Acct/Ccy", "three capital letters");
  if (header.ownerName !== undefined && header.ownerName !== "") {
    xml.open("Ownr");
    xml.leaf("Nm", header.ownerName, 140, "Acct/Ownr/Nm");
    xml.close("Ownr");
  }
  xml.close("Acct");
}

function writeBalance(xml: XmlWriter, layout: CamtLayout, balance: Balance): void {
  const isCode = layout.balanceTypes === undefined ? balance.type.length <= 4 : layout.balanceTypes.has(balance.type);
  xml.line();
  xml.open("Bal");
  xml.open("Tp");
  xml.open("CdOrPrtry");
  xml.leaf(isCode ? "Cd" : "Prtry", required(balance.type, "Bal/Tp"), 35, "Bal/Tp");
  xml.close("CdOrPrtry");
  xml.close("Tp");
  writeAmount(xml, balance.amount);
  writeDirection(xml, balance.amount);
  writeDate(xml, "Dt", balance.date);
  xml.close("Bal");
}

function writeEntry(xml: XmlWriter, version: CamtVersion, layout: CamtLayout, entry: StatementEntry): void {
  xml.line();
  xml.open("Ntry");
  xml.leaf("NtryRef", entry.entryReference, 35);
  writeAmount(xml, entry.amount);
  writeDirection(xml, entry.amount);
  if (entry.reversal) xml.leaf("RvslInd", "true");
  if (layout.statusIsChoice) xml.open("Sts");
  xml.leaf(layout.statusIsChoice ? "Cd" : "Sts", entry.status);
  if (layout.statusIsChoice) xml.close("Sts");
  writeDate(xml, "BookgDt", entry.bookingDate);
  writeDate(xml, "ValDt", entry.valueDate);
  xml.leaf("AcctSvcrRef", entry.bankReference, 35);
  writeTransactionCode(xml, entry.bankTransactionCode);
  if (entry.details.length > 0) {
    xml.open("NtryDtls");
    for (const detail of entry.details) writeDetail(xml, version, layout, entry, detail);
    xml.close("NtryDtls");
  }
  xml.leaf("AddtlNtryInf", entry.additionalInformation, 500);
  xml.close("Ntry");
}

/** BkTxCd must be there, but may be empty. */
function writeTransactionCode(xml: XmlWriter, code: string | undefined): void {
  xml.open("BkTxCd");
  const parts = code?.split("/") ?? [];
  if (parts.length === 3 && parts.every((part) => part.length >= 1 && part.length <= 4)) {
    xml.open("Domn");
    xml.leaf("Cd", parts[0]);
    xml.open("Fmly");
    xml.leaf("Cd", parts[1]);
    xml.leaf("SubFmlyCd", parts[2]);
    xml.close("Fmly");
    xml.close("Domn");
  } else if (code !== undefined && code !== "") {
    xml.open("Prtry");
    xml.leaf("Cd", code, 35, "BkTxCd/Prtry/Cd");
    xml.close("Prtry");
  }
  xml.close("BkTxCd");
}

function writeDetail(xml: XmlWriter, version: CamtVersion, layout: CamtLayout, entry: StatementEntry, detail: EntryDetail): void {
  xml.open("TxDtls");
  writeReferences(xml, detail);
  writeDetailAmount(xml, version, layout, entry, detail);
  const amount = detail.amount ?? entry.amount;
  const side = amount.minor < 0n !== entry.reversal ? "Cdtr" : "Dbtr";
  if (detail.counterparty !== undefined || detail.counterpartyAccount !== undefined) {
    xml.open("RltdPties");
    if (detail.counterparty !== undefined) writeParty(xml, side, detail.counterparty, layout.partyInside);
    if (detail.counterpartyAccount !== undefined) writeAccount(xml, `${side}Acct`, detail.counterpartyAccount);
    xml.close("RltdPties");
  }
  if (detail.counterpartyBic !== undefined) {
    xml.open("RltdAgts");
    writeAgent(xml, `${side}Agt`, { bic: detail.counterpartyBic }, layout);
    xml.close("RltdAgts");
  }
  if (detail.remittance.length > 0 || detail.creditorReference !== undefined) {
    xml.open("RmtInf");
    for (const text of detail.remittance) xml.leaf("Ustrd", text, 140, "RmtInf/Ustrd");
    if (detail.creditorReference !== undefined) {
      xml.open("Strd");
      xml.open("CdtrRefInf");
      xml.leaf("Ref", detail.creditorReference, 35, "RmtInf/Strd/CdtrRefInf/Ref");
      xml.close("CdtrRefInf");
      xml.close("Strd");
    }
    xml.close("RmtInf");
  }
  if (detail.returnReason !== undefined) {
    xml.open("RtrInf");
    writeCode(xml, "Rsn", detail.returnReason, 4, "RtrInf/Rsn");
    xml.close("RtrInf");
  }
  xml.close("TxDtls");
}

function writeReferences(xml: XmlWriter, detail: EntryDetail): void {
  const references = [
    ["MsgId", detail.messageId],
    ["AcctSvcrRef", detail.bankReference],
    ["PmtInfId", detail.paymentInformationId],
    ["InstrId", detail.instructionId],
    ["EndToEndId", detail.endToEndId],
    ["TxId", detail.transactionId],
  ] as const;
  if (references.every(([, value]) => value === undefined)) return;
  xml.open("Refs");
  for (const [element, value] of references) xml.leaf(element, value, 35, `Refs/${element}`);
  xml.close("Refs");
}

function writeDetailAmount(xml: XmlWriter, version: CamtVersion, layout: CamtLayout, entry: StatementEntry, detail: EntryDetail): void {
  if (detail.amount === undefined) return;
  if (layout.detailHasAmount) {
    writeAmount(xml, detail.amount);
    writeDirection(xml, detail.amount);
    return;
  }
  if (detail.amount.minor !== 0n && detail.amount.minor < 0n !== entry.amount.minor < 0n) {
    throw new AppError("format", "field-not-in-format", `${version.id} cannot say that a part of an entry goes the other way. Use ${version.message.family}.001.${usualVersion}.`, { meaning: "No file was made.", context: { field: "TxDtls/AmtDtls" } });
  }
  xml.open("AmtDtls");
  xml.open("TxAmt");
  writeAmount(xml, detail.amount);
  xml.close("TxAmt");
  xml.close("AmtDtls");
}

/** The amount without its sign, which stands beside it. */
function writeAmount(xml: XmlWriter, amount: Money): void {
  const size: Money = amount.minor < 0n ? { minor: -amount.minor, currency: amount.currency } : amount;
  xml.leaf("Amt", amountText(size), 19, "Amt", `Ccy="${amount.currency}"`);
}

function writeDirection(xml: XmlWriter, amount: Money): void {
  xml.leaf("CdtDbtInd", amount.minor < 0n ? "DBIT" : "CRDT");
}

function writeDate(xml: XmlWriter, element: string, date: string | undefined): void {
  if (date === undefined) return;
  xml.open(element);
  xml.leaf("Dt", date);
  xml.close(element);
}

function missing(field: string, why: string): AppError {
  return new AppError("format", "field-missing", why, { meaning: "No file was made.", context: { field } });
}
