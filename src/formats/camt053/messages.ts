import type { StatementKind } from "../../domain/statement.ts";

/** The three messages that carry entries. Their entries are alike; they differ in names, and in what they may say of balances. */
export interface CamtMessage {
  /** Before the version: `camt.053`. */
  readonly family: "camt.052" | "camt.053" | "camt.054";
  /** The message's element and, in it, the one of each account. */
  readonly root: string;
  readonly element: string;
  readonly kind: StatementKind;
  /** For sentences. */
  readonly noun: string;
  readonly title: string;
  /** Bal: must be there, may be, or does not exist. */
  readonly balances: "must" | "may" | "none";
}

export const camt052: CamtMessage = {
  family: "camt.052", root: "BkToCstmrAcctRpt", element: "Rpt", kind: "report", noun: "intraday report", title: "Intraday account report", balances: "may",
};
export const camt053: CamtMessage = {
  family: "camt.053", root: "BkToCstmrStmt", element: "Stmt", kind: "statement", noun: "statement", title: "Bank statement", balances: "must",
};
export const camt054: CamtMessage = {
  family: "camt.054", root: "BkToCstmrDbtCdtNtfctn", element: "Ntfctn", kind: "notification", noun: "notification", title: "Debit and credit notification", balances: "none",
};
