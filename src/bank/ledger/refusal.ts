/** Why the bank does not execute something: an ISO 20022 external status reason code and a sentence for the customer. */
export interface Refusal {
  /** `AC04`. */
  readonly code: string;
  /** At most 105 characters: one AddtlInf line. */
  readonly text: string;
}

/**
 * The reasons this bank gives. Source: ISO 20022 external code sets, ExternalStatusReason1Code.
 * Texts are short enough for one AddtlInf line of pain.002 (105 characters).
 */
export const refusals = {
  creditorAccountWrong: { code: "AC01", text: "The creditor's account number is wrong or does not exist." },
  collectedAccountWrong: { code: "AC01", text: "The debtor's account number is wrong or does not exist." },
  debtorAccountUnknown: { code: "AC02", text: "The debtor account is not kept at this bank." },
  accountClosed: { code: "AC04", text: "The account is closed." },
  accountBlocked: { code: "AC06", text: "The account is blocked." },
  debtorAccountForeign: { code: "AG01", text: "The debtor account may not be used by this partner or user." },
  zeroAmount: { code: "AM01", text: "The amount is zero." },
  currencyNotHeld: { code: "AM03", text: "The account is in another currency and the bank does not exchange." },
  noCover: { code: "AM04", text: "There is not enough cover on the debtor account." },
  duplicate: { code: "AM05", text: "The same file was already received from this partner." },
  sumDiffers: { code: "AM10", text: "The control sum does not equal the sum of the transactions." },
  amountWrong: { code: "AM12", text: "The amount is not valid." },
  countDiffers: { code: "AM18", text: "The number of transactions does not equal the number declared." },
  dateWrong: { code: "DT01", text: "The execution date is too long ago or too far ahead." },
  fileUnreadable: { code: "FF01", text: "The file does not follow its format." },
  bicWrong: { code: "RC01", text: "The bank's BIC is wrong." },
} as const satisfies Record<string, Refusal>;
