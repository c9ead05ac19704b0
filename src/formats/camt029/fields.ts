import { compileShape, defineRecord } from "../xml/shape.ts";

/** CxlStsRsnInf: why, at the group, the batch or the payment. */
const reason = defineRecord("reason", { code: ["Rsn/Cd Rsn/Prtry"], text: ["AddtlInf", undefined, "many"] });
const reasons = { CxlStsRsnInf: reason.shape };

/** TxInfAndSts, in a batch or on its own. */
const transaction = defineRecord("transaction", {
  instructionId: ["OrgnlInstrId"],
  endToEndId: ["OrgnlEndToEndId"],
  status: ["TxCxlSts"],
  groupId: ["OrgnlGrpInf/OrgnlMsgId"],
}, reasons);

/** OrgnlPmtInfAndSts. */
const batch = defineRecord("batch", {
  paymentInformationId: ["OrgnlPmtInfId"],
  status: ["PmtInfCxlSts"],
  groupId: ["OrgnlGrpInf/OrgnlMsgId"],
}, { ...reasons, TxInfAndSts: transaction.shape });

/** OrgnlGrpInfAndSts. */
const group = defineRecord("group", { messageId: ["OrgnlMsgId"], messageName: ["OrgnlMsgNmId"], status: ["GrpCxlSts"] }, reasons);

const message = defineRecord("message", {
  messageId: ["Assgnmt/Id"],
  createdAt: ["Assgnmt/CreDtTm"],
  confirmation: ["Sts/Conf"],
  caseId: ["RslvdCase/Id"],
}, { "CxlDtls/OrgnlGrpInfAndSts": group.shape, "CxlDtls/OrgnlPmtInfAndSts": batch.shape, "CxlDtls/TxInfAndSts": transaction.shape });

export const resolutionFields = {
  /** Versions before .09 name the message by its version, too. */
  shape: compileShape(Object.fromEntries(["RsltnOfInvstgtn", ...["01", "02", "03"].map((version) => `RsltnOfInvstgtnV${version}`)].map((root) => [root, message.shape]))),
  message: message.slots, group: group.slots, batch: batch.slots, transaction: transaction.slots, reason: reason.slots,
} as const;
