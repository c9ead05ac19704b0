/**
 * The two messages by which a company tells its bank to move money. They are laid out alike, with the sides exchanged: the account
 * holder pays in pain.001 and collects in pain.008.
 */
export interface InitiationMessage {
  /** The message's element, and the one of a payment. */
  readonly root: "CstmrCdtTrfInitn" | "CstmrDrctDbtInitn";
  readonly transaction: "CdtTrfTxInf" | "DrctDbtTxInf";
  /** Elements of the account holder's side and of the other one begin so. */
  readonly holder: "Dbtr" | "Cdtr";
  readonly other: "Dbtr" | "Cdtr";
  /** PmtMtd. */
  readonly method: "TRF" | "DD";
  readonly date: "ReqdExctnDt" | "ReqdColltnDt";
  readonly amount: "Amt/InstdAmt" | "InstdAmt";
  readonly collects: boolean;
  /** For sentences. */
  readonly words: { readonly order: string; readonly holder: string; readonly other: string; readonly date: string; readonly method: string };
}

export const creditTransfer: InitiationMessage = {
  root: "CstmrCdtTrfInitn", transaction: "CdtTrfTxInf", holder: "Dbtr", other: "Cdtr", method: "TRF", date: "ReqdExctnDt", amount: "Amt/InstdAmt", collects: false,
  words: { order: "credit transfer order", holder: "debtor", other: "creditor", date: "execution date", method: "TRF (transfer)" },
};
export const directDebit: InitiationMessage = {
  root: "CstmrDrctDbtInitn", transaction: "DrctDbtTxInf", holder: "Cdtr", other: "Dbtr", method: "DD", date: "ReqdColltnDt", amount: "InstdAmt", collects: true,
  words: { order: "direct debit order", holder: "creditor", other: "debtor", date: "collection date", method: "DD (direct debit)" },
};
