import { type AccountSlots, type AgentSlots, accountRows, accountSlots, agentRows, agentSlots, type PartySlots, partyRows, partySlots } from "../iso20022/party.ts";
import { type CompiledShape, compileShape, defineRecord } from "../xml/shape.ts";
import { type MandateFields, mandateRecord } from "./mandate.ts";
import type { InitiationVersion } from "./version.ts";

/** GrpHdr. */
function headerRecord(version: InitiationVersion) {
  return defineRecord("header", {
    messageId: ["MsgId", 35],
    createdAt: ["CreDtTm"],
    count: ["NbOfTxs", 15],
    sum: ["CtrlSum"],
    ...partyRows("initiator", "InitgPty", version),
  });
}

/** CdtTrfTxInf, DrctDbtTxInf. */
function transactionRecord(version: InitiationVersion, mandate: ReturnType<typeof mandateRecord>) {
  const { holder, other, amount } = version.message;
  return defineRecord("transaction", {
    instructionId: ["PmtId/InstrId", 35],
    endToEndId: ["PmtId/EndToEndId", 35],
    uetr: ["PmtId/UETR"],
    amount: [amount],
    currency: [`${amount}@Ccy`],
    equivalentAmount: ["Amt/EqvtAmt/Amt"],
    chargeBearer: ["ChrgBr", 4],
    ...partyRows("ultimateHolder", `Ultmt${holder}`, version),
    ...agentRows("other", `${other}Agt`, version.bic),
    otherForeignBic: [`${other}Agt/FinInstnId/${version.foreignBic}`],
    ...partyRows("other", other, version),
    ...accountRows("other", `${other}Acct`),
    ...partyRows("ultimateOther", `Ultmt${other}`, version),
    sequenceType: ["PmtTpInf/SeqTp", 4],
    schemeId: [schemeIdPaths("DrctDbtTx/"), 35],
    purpose: ["Purp/Cd Purp/Prtry", 35],
    remittance: ["RmtInf/Ustrd", 140, "many"],
    referenceType: ["RmtInf/Strd/CdtrRefInf/Tp/CdOrPrtry/Cd RmtInf/Strd/CdtrRefInf/Tp/CdOrPrtry/Prtry", 35, "many"],
    reference: ["RmtInf/Strd/CdtrRefInf/Ref", 35, "many"],
  }, version.message.collects ? { "DrctDbtTx/MndtRltdInf": mandate.shape } : {});
}

/** PmtInf. */
function batchRecord(version: InitiationVersion, transaction: ReturnType<typeof transactionRecord>) {
  const { holder, date } = version.message;
  return defineRecord("batch", {
    paymentInformationId: ["PmtInfId", 35],
    method: ["PmtMtd", 3],
    batchBooking: ["BtchBookg"],
    count: ["NbOfTxs", 15],
    sum: ["CtrlSum"],
    instructionPriority: ["PmtTpInf/InstrPrty", 4],
    serviceLevel: ["PmtTpInf/SvcLvl/Cd PmtTpInf/SvcLvl/Prtry", 35, "many"],
    localInstrument: ["PmtTpInf/LclInstrm/Cd PmtTpInf/LclInstrm/Prtry", 35],
    categoryPurpose: ["PmtTpInf/CtgyPurp/Cd PmtTpInf/CtgyPurp/Prtry", 35],
    sequenceType: ["PmtTpInf/SeqTp", 4],
    executionDate: [version.dateIsChoice ? `${date}/Dt ${date}/DtTm` : date],
    ...partyRows("holder", holder, version),
    ...accountRows("holder", `${holder}Acct`),
    ...agentRows("holder", `${holder}Agt`, version.bic),
    holderForeignBic: [`${holder}Agt/FinInstnId/${version.foreignBic}`],
    ...partyRows("ultimateHolder", `Ultmt${holder}`, version),
    chargeBearer: ["ChrgBr", 4],
    schemeId: [schemeIdPaths(""), 35],
  }, { [version.message.transaction]: transaction.shape });
}

/** CdtrSchmeId: the collector's id. */
function schemeIdPaths(before: string): string {
  return ["PrvtId", "OrgId"].map((kind) => `${before}CdtrSchmeId/Id/${kind}/Othr/Id`).join(" ");
}

/** The message's fields by version: what is read, where it stands, how long it may be. */
export interface InitiationFields {
  readonly shape: CompiledShape;
  readonly header: ReturnType<typeof headerRecord>["slots"];
  readonly initiator: PartySlots;
  readonly batch: ReturnType<typeof batchRecord>["slots"];
  readonly holder: PartySlots;
  readonly holderAccount: AccountSlots;
  readonly holderAgent: AgentSlots;
  readonly batchUltimateHolder: PartySlots;
  readonly transaction: ReturnType<typeof transactionRecord>["slots"];
  readonly other: PartySlots;
  readonly otherAccount: AccountSlots;
  readonly otherAgent: AgentSlots;
  readonly ultimateHolder: PartySlots;
  readonly ultimateOther: PartySlots;
  readonly mandate: MandateFields;
}

export function fieldsOf(version: InitiationVersion): InitiationFields {
  const groupHeader = headerRecord(version);
  const mandate = mandateRecord(version);
  const transaction = transactionRecord(version, mandate);
  const batch = batchRecord(version, transaction);
  const message = defineRecord("message", {}, { GrpHdr: groupHeader.shape, PmtInf: batch.shape });
  return {
    shape: compileShape({ [version.message.root]: message.shape }),
    header: groupHeader.slots,
    initiator: partySlots(groupHeader.slots, "initiator"),
    batch: batch.slots,
    holder: partySlots(batch.slots, "holder"),
    holderAccount: accountSlots(batch.slots, "holder"),
    holderAgent: agentSlots(batch.slots, "holder"),
    batchUltimateHolder: partySlots(batch.slots, "ultimateHolder"),
    transaction: transaction.slots,
    other: partySlots(transaction.slots, "other"),
    otherAccount: accountSlots(transaction.slots, "other"),
    otherAgent: agentSlots(transaction.slots, "other"),
    ultimateHolder: partySlots(transaction.slots, "ultimateHolder"),
    ultimateOther: partySlots(transaction.slots, "ultimateOther"),
    mandate: { slots: mandate.slots, originalAccount: accountSlots(mandate.slots, "originalAccount"), originalAgent: agentSlots(mandate.slots, "originalAgent") },
  };
}
