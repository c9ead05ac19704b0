import { type AccountSlots, type AgentSlots, accountRows, accountSlots, agentRows, agentSlots, type PartySlots, partyRows, partySlots } from "../iso20022/party.ts";
import { type CompiledShape, compileShape, defineRecord } from "../xml/shape.ts";
import type { CamtMessage } from "./messages.ts";

/** NtryDtls/TxDtls, in .01 TxDtls. Where versions differ, both ways of writing are read: banks mix them. */
const detail = defineRecord("detail", {
  messageId: ["Refs/MsgId"],
  bankReference: ["Refs/AcctSvcrRef"],
  paymentInformationId: ["Refs/PmtInfId"],
  instructionId: ["Refs/InstrId"],
  endToEndId: ["Refs/EndToEndId"],
  transactionId: ["Refs/TxId"],
  amount: ["Amt"],
  currency: ["Amt@Ccy"],
  transactionAmount: ["AmtDtls/TxAmt/Amt"],
  transactionCurrency: ["AmtDtls/TxAmt/Amt@Ccy"],
  direction: ["CdtDbtInd"],
  domain: ["BkTxCd/Domn/Cd"],
  family: ["BkTxCd/Domn/Fmly/Cd"],
  subFamily: ["BkTxCd/Domn/Fmly/SubFmlyCd"],
  proprietaryCode: ["BkTxCd/Prtry/Cd"],
  ...partyRows("debtor", "RltdPties/Dbtr RltdPties/Dbtr/Pty"),
  ...accountRows("debtor", "RltdPties/DbtrAcct"),
  ...partyRows("creditor", "RltdPties/Cdtr RltdPties/Cdtr/Pty"),
  ...accountRows("creditor", "RltdPties/CdtrAcct"),
  ...agentRows("debtor", "RltdAgts/DbtrAgt", "BIC BICFI"),
  ...agentRows("creditor", "RltdAgts/CdtrAgt", "BIC BICFI"),
  remittance: ["RmtInf/Ustrd", undefined, "many"],
  reference: ["RmtInf/Strd/CdtrRefInf/Ref", undefined, "many"],
  returnReason: ["RtrInf/Rsn/Cd RtrInf/Rsn/Prtry"],
});

/** Ntry. */
const entry = defineRecord("entry", {
  entryReference: ["NtryRef"],
  amount: ["Amt"],
  currency: ["Amt@Ccy"],
  direction: ["CdtDbtInd"],
  reversal: ["RvslInd"],
  status: ["Sts Sts/Cd Sts/Prtry"],
  bookingDate: ["BookgDt/Dt BookgDt/DtTm"],
  valueDate: ["ValDt/Dt ValDt/DtTm"],
  bankReference: ["AcctSvcrRef"],
  domain: ["BkTxCd/Domn/Cd"],
  family: ["BkTxCd/Domn/Fmly/Cd"],
  subFamily: ["BkTxCd/Domn/Fmly/SubFmlyCd"],
  proprietaryCode: ["BkTxCd/Prtry/Cd"],
  batchMessageId: ["NtryDtls/Btch/MsgId Btch/MsgId", undefined, "many"],
  batchPaymentInformationId: ["NtryDtls/Btch/PmtInfId Btch/PmtInfId", undefined, "many"],
  additionalInformation: ["AddtlNtryInf"],
}, { "NtryDtls/TxDtls": detail.shape, TxDtls: detail.shape });

/** Bal. */
const balance = defineRecord("balance", {
  type: ["Tp/CdOrPrtry/Cd Tp/CdOrPrtry/Prtry Tp/Cd"],
  amount: ["Amt"],
  currency: ["Amt@Ccy"],
  direction: ["CdtDbtInd"],
  date: ["Dt/Dt Dt/DtTm"],
});

/** Rpt, Stmt or Ntfctn. */
const statement = defineRecord("statement", {
  statementId: ["Id"],
  electronicNumber: ["ElctrncSeqNb"],
  legalNumber: ["LglSeqNb"],
  createdAt: ["CreDtTm"],
  from: ["FrToDt/FrDtTm FrToDt/FrDt"],
  to: ["FrToDt/ToDtTm FrToDt/ToDt"],
  ...accountRows("account", "Acct"),
  accountOther: ["Acct/Id/Othr/Id Acct/Id/PrtryAcct/Id Acct/Id/BBAN Acct/Id/UPIC", 34],
  owner: ["Acct/Ownr/Nm Acct/Ownr/Pty/Nm"],
}, { Bal: balance.shape, Ntry: entry.shape });

/** What is read of a message. In .01 its element carries the version, and accounts are named differently. */
export function shapeOf(message: CamtMessage): CompiledShape {
  const shape = defineRecord("message", {}, { [message.element]: statement.shape }).shape;
  return compileShape({ [message.root]: shape, [`${message.root}V01`]: shape });
}

export const statementFields = {
  statement: statement.slots,
  account: accountSlots(statement.slots, "account") satisfies AccountSlots,
  balance: balance.slots,
  entry: entry.slots,
  detail: detail.slots,
  debtor: partySlots(detail.slots, "debtor") satisfies PartySlots,
  debtorAccount: accountSlots(detail.slots, "debtor") satisfies AccountSlots,
  debtorAgent: agentSlots(detail.slots, "debtor") satisfies AgentSlots,
  creditor: partySlots(detail.slots, "creditor") satisfies PartySlots,
  creditorAccount: accountSlots(detail.slots, "creditor") satisfies AccountSlots,
  creditorAgent: agentSlots(detail.slots, "creditor") satisfies AgentSlots,
} as const;
