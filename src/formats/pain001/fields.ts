import { type AccountSlots, type AgentSlots, accountRows, accountSlots, agentRows, agentSlots, type PartySlots, partyRows, partySlots } from "../iso20022/party.ts";
import { type CompiledShape, compileShape, defineRecord } from "../xml/shape.ts";
import type { Pain001Version } from "./versions.ts";

/** GrpHdr. */
function headerRecord(version: Pain001Version) {
  return defineRecord("header", {
    messageId: ["MsgId", 35],
    createdAt: ["CreDtTm"],
    count: ["NbOfTxs", 15],
    sum: ["CtrlSum"],
    ...partyRows("initiator", "InitgPty", version),
  });
}

/** CdtTrfTxInf. */
function transactionRecord(version: Pain001Version) {
  return defineRecord("transaction", {
    instructionId: ["PmtId/InstrId", 35],
    endToEndId: ["PmtId/EndToEndId", 35],
    uetr: ["PmtId/UETR"],
    amount: ["Amt/InstdAmt"],
    currency: ["Amt/InstdAmt@Ccy"],
    equivalentAmount: ["Amt/EqvtAmt/Amt"],
    chargeBearer: ["ChrgBr", 4],
    ...partyRows("ultimateDebtor", "UltmtDbtr", version),
    ...agentRows("creditor", "CdtrAgt", version.bic),
    creditorForeignBic: [`CdtrAgt/FinInstnId/${version.foreignBic}`],
    ...partyRows("creditor", "Cdtr", version),
    ...accountRows("creditor", "CdtrAcct"),
    ...partyRows("ultimateCreditor", "UltmtCdtr", version),
    purpose: ["Purp/Cd Purp/Prtry", 35],
    remittance: ["RmtInf/Ustrd", 140, "many"],
    referenceType: ["RmtInf/Strd/CdtrRefInf/Tp/CdOrPrtry/Cd RmtInf/Strd/CdtrRefInf/Tp/CdOrPrtry/Prtry", 35, "many"],
    reference: ["RmtInf/Strd/CdtrRefInf/Ref", 35, "many"],
  });
}

/** PmtInf. */
function batchRecord(version: Pain001Version, transaction: ReturnType<typeof transactionRecord>) {
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
    executionDate: [version.dateIsChoice ? "ReqdExctnDt/Dt ReqdExctnDt/DtTm" : "ReqdExctnDt"],
    ...partyRows("debtor", "Dbtr", version),
    ...accountRows("debtor", "DbtrAcct"),
    ...agentRows("debtor", "DbtrAgt", version.bic),
    debtorForeignBic: [`DbtrAgt/FinInstnId/${version.foreignBic}`],
    ...partyRows("ultimateDebtor", "UltmtDbtr", version),
    chargeBearer: ["ChrgBr", 4],
  }, { CdtTrfTxInf: transaction.shape });
}

/** The message's fields by version: what is read, where it stands, how long it may be. */
export interface Pain001Fields {
  readonly shape: CompiledShape;
  readonly header: ReturnType<typeof headerRecord>["slots"];
  readonly initiator: PartySlots;
  readonly batch: ReturnType<typeof batchRecord>["slots"];
  readonly debtor: PartySlots;
  readonly debtorAccount: AccountSlots;
  readonly debtorAgent: AgentSlots;
  readonly batchUltimateDebtor: PartySlots;
  readonly transaction: ReturnType<typeof transactionRecord>["slots"];
  readonly creditor: PartySlots;
  readonly creditorAccount: AccountSlots;
  readonly creditorAgent: AgentSlots;
  readonly ultimateDebtor: PartySlots;
  readonly ultimateCreditor: PartySlots;
}

export function fieldsOf(version: Pain001Version): Pain001Fields {
  const groupHeader = headerRecord(version);
  const transaction = transactionRecord(version);
  const batch = batchRecord(version, transaction);
  const message = defineRecord("message", {}, { GrpHdr: groupHeader.shape, PmtInf: batch.shape });
  return {
    shape: compileShape({ CstmrCdtTrfInitn: message.shape }),
    header: groupHeader.slots,
    initiator: partySlots(groupHeader.slots, "initiator"),
    batch: batch.slots,
    debtor: partySlots(batch.slots, "debtor"),
    debtorAccount: accountSlots(batch.slots, "debtor"),
    debtorAgent: agentSlots(batch.slots, "debtor"),
    batchUltimateDebtor: partySlots(batch.slots, "ultimateDebtor"),
    transaction: transaction.slots,
    creditor: partySlots(transaction.slots, "creditor"),
    creditorAccount: accountSlots(transaction.slots, "creditor"),
    creditorAgent: agentSlots(transaction.slots, "creditor"),
    ultimateDebtor: partySlots(transaction.slots, "ultimateDebtor"),
    ultimateCreditor: partySlots(transaction.slots, "ultimateCreditor"),
  };
}
