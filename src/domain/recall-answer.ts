/** What a bank has done with a request to get payments back: of the whole, or of one payment. */
export type RecallOutcome = "cancelled" | "partly" | "refused" | "pending";

const outcomes: Readonly<Record<string, RecallOutcome>> = { CNCL: "cancelled", ACCR: "cancelled", PACR: "partly", PECR: "partly", RJCR: "refused", PDCR: "pending", CWFW: "pending", UWFW: "pending", INFO: "pending" };

/**
 * @param status GrpCxlSts, PmtInfCxlSts, TxCxlSts or Sts/Conf of a camt.029
 * @returns undefined for what no outcome is known of
 * Source: ISO 20022 external code set ExternalInvestigationExecutionConfirmation1Code, and the schema's own lists
 */
export function recallOutcome(status: string | undefined): RecallOutcome | undefined {
  return status === undefined || !Object.hasOwn(outcomes, status) ? undefined : outcomes[status];
}

/** In the operator's words: "the recall was …". */
export const recallOutcomeWords: Readonly<Record<RecallOutcome, string>> = {
  cancelled: "accepted: the payments are cancelled", partly: "accepted in part", refused: "refused", pending: "not decided yet",
};

/**
 * Why a bank does not give a payment back: a phrase without a full stop. The same codes say other things of a payment.
 * Source: ISO 20022 external code set ExternalPaymentCancellationRejection1Code, 2025, those seen in practice
 */
export const recallRefusals: Readonly<Record<string, string>> = {
  AC04: "the payee's account is closed",
  AGNT: "the bank does not take the payment back",
  AM04: "not enough money on the payee's account",
  ARDT: "the money was returned already",
  ARPL: "waiting for the payee's reply",
  CUST: "the payee does not agree",
  INDM: "the payee's bank wants an indemnity",
  LEGL: "for legal reasons",
  NOAS: "the payee did not answer",
  NOOR: "the bank has no such payment",
  PTNA: "passed on to the next bank",
  RQDA: "an authority to debit is needed",
};

/** Why it asks payments back, as the order of the customer says it. Source: ExternalCancellationReason1Code */
export const recallReasons: Readonly<Record<string, string>> = {
  AC03: "wrong payee's account",
  AM09: "wrong amount",
  CUST: "the customer asks",
  CUTA: "the customer asks, after an investigation",
  DUPL: "paid twice",
  FRAD: "fraud",
  TECH: "a technical mistake",
  UPAY: "not owed",
};

/** `DUPL paid twice`; the code alone where it is the bank's own. @param words of a code set above */
export function codeWithWords(code: string | undefined, words: Readonly<Record<string, string>>): string {
  if (code === undefined) return "";
  return Object.hasOwn(words, code) ? `${code} ${words[code] ?? ""}` : code;
}
