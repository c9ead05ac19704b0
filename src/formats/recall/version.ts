/** A message that asks for payments back: how it calls what all three of them say. */
export interface RecallMessage {
  readonly title: string;
  readonly root: "CstmrPmtCxlReq" | "FIToFIPmtCxlReq" | "CstmrPmtRvsl";
  /** Where its own ids stand, and who asks whom. */
  readonly header: "Assgnmt" | "GrpHdr";
  readonly messageId: "Id" | "MsgId";
  /** An order that something is asked back of is in an element of its own, and may be repeated. */
  readonly underlying: "Undrlyg" | undefined;
  readonly group: "OrgnlGrpInfAndCxl" | "OrgnlGrpInf";
  /** Undefined: payments stand without a batch. */
  readonly batch: "OrgnlPmtInfAndCxl" | "OrgnlPmtInfAndRvsl" | undefined;
  readonly batchWhole: "PmtInfCxl" | "PmtInfRvsl";
  readonly batchCount: "NbOfTxs" | "OrgnlNbOfTxs";
  readonly batchSum: "CtrlSum" | "OrgnlCtrlSum";
  readonly paymentId: "CxlId" | "RvslId";
  readonly amount: "OrgnlInstdAmt" | "OrgnlIntrBkSttlmAmt";
  readonly reason: "CxlRsnInf" | "RvslRsnInf";
}

export const customerRecall: RecallMessage = {
  title: "Recall", root: "CstmrPmtCxlReq", header: "Assgnmt", messageId: "Id", underlying: "Undrlyg", group: "OrgnlGrpInfAndCxl", batch: "OrgnlPmtInfAndCxl",
  batchWhole: "PmtInfCxl", batchCount: "NbOfTxs", batchSum: "CtrlSum", paymentId: "CxlId", amount: "OrgnlInstdAmt", reason: "CxlRsnInf",
};
export const bankRecall: RecallMessage = { ...customerRecall, title: "Recall between banks", root: "FIToFIPmtCxlReq", batch: undefined, amount: "OrgnlIntrBkSttlmAmt" };
export const reversal: RecallMessage = {
  title: "Reversal of direct debits", root: "CstmrPmtRvsl", header: "GrpHdr", messageId: "MsgId", underlying: undefined, group: "OrgnlGrpInf", batch: "OrgnlPmtInfAndRvsl",
  batchWhole: "PmtInfRvsl", batchCount: "OrgnlNbOfTxs", batchSum: "OrgnlCtrlSum", paymentId: "RvslId", amount: "OrgnlInstdAmt", reason: "RvslRsnInf",
};

/** What a version does differently where it is written. All versions are read alike, by the names of their fields. */
export interface RecallVersion {
  readonly id: string;
  readonly message: RecallMessage;
  /** The version to use instead, where this one is only read. */
  readonly instead?: string | undefined;
  readonly bic: "BIC" | "BICFI";
  readonly bicPattern: RegExp;
  readonly hasUetr: boolean;
  /** Parties of a payment stand in Pty, dates of it in a choice. */
  readonly isNested: boolean;
  /** Codes that stand in Cd; undefined: any of at most four characters. Others are proprietary. */
  readonly codes: ReadonlySet<string> | undefined;
}

const older = { bic: "BIC", bicPattern: /^[A-Z]{6}[A-Z2-9][A-NP-Z0-9]([A-Z0-9]{3})?$/, hasUetr: false, isNested: false, codes: undefined } as const;
const newer = { bic: "BICFI", bicPattern: /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/, hasUetr: true, isNested: true, codes: undefined } as const;
const firstCodes = ["CUST", "DUPL", "AGNT", "CURR", "UPAY", "CUTA"];

/** Versions between two that are written have the layout of one of them, and are only read. */
function read(message: RecallMessage, family: string, numbers: readonly string[], instead: string): readonly RecallVersion[] {
  return numbers.map((number) => ({ ...older, message, id: `${family}.001.${number}`, instead }));
}

/** Every version there is, by the schemas of ISO 20022. */
export const recallVersions: readonly RecallVersion[] = [
  { ...older, id: "camt.055.001.05", message: customerRecall, bic: "BICFI", codes: new Set([...firstCodes, "TECH", "FRAD"]) },
  ...read(customerRecall, "camt.055", ["06", "07"], "camt.055.001.05"),
  { ...newer, id: "camt.055.001.08", message: customerRecall },
  { ...newer, id: "camt.055.001.09", message: customerRecall },
  { ...older, id: "camt.056.001.01", message: bankRecall, codes: new Set(firstCodes) },
  ...read(bankRecall, "camt.056", ["02", "03", "04", "05", "06", "07"], "camt.056.001.08"),
  { ...newer, id: "camt.056.001.08", message: bankRecall },
  { ...older, id: "pain.007.001.02", message: reversal },
  ...read(reversal, "pain.007", ["03", "04", "05", "06", "07"], "pain.007.001.08"),
  { ...newer, id: "pain.007.001.08", message: reversal, hasUetr: false, bicPattern: older.bicPattern },
];
