import { accountRows, accountSlots, agentRows, agentSlots, partyRows, partySlots } from "../iso20022/party.ts";
import { compileShape, defineRecord, type RecordShape } from "../xml/shape.ts";
import type { RecallMessage } from "./version.ts";

const anyBic = "BIC BICFI";

function reasonRecord() {
  return defineRecord("reason", { code: ["Rsn/Cd Rsn/Prtry", 35], text: ["AddtlInf", 105, "many"] });
}

function paymentRecord(message: RecallMessage, reasons: Readonly<Record<string, RecordShape>>) {
  const reference = "OrgnlTxRef";
  const party = (name: "Dbtr" | "Cdtr") => `${reference}/${name} ${reference}/${name}/Pty`;
  const date = (name: string) => [`Orgnl${name}`, `${reference}/${name}`].flatMap((path) => [path, `${path}/Dt`, `${path}/DtTm`]).join(" ");
  return defineRecord("payment", {
    recallId: [message.paymentId, 35],
    groupId: ["OrgnlGrpInf/OrgnlMsgId", 35],
    groupName: ["OrgnlGrpInf/OrgnlMsgNmId", 35],
    instructionId: ["OrgnlInstrId", 35],
    endToEndId: ["OrgnlEndToEndId", 35],
    transactionId: ["OrgnlTxId", 35],
    uetr: ["OrgnlUETR"],
    amount: [message.amount],
    currency: [`${message.amount}@Ccy`],
    reversedAmount: ["RvsdInstdAmt"],
    reversedCurrency: ["RvsdInstdAmt@Ccy"],
    referenceAmount: [`${reference}/Amt/InstdAmt`],
    referenceCurrency: [`${reference}/Amt/InstdAmt@Ccy`],
    executionDate: [date("ReqdExctnDt")],
    collectionDate: [date("ReqdColltnDt")],
    settlementDate: [`OrgnlIntrBkSttlmDt ${reference}/IntrBkSttlmDt`],
    remittance: [`${reference}/RmtInf/Ustrd ${reference}/RmtInf/Strd/CdtrRefInf/Ref`, 140, "many"],
    ...partyRows("debtor", party("Dbtr")),
    ...accountRows("debtor", `${reference}/DbtrAcct`),
    ...agentRows("debtor", `${reference}/DbtrAgt`, anyBic),
    ...agentRows("creditor", `${reference}/CdtrAgt`, anyBic),
    ...partyRows("creditor", party("Cdtr")),
    ...accountRows("creditor", `${reference}/CdtrAcct`),
  }, reasons);
}

function batchRecord(message: RecallMessage, reasons: Readonly<Record<string, RecordShape>>, payment: RecordShape) {
  return defineRecord("batch", {
    paymentInformationId: ["OrgnlPmtInfId", 35],
    groupId: ["OrgnlGrpInf/OrgnlMsgId", 35],
    groupName: ["OrgnlGrpInf/OrgnlMsgNmId", 35],
    count: [message.batchCount, 15],
    sum: [message.batchSum],
    whole: [message.batchWhole],
  }, { ...reasons, TxInf: payment });
}

function messageRecord(message: RecallMessage, records: Readonly<Record<string, RecordShape>>) {
  const { header, messageId } = message;
  const totals = header === "GrpHdr" ? header : "CtrlData";
  const [from, to] = header === "GrpHdr" ? ["GrpHdr/InitgPty", "GrpHdr/CdtrAgt"] : ["Assgnmt/Assgnr/Pty", "Assgnmt/Assgne/Agt"];
  return defineRecord("message", {
    messageId: [`${header}/${messageId}`, 35],
    createdAt: [`${header}/CreDtTm`],
    count: [`${totals}/NbOfTxs`, 15],
    sum: [`${totals}/CtrlSum`],
    whole: ["GrpHdr/GrpRvsl"],
    ...partyRows("from", from ?? ""),
    ...agentRows("from", "Assgnmt/Assgnr/Agt", anyBic),
    ...partyRows("to", "Assgnmt/Assgne/Pty"),
    ...agentRows("to", to ?? "", anyBic),
  }, records);
}

/** The message's fields: what is read and where it stands in any version. */
export function recallFields(message: RecallMessage) {
  const reason = reasonRecord();
  const reasons = { [message.reason]: reason.shape };
  const payment = paymentRecord(message, reasons);
  const batch = batchRecord(message, reasons, payment.shape);
  const group = defineRecord("group", { messageId: ["OrgnlMsgId", 35], messageName: ["OrgnlMsgNmId", 35], count: ["NbOfTxs", 15], sum: ["CtrlSum"], whole: ["GrpCxl"] }, reasons);
  const inside = { [message.group]: group.shape, ...(message.batch === undefined ? { TxInf: payment.shape } : { [message.batch]: batch.shape }) };
  const underlying = defineRecord("underlying", {}, inside);
  const whole = messageRecord(message, message.underlying === undefined ? inside : { [message.underlying]: underlying.shape });
  return {
    shape: compileShape({ [message.root]: whole.shape }),
    message: whole.slots, group: group.slots, batch: batch.slots, payment: payment.slots, reason: reason.slots,
    from: { party: partySlots(whole.slots, "from"), agent: agentSlots(whole.slots, "from") },
    to: { party: partySlots(whole.slots, "to"), agent: agentSlots(whole.slots, "to") },
    debtor: { party: partySlots(payment.slots, "debtor"), account: accountSlots(payment.slots, "debtor"), agent: agentSlots(payment.slots, "debtor") },
    creditor: { party: partySlots(payment.slots, "creditor"), account: accountSlots(payment.slots, "creditor"), agent: agentSlots(payment.slots, "creditor") },
  } as const;
}
export type RecallFields = ReturnType<typeof recallFields>;
