import { accountText } from "../../domain/account-number.ts";
import { AppError } from "../../domain/errors.ts";
import type { Severity } from "../../domain/finding.ts";
import type { IsoDate } from "../../domain/ids.ts";
import type { Batch, Mandate, MandateAmendment, SequenceType } from "../../domain/order.ts";
import { parseIsoDate } from "../dates.ts";
import { type AccountSlots, type AgentSlots, accountRows, agentRows, readAccount } from "../iso20022/party.ts";
import { required, writeAccount } from "../iso20022/write-party.ts";
import type { Fields } from "../xml/fields.ts";
import { defineRecord } from "../xml/shape.ts";
import type { XmlWriter } from "../xml/xml-writer.ts";
import type { InitiationVersion } from "./version.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** MndtRltdInf. */
export function mandateRecord(version: InitiationVersion) {
  return defineRecord("mandate", {
    mandateId: ["MndtId", 35],
    signedOn: ["DtOfSgntr"],
    amended: ["AmdmntInd"],
    originalMandateId: ["AmdmntInfDtls/OrgnlMndtId", 35],
    originalSchemeName: ["AmdmntInfDtls/OrgnlCdtrSchmeId/Nm", version.nameMax],
    originalSchemeId: ["AmdmntInfDtls/OrgnlCdtrSchmeId/Id/PrvtId/Othr/Id AmdmntInfDtls/OrgnlCdtrSchmeId/Id/OrgId/Othr/Id", 35],
    ...accountRows("originalAccount", "AmdmntInfDtls/OrgnlDbtrAcct"),
    ...agentRows("originalAgent", "AmdmntInfDtls/OrgnlDbtrAgt", version.bic),
  });
}
type MandateSlots = ReturnType<typeof mandateRecord>["slots"];
export interface MandateFields {
  readonly slots: MandateSlots;
  readonly originalAccount: AccountSlots;
  readonly originalAgent: AgentSlots;
}

type Tell = (fields: Fields, slot: number, code: string, message: string, severity?: Severity) => void;

/** @param wrong receives what is wrong with it */
export function readMandate(fields: Fields, { slots, originalAccount, originalAgent }: MandateFields, wrong: Tell): Mandate {
  const mandate: Writable<Mandate> = { mandateId: fields.token(slots.mandateId) ?? "" };
  const signedText = fields.token(slots.signedOn);
  const signedOn = signedText === undefined ? undefined : parseIsoDate(signedText);
  if (signedOn !== undefined) mandate.signedOn = signedOn;
  else if (signedText !== undefined) wrong(fields, slots.signedOn, "wrong-date", "This is no date of the calendar (2026-11-23 is one).");
  const amendment: Writable<MandateAmendment> = {};
  const mandateId = fields.token(slots.originalMandateId), schemeId = fields.token(slots.originalSchemeId), name = fields.get(slots.originalSchemeName);
  if (mandateId !== undefined) amendment.originalMandateId = mandateId;
  if (schemeId !== undefined) amendment.originalCreditorSchemeId = schemeId;
  if (name !== undefined) amendment.originalCreditorName = name;
  const account = readAccount(fields, originalAccount);
  if (account !== undefined) amendment.originalDebtorAccount = account;
  const agent = fields.token(originalAgent.Bic) ?? fields.token(originalAgent.AgentOther);
  if (agent !== undefined) amendment.originalDebtorAgent = agent;
  if (Object.keys(amendment).length > 0) mandate.amendment = amendment;
  const amended = fields.token(slots.amended);
  if (amended !== undefined && !/^(true|false|1|0)$/.test(amended)) wrong(fields, slots.amended, "wrong-code", "Whether the mandate was amended is true or false, nothing else.");
  else if (/^(true|1)$/.test(amended ?? "") !== (mandate.amendment !== undefined)) {
    wrong(fields, slots.amended, "amendment-unclear", mandate.amendment === undefined
      ? "The mandate is said to be amended, but not what was changed. Give the original values, or take the mark away."
      : "Original values of the mandate stand here, but it is not marked as amended (AmdmntInd). Mark it, or the bank ignores them.");
  }
  return mandate;
}

export function isSequenceType(text: string): text is SequenceType {
  return text === "FRST" || text === "RCUR" || text === "FNAL" || text === "OOFF" || text === "RPRE";
}

/** What SEPA wants of every direct debit. @returns code, field and sentence for each thing that is missing or does not fit */
export function mandateProblems(mandate: Mandate | undefined, batch: { readonly schemeId: string | undefined; readonly sequenceType: SequenceType | undefined; readonly date: IsoDate }): (readonly [code: string, field: string, message: string])[] {
  const field = "DrctDbtTx/MndtRltdInf";
  const problems: (readonly [string, string, string])[] = [];
  if (mandate === undefined || mandate.mandateId === "") problems.push(["mandate-missing", `${field}/MndtId`, "There is no mandate for this direct debit. Without its id the debtor's bank sends the money back."]);
  if (mandate?.signedOn === undefined) problems.push(["mandate-date-missing", `${field}/DtOfSgntr`, "The day on which the mandate was signed is missing. SEPA wants it with each direct debit."]);
  else if (mandate.signedOn > batch.date) problems.push(["mandate-signed-later", `${field}/DtOfSgntr`, `The mandate is said to be signed on ${mandate.signedOn}, after the day of collection (${batch.date}). Correct one of them.`]);
  if ((mandate?.sequenceType ?? batch.sequenceType) === undefined) problems.push(["sequence-type-missing", "PmtTpInf/SeqTp", "It is not said whether this is the first, a recurrent, the last or a single collection (SeqTp). The bank wants it."]);
  if ((mandate?.creditorSchemeId ?? batch.schemeId) === undefined) problems.push(["creditor-id-missing", "CdtrSchmeId", "The creditor identifier is missing, at the batch and at the payment. The bank refuses direct debits without it."]);
  return problems;
}

/** DrctDbtTx, where there is anything to say. */
export function writeMandate(xml: XmlWriter, version: InitiationVersion, batch: Batch, mandate: Mandate | undefined): void {
  if (mandate === undefined) return;
  const { amendment } = mandate;
  xml.open("DrctDbtTx");
  xml.open("MndtRltdInf");
  xml.leaf("MndtId", required(mandate.mandateId, "MndtRltdInf/MndtId"), 35, "MndtRltdInf/MndtId");
  xml.leaf("DtOfSgntr", mandate.signedOn);
  if (amendment !== undefined) {
    xml.leaf("AmdmntInd", "true");
    xml.open("AmdmntInfDtls");
    xml.leaf("OrgnlMndtId", amendment.originalMandateId, 35, "AmdmntInfDtls/OrgnlMndtId");
    if (amendment.originalCreditorName !== undefined || amendment.originalCreditorSchemeId !== undefined) {
      writeScheme(xml, "OrgnlCdtrSchmeId", amendment.originalCreditorName, amendment.originalCreditorSchemeId, batch);
    }
    const account = amendment.originalDebtorAccount;
    if (account !== undefined) writeAccount(xml, "OrgnlDbtrAcct", account);
    const agent = amendment.originalDebtorAgent;
    if (agent !== undefined) {
      xml.open("OrgnlDbtrAgt");
      xml.open("FinInstnId");
      if (version.bicPattern.test(agent)) xml.leaf(version.bic, agent);
      else {
        xml.open("Othr");
        xml.leaf("Id", agent, 35, "AmdmntInfDtls/OrgnlDbtrAgt");
        xml.close("Othr");
      }
      xml.close("FinInstnId");
      xml.close("OrgnlDbtrAgt");
    }
    xml.close("AmdmntInfDtls");
  }
  xml.close("MndtRltdInf");
  if (mandate.creditorSchemeId !== undefined) writeSchemeId(xml, mandate.creditorSchemeId, batch);
  xml.close("DrctDbtTx");
}

export function writeSchemeId(xml: XmlWriter, id: string, batch: Batch): void {
  writeScheme(xml, "CdtrSchmeId", undefined, id, batch);
}

function writeScheme(xml: XmlWriter, element: string, name: string | undefined, id: string | undefined, batch: Batch): void {
  xml.open(element);
  xml.leaf("Nm", name, 70, `${element}/Nm`);
  if (id !== undefined) {
    for (const each of ["Id", "PrvtId", "Othr"]) xml.open(each);
    xml.leaf("Id", required(id, `${element}/Id`), 35, `${element}/Id`);
    if (batch.serviceLevel === "SEPA") {
      xml.open("SchmeNm");
      xml.leaf("Prtry", "SEPA");
      xml.close("SchmeNm");
    }
    for (const each of ["Othr", "PrvtId", "Id"]) xml.close(each);
  }
  xml.close(element);
}

/** @throws AppError format/`wrong-direction` where a payment would be written as a collection, or the other way round */
export function requireDirection(version: InitiationVersion, batch: Batch): void {
  if ((batch.collection !== undefined) === version.message.collects) return;
  throw new AppError("format", "wrong-direction", `Batch ${batch.paymentInformationId} of account ${accountText(batch.debtorAccount)} ${version.message.collects ? "pays, and" : "collects money, and"} ${version.id} is a ${version.message.words.order}.`, {
    meaning: "No file was made.", context: { format: version.id },
  });
}
