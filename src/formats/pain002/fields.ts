import { compileShape, defineRecord } from "../xml/shape.ts";

/** StsRsnInf/Orgtr/Id/OrgId/Othr: one id of the originator; in the EBICS customer protocol PartnerID, OrderID, TimeStamp … */
const originatorId = defineRecord("originatorId", {
  id: ["Id"],
  scheme: ["SchmeNm/Prtry SchmeNm/Cd"],
});

/** StsRsnInf. */
const reason = defineRecord("reason", {
  code: ["Rsn/Cd Rsn/Prtry"],
  text: ["AddtlInf", undefined, "many"],
}, { "Orgtr/Id/OrgId/Othr": originatorId.shape, "Orgtr/Id/PrvtId/Othr": originatorId.shape });

/** GrpHdr. */
const groupHeader = defineRecord("groupHeader", {
  messageId: ["MsgId"],
  createdAt: ["CreDtTm"],
});

/** OrgnlGrpInfAndSts. */
const originalGroup = defineRecord("originalGroup", {
  messageId: ["OrgnlMsgId"],
  messageName: ["OrgnlMsgNmId"],
  status: ["GrpSts"],
}, { StsRsnInf: reason.shape });

/** TxInfAndSts. */
const transaction = defineRecord("transaction", {
  instructionId: ["OrgnlInstrId"],
  endToEndId: ["OrgnlEndToEndId"],
  status: ["TxSts"],
}, { StsRsnInf: reason.shape });

/** OrgnlPmtInfAndSts. */
const batch = defineRecord("batch", {
  paymentInformationId: ["OrgnlPmtInfId"],
  status: ["PmtInfSts"],
}, { StsRsnInf: reason.shape, TxInfAndSts: transaction.shape });

const message = defineRecord("message", {}, {
  GrpHdr: groupHeader.shape,
  OrgnlGrpInfAndSts: originalGroup.shape,
  OrgnlPmtInfAndSts: batch.shape,
});

/** The same for all versions: what differs between them is not used here. */
export const statusFields = {
  shape: compileShape({ CstmrPmtStsRpt: message.shape }),
  originatorId: originatorId.slots,
  reason: reason.slots,
  groupHeader: groupHeader.slots,
  originalGroup: originalGroup.slots,
  batch: batch.slots,
  transaction: transaction.slots,
} as const;
